/**
 * How buffers are filled: a small closed set of {@linkplain dev.wengert.kernel.Kernel kernels}, and
 * the language of {@linkplain dev.wengert.kernel.Expression expressions} that two of them run.
 *
 * <p>An expression says what happens to one element. {@link dev.wengert.kernel.Loop} computes it
 * for all elements of broadcast operands, {@link dev.wengert.kernel.Reduction} folds it along axes.
 * Both take it as a {@link dev.wengert.kernel.LoopBody}, its canonical form. Its derivatives are
 * expressions again ({@link dev.wengert.kernel.Derivative}), so an elementwise operation is defined
 * by its forward formula alone.
 *
 * <p>Only this package looks at Java arrays; above it a {@link dev.wengert.array.Buffer} is opaque.
 */
@NullMarked
package dev.wengert.kernel;

import org.jspecify.annotations.NullMarked;
