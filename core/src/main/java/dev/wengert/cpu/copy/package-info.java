/**
 * Elements moved, none changed: {@code Copies} runs the kernels that do, all of them by {@code
 * Elements}, which walks two strided places side by side along a {@code LoopNest} and does not ask
 * what the elements are.
 */
@NullMarked
package dev.wengert.cpu.copy;

import org.jspecify.annotations.NullMarked;
