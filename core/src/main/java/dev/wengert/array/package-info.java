/**
 * What a block of numbers is: the type of its elements ({@link dev.wengert.array.DType}), its sides
 * ({@link dev.wengert.array.Shape}), both together ({@link dev.wengert.array.Spec}), and the
 * storage ({@link dev.wengert.array.Buffer}), an array and the {@link dev.wengert.array.Layout} of
 * its elements.
 *
 * <p>This package knows nothing of what is computed. Devices ({@link dev.wengert.device}) read and
 * fill buffers; tensors ({@link dev.wengert}) give them meaning.
 */
@NullMarked
package dev.wengert.array;

import org.jspecify.annotations.NullMarked;
