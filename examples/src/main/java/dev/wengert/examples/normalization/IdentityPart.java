package dev.wengert.examples.normalization;

import static dev.wengert.ops.Elementary.abs;
import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Reductions.max;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.variance;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.Figures;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.normalization.BatchNorm;
import java.util.Locale;

/**
 * Scale and shift can undo the normalization: {@code gamma = sqrt(variance + epsilon)} and {@code
 * beta = mean} give the input back, so that a layer with batch normalization can be all that it was
 * without.
 */
final class IdentityPart {

  private static final int CHANNELS = 4;
  private static final double EPSILON = 1e-5;

  private IdentityPart() {}

  static void show(Figures figures) {
    figures.print(
        String.format(
            Locale.ROOT,
            "Scale and shift set to the batch's deviation and mean give the input back, to %.0e",
            error()));
  }

  /** Returns the largest difference between the input and what comes out. */
  static double error() {
    Model<BatchNorm> model = Model.of(BatchNorm.of(CHANNELS).epsilon(EPSILON), DType.FLOAT64);
    Tensor x =
        Key.of(1)
            .normal(new Spec(DType.FLOAT64, Shape.of(64, CHANNELS)))
            .times(Tensor.of(0.1, 1, 5, 20))
            .plus(Tensor.of(3.0, 0, -7, 100));
    Values values =
        model
            .initialize(Key.of(2))
            .with("weight", sqrt(variance(x, 0).plus(EPSILON)))
            .with("bias", mean(x, 0));
    Tensor y = model.root().forward(x, model.training(values, Key.of(3)));
    return max(abs(y.minus(x))).item();
  }
}
