/**
 * Rows by index: {@code Lookups} runs gather and scatterAdd. {@code Positions} checks an operand of
 * positions and counts them all from the front; {@code Rows} says how the indexed array falls into
 * rows of neighbouring elements, which are moved or added as wholes. {@code SparseProducts} adds up
 * elements with weights, by positions that a kernel carries.
 */
@NullMarked
package dev.wengert.cpu.index;

import org.jspecify.annotations.NullMarked;
