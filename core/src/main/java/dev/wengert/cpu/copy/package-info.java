/**
 * Elements moved, none changed: {@code Copies} runs the kernels that do, all of them as a {@code
 * Move}, which walks two strided places side by side along a {@code LoopNest} and does not ask what
 * the elements are; where rows become columns it moves squares, by a {@code Turning}. {@code
 * Contiguous} is for tasks that take contiguous operands alone: it hands them copies of what is
 * stretched.
 */
@NullMarked
package dev.wengert.cpu.copy;

import org.jspecify.annotations.NullMarked;
