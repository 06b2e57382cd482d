package dev.wengert.nn.train;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Losses;

/** Three clouds of points in the plane, and a network that draws and keeps statistics. */
public final class Blobs {

  public static final BatchLoss<Layer> LOSS =
      (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());

  private Blobs() {}

  public static Model<Sequential> model() {
    return Model.of(
        Sequential.of(
            Dense.of(2, 16),
            BatchNorm.of(16),
            Activation.relu(),
            new Dropout(0.9),
            Dense.of(16, 3)));
  }

  /** A model whose loss is the same function for all batches. */
  public static Model<Sequential> plainModel() {
    return Model.of(
        Sequential.of(Dense.of(2, 8), Activation.tanh(), Dense.of(8, 3)), DType.FLOAT64);
  }

  public static Examples data(Key key, int count) {
    return data(key, count, DType.FLOAT32);
  }

  public static Examples data(Key key, int count, DType dtype) {
    int[] labels = new int[count];
    double[] centres = new double[2 * count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      centres[2 * i] = 2 * Math.cos(2 * Math.PI * labels[i] / 3);
      centres[2 * i + 1] = 2 * Math.sin(2 * Math.PI * labels[i] / 3);
    }
    Tensor noise = key.normal(new Spec(DType.FLOAT64, Shape.of(count, 2))).times(0.5);
    Tensor x = Tensor.wrap(centres, count, 2).plus(noise).to(dtype);
    return DataSet.of(x, Tensor.wrap(labels, count));
  }
}
