package dev.wengert.nn.data;

import dev.wengert.Tensor;

/**
 * One input and its target; or of a {@link Batch} all inputs and targets, along the first axis.
 *
 * @param x the input, any shape
 * @param y the target, any shape
 */
public record Example(Tensor x, Tensor y) {}
