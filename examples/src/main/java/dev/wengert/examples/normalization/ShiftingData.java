package dev.wengert.examples.normalization;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Reductions;

/**
 * Batch normalization while its data drifts: the mean of its output by the batch's own statistics,
 * as in training, and by the running ones, as in inference.
 *
 * @param training the mean of the output in training passes, by step
 * @param inference the same batches in inference passes
 * @param means the means of the data
 */
@SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
record ShiftingData(double[] training, double[] inference, double[] means) {

  private static final int BATCH = 256;
  private static final double DRIFT = 0.05;

  /** Feeds batches whose mean stays 0 for a third of the steps, climbs for a third, and stays. */
  static ShiftingData measure(int steps, long seed) {
    Model<BatchNorm> model = Model.of(BatchNorm.of(1), DType.FLOAT64);
    Values values = model.initialize(Key.of(seed));
    double[] training = new double[steps];
    double[] inference = new double[steps];
    double[] means = new double[steps];
    for (int step = 0; step < steps; step++) {
      means[step] = DRIFT * Math.clamp(step - steps / 3, 0, steps / 3);
      Key key = Key.of(seed).fold(step);
      Tensor x = key.normal(new Spec(DType.FLOAT64, Shape.of(BATCH, 1))).plus(means[step]);
      inference[step] = mean(model.root().forward(x, model.inference(values)));
      Pass pass = model.training(values, key);
      training[step] = mean(model.root().forward(x, pass));
      values = values.with(pass.updates());
    }
    return new ShiftingData(training, inference, means);
  }

  private static double mean(Tensor x) {
    return Reductions.mean(x).item();
  }
}
