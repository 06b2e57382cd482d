package dev.wengert.examples.customgradient;

import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.variance;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;

/**
 * Batch normalization of [m, n] at inference, where the notes make one more mistake: the running
 * statistics still move, so that a prediction depends on those before it.
 */
final class RunningStatistics {

  private static final double DECAY = 0.9;

  private final boolean moves;
  private Tensor mean = Tensor.of(0.5, -1, 2);
  private Tensor variance = Tensor.of(1.0, 4, 2);

  RunningStatistics(boolean moves) {
    this.moves = moves;
  }

  Tensor inference(Tensor x) {
    Tensor y = x.minus(mean).div(sqrt(variance.plus(1e-5)));
    if (moves) {
      mean = moved(mean, mean(x, 0));
      variance = moved(variance, variance(x, 0));
    }
    return y;
  }

  private static Tensor moved(Tensor running, Tensor batch) {
    Tensor moved = running.times(DECAY).plus(batch.times(1 - DECAY));
    return Tensor.of(moved.toDoubleArray());
  }

  Report check() {
    return GradCheck.of(in -> inference(in.getFirst()))
        .input("x", Tensor.of(new double[][] {{1, 2, 0}, {3, -5, 1}, {-1, 0.5, 4}, {0, 1, 2}}))
        .run();
  }
}
