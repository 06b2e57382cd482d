package com.example

import dev.wengert.Tape
import dev.wengert.Tensor
import dev.wengert.kotlin.div
import dev.wengert.kotlin.minus
import dev.wengert.kotlin.plus
import dev.wengert.kotlin.times
import dev.wengert.ops.Elementary.sqrt
import dev.wengert.ops.Reductions.mean
import dev.wengert.ops.Reductions.sum
import dev.wengert.ops.Reductions.variance
import kotlin.math.abs

fun standardize(x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
    val mu = mean(x)
    val s = sqrt(variance(x) + 1e-5)
    return (x - mu) / s * gamma + beta
}

fun main() {
    val tape = Tape()
    val x = tape.watch(Tensor.of(1.0, 2.0, 4.0))
    val y = standardize(x, Tensor.scalar(3.0), -Tensor.scalar(1.0))
    // What is added to all elements alike, the mean takes away: the gradient's sum is 0.
    val dx = tape.gradients(sum(y * y)).of(x)
    println("$y, gradient $dx")
    check(abs(sum(y).item() + 3) < 1e-9) { "the mean is not beta: $y" }
    check(abs(sum(dx).item()) < 1e-9) { "the gradient does not sum to 0: $dx" }
    numbersOnTheLeft()
}

fun numbersOnTheLeft() {
    val x = Tensor.of(1.0, 2.0, 4.0)
    same(1.0 - x, 0.0, -1.0, -3.0)
    same(2.0 * x, 2.0, 4.0, 8.0)
    same(0.5 + x, 1.5, 2.5, 4.5)
    same(8.0 / x, 8.0, 4.0, 2.0)
    same(1 - x, 0.0, -1.0, -3.0)
    same(2 * x, 2.0, 4.0, 8.0)
    same(1 + x, 2.0, 3.0, 5.0)
    same(8 / x, 8.0, 4.0, 2.0)
    same(7 / Tensor.of(2, -2), 3.0, -3.0)
    check(runCatching { 0.5 - Tensor.of(1) }.isFailure) { "0.5 does not fit INT32" }
    val tape = Tape()
    val at = tape.watch(x)
    same(tape.gradients(sum(8.0 / at)).of(at), -8.0, -2.0, -0.5)
}

private fun same(actual: Tensor, vararg expected: Double) {
    check(actual.toDoubleArray().contentEquals(expected)) { "$actual is not ${expected.toList()}" }
}
