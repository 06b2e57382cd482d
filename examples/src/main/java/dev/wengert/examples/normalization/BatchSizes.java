package dev.wengert.examples.normalization;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.BatchNorm;
import dev.wengert.nn.layer.Convolution;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.GroupNorm;
import dev.wengert.nn.layer.InstanceNorm;
import dev.wengert.nn.layer.LayerNorm;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;

/**
 * How a small convolutional network learns with each normalization when the batches are small: the
 * direction of stripes in noisy images of 10 by 10.
 */
final class BatchSizes {

  /** What normalizes behind the two convolutions. */
  enum Kind {
    BATCH("BatchNorm"),
    LAYER("LayerNorm"),
    GROUP("GroupNorm"),
    INSTANCE("InstanceNorm");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    private Layer layer(int channels, int side) {
      return switch (this) {
        case BATCH -> BatchNorm.of(channels);
        case LAYER -> LayerNorm.of(channels, side, side);
        case GROUP -> GroupNorm.of(4, channels);
        case INSTANCE -> InstanceNorm.of(channels);
      };
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private static final int SIDE = 10;
  private static final int CLASSES = 4;
  private static final int TEST = 400;
  private static final double NOISE = 1.2;

  private BatchSizes() {}

  /** Images and the directions of their stripes. */
  private record Images(Tensor pixels, Tensor classes) {

    static Images draw(Key key, int count) {
      float[] pixels = new float[count * SIDE * SIDE];
      int[] classes = new int[count];
      double[] phases =
          key.fold("phase").uniform(new Spec(DType.FLOAT64, Shape.of(count))).toDoubleArray();
      double[] noise =
          key.fold("noise")
              .normal(new Spec(DType.FLOAT64, Shape.of(pixels.length)))
              .toDoubleArray();
      for (int image = 0; image < count; image++) {
        classes[image] = image % CLASSES;
        double angle = Math.PI * classes[image] / CLASSES;
        for (int i = 0; i < SIDE * SIDE; i++) {
          int row = i / SIDE;
          int column = i % SIDE;
          double along = row * Math.sin(angle) + column * Math.cos(angle);
          int at = image * SIDE * SIDE + i;
          pixels[at] =
              (float) (Math.sin(1.6 * along + 2 * Math.PI * phases[image]) + NOISE * noise[at]);
        }
      }
      return new Images(Tensor.wrap(pixels, count, 1, SIDE, SIDE), Tensor.wrap(classes, count));
    }
  }

  /**
   * Returns the share of test images that a network gets right after it saw a number of training
   * images in batches.
   */
  static double accuracy(Kind kind, int batch, int images, long seed) {
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Convolution.of2d(1, 8, Conv.stride(2).padding(1), 3),
                kind.layer(8, SIDE / 2),
                Activation.relu(),
                Convolution.of2d(8, 16, Conv.stride(2), 3),
                kind.layer(16, 2),
                Activation.relu(),
                Flatten.of(),
                Dense.of(64, CLASSES)));
    Key key = Key.of(seed);
    Images training = Images.draw(key.fold("training"), images);
    Values values = model.initialize(key.fold("values"));
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.01 * Math.sqrt(batch / 32.0)));
    Optimizer.State state = optimizer.start();
    Tensor order = key.fold("order").permutation(images);
    for (int step = 0; step < images / batch; step++) {
      Tensor chosen = order.get(Index.range(step * batch, (step + 1) * batch));
      Tensor x = Indexing.take(training.pixels, chosen, 0);
      Tensor y = Indexing.take(training.classes, chosen, 0);
      Model.Step done =
          model.differentiate(
              values, key.fold(step), (net, pass) -> Losses.crossEntropy(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values = next.values().with(done.statistics());
      state = next.state();
    }
    Images test = Images.draw(key.fold("test"), TEST);
    Tensor logits = model.root().forward(test.pixels, model.inference(values));
    Tensor right = Reductions.argmax(logits, 1).eq(test.classes);
    return Reductions.mean(right.to(DType.FLOAT64)).item();
  }
}
