package dev.wengert.gradcheck;

import dev.wengert.Tensor;

/**
 * One argument of the function under check.
 *
 * @param name its name in the report
 * @param value the point
 * @param differentiated whether its derivative is checked; false for a constant
 */
record Argument(String name, Tensor value, boolean differentiated) {}
