package dev.wengert.examples.normalization;

import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Normalization;

/**
 * The path of gradient descent for a straight line fitted to two inputs, of which one is larger: as
 * they are, and standardized.
 *
 * @param x the inputs [n, 2]
 * @param y the targets [n]
 * @param path the weights before each step, and after the last
 */
@SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
record ZigZag(Tensor x, Tensor y, double[][] path) {

  /** The weights that made the targets: there the loss is 0. */
  static final double[] MINIMUM = {1, -1};

  private static final int EXAMPLES = 200;
  private static final double RATIO = 6;

  /** Follows descent on inputs whose deviations are 1 and 6, or on standardized ones. */
  static ZigZag follow(boolean standardized, double rate, int steps) {
    Tensor drawn = Key.of(4).normal(new Spec(DType.FLOAT64, Shape.of(EXAMPLES, 2)));
    Tensor scaled = drawn.times(Tensor.of(1, RATIO));
    Tensor x = standardized ? Normalization.standardize(scaled, 1e-12, 0) : scaled;
    Tensor y = x.matmul(Tensor.of(MINIMUM));
    ZigZag line = new ZigZag(x, y, new double[steps + 1][]);
    Tensor w = Tensor.of(-2.0, 0.0);
    for (int step = 0; step <= steps; step++) {
      line.path[step] = w.toDoubleArray();
      w = w.minus(Autodiff.grad(line::loss).apply(w).times(rate));
    }
    return line;
  }

  /** Returns the mean squared error at weights [2]. */
  Tensor loss(Tensor w) {
    return mean(square(x.matmul(w).minus(y))).times(0.5);
  }

  /** Returns how often a weight turned round on the way. */
  int turns() {
    int turns = 0;
    for (int step = 2; step < path.length; step++) {
      for (int weight = 0; weight < 2; weight++) {
        double before = path[step - 1][weight] - path[step - 2][weight];
        double now = path[step][weight] - path[step - 1][weight];
        turns += before * now < 0 && Math.abs(now) > 1e-6 ? 1 : 0;
      }
    }
    return turns;
  }
}
