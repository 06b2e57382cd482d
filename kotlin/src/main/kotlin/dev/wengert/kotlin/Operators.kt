/**
 * Operators with a number on the left. Those with a tensor there, `x + 1.0`, `x * y`, `-x` and `x[1, 0]`, Kotlin finds among the
 * methods of [Tensor] by itself.
 */
@file:JvmName("Operators")

package dev.wengert.kotlin

import dev.wengert.Tensor

/** Returns this number + x, element by element, in the dtype of x. */
public operator fun Double.plus(x: Tensor): Tensor = x.plus(this)

/** Returns this number - x, element by element, in the dtype of x. */
public operator fun Double.minus(x: Tensor): Tensor = like(x).minus(x)

/** Returns this number * x, element by element, in the dtype of x. */
public operator fun Double.times(x: Tensor): Tensor = x.times(this)

/** Returns this number / x, element by element, in the dtype of x; an INT32 quotient is rounded toward zero. */
public operator fun Double.div(x: Tensor): Tensor = like(x).div(x)

/** Returns this number + x, element by element, in the dtype of x. */
public operator fun Int.plus(x: Tensor): Tensor = x.plus(toDouble())

/** Returns this number - x, element by element, in the dtype of x. */
public operator fun Int.minus(x: Tensor): Tensor = toDouble() - x

/** Returns this number * x, element by element, in the dtype of x. */
public operator fun Int.times(x: Tensor): Tensor = x.times(toDouble())

/** Returns this number / x, element by element, in the dtype of x; an INT32 quotient is rounded toward zero. */
public operator fun Int.div(x: Tensor): Tensor = toDouble() / x

/** This number as a scalar of the dtype of x, which refuses what does not fit. */
private fun Double.like(x: Tensor): Tensor = Tensor.ones(x.dtype()).times(this)
