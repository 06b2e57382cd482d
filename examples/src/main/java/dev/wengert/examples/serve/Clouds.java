package dev.wengert.examples.serve;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.ops.Losses;

/** Three clouds of points in the plane, and a small network that tells them apart. */
final class Clouds {

  static final int CLASSES = 3;

  static final BatchLoss<Layer> LOSS =
      (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());

  private Clouds() {}

  static Model<Sequential> model() {
    return Model.of(
        Sequential.of(Dense.of(2, 32), BatchNorm.of(32), Activation.relu(), Dense.of(32, CLASSES)));
  }

  /** Returns points whose clouds lie on a circle of radius 2 and overlap a little. */
  static Examples points(Key key, int count) {
    int[] labels = new int[count];
    double[] centres = new double[2 * count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      double angle = 2 * Math.PI * labels[i] / CLASSES;
      centres[2 * i] = 2 * Math.cos(angle);
      centres[2 * i + 1] = 2 * Math.sin(angle);
    }
    Tensor noise = key.normal(DType.FLOAT64, count, 2).times(0.8);
    return DataSet.of(
        Tensor.wrap(centres, count, 2).plus(noise).to(DType.FLOAT32), Tensor.wrap(labels, count));
  }
}
