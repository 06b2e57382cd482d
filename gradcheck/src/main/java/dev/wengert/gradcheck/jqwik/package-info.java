/**
 * Random tensors for properties of jqwik, made so that a failing one shrinks to something readable.
 *
 * <p>{@code @ForAll Tensor} works as soon as this module is there. A value is put together from
 * independent parts: a rank, sides, one value for all elements, and a few elements that differ. So
 * shrinking the shape crops the tensor and keeps the failure; values shrink toward 1, since 0 sits
 * on kinks and makes products vacuous.
 */
@NullMarked
package dev.wengert.gradcheck.jqwik;

import org.jspecify.annotations.NullMarked;
