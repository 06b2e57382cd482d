/**
 * The primitives of linear algebra: {@linkplain dev.wengert.ops.matrix.Cholesky factors},
 * {@linkplain dev.wengert.ops.matrix.Solve systems}, {@linkplain dev.wengert.ops.matrix.Inverse
 * inverses} and {@linkplain dev.wengert.ops.matrix.Determinant determinants}, each a Java function
 * of one small matrix of a stack, by {@linkplain dev.wengert.ops.matrix.Lu elimination}.
 */
@NullMarked
package dev.wengert.ops.matrix;

import org.jspecify.annotations.NullMarked;
