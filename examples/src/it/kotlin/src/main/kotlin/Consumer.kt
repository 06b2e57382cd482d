package com.example

import dev.wengert.Tape
import dev.wengert.Tensor
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
}
