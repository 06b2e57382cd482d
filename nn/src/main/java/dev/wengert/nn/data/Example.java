package dev.wengert.nn.data;

import dev.wengert.Tensor;

/**
 * One input and its target.
 *
 * @param x the input, any shape
 * @param y the target, any shape
 */
public record Example(Tensor x, Tensor y) {}
