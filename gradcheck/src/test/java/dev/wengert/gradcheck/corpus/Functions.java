package dev.wengert.gradcheck.corpus;

import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;

/** The few functions that the corpus is written with, over the core's primitives. */
final class Functions {

  static final Elementwise RELU =
      Elementwise.of("relu", x -> Expression.max(x, Expression.constant(0)));
  static final Elementwise MAX = Elementwise.of("max", Expression::max);
  static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  static final Elementwise SIGMOID = Elementwise.of("sigmoid", Expression::sigmoid);
  static final Elementwise SIN = Elementwise.of("sin", Expression::sin);
  static final Elementwise COS = Elementwise.of("cos", Expression::cos);
  static final Elementwise EXP = Elementwise.of("exp", Expression::exp);
  static final Elementwise LOG = Elementwise.of("log", Expression::log);
  static final Elementwise SQRT = Elementwise.of("sqrt", Expression::sqrt);

  private Functions() {}

  static Tensor normal(long seed, int... sides) {
    return Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  static Tensor square(Tensor x) {
    return x.times(x);
  }

  static Tensor sum(Tensor x, int axis) {
    return Sum.of(x, true, axis);
  }

  static Tensor mean(Tensor x, int axis) {
    return sum(x, axis).div(x.shape().side(axis));
  }

  static Tensor variance(Tensor x, int axis) {
    return mean(square(x.minus(mean(x, axis))), axis);
  }

  static Tensor normalized(Tensor x, int axis, double epsilon) {
    return x.minus(mean(x, axis)).div(SQRT.apply(variance(x, axis).plus(epsilon)));
  }

  /** Returns the softmax over the last axis of a matrix, its largest element taken off first. */
  static Tensor softmax(Tensor x) {
    Tensor e = EXP.apply(x.minus(rowMaximum(x)));
    return e.div(sum(e, 1));
  }

  /** Returns the largest element of each row, as a constant [n, 1]. */
  static Tensor rowMaximum(Tensor x) {
    int rows = x.shape().side(0);
    int columns = x.shape().side(1);
    double[] values = x.toDoubleArray();
    double[] largest = new double[rows];
    for (int i = 0; i < rows; i++) {
      largest[i] = values[i * columns];
      for (int j = 1; j < columns; j++) {
        largest[i] = Math.max(largest[i], values[i * columns + j]);
      }
    }
    return Tensor.wrap(largest, rows, 1);
  }

  static Tensor toDouble(Tensor truth) {
    return truth.to(DType.FLOAT64);
  }
}
