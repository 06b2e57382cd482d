package dev.wengert.onnx.export;

/**
 * An axis whose size is left open.
 *
 * @param name its name
 * @param input the input that has it
 * @param axis which axis of that it is
 * @param size its size in the first recording
 * @param other its size in the recording that is there for it
 */
record OpenAxis(String name, int input, int axis, int size, int other) {}
