/**
 * Orders: {@code Sorting} finds the one that sorts each line along an axis, whole numbers together
 * with their positions as larger whole numbers, others by comparison.
 */
@NullMarked
package dev.wengert.cpu.sort;

import org.jspecify.annotations.NullMarked;
