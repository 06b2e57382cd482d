package dev.wengert.examples.normalization;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.InstanceNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;

/**
 * A small convolutional network that tells the direction of {@link Stripes}, with one of the
 * normalizations behind, or inside, its two convolutions.
 *
 * @param model the network
 * @param values its trained values
 */
record StripesNetwork(Model<Sequential> model, Values values) {

  /** What normalizes. */
  enum Kind {
    NONE("none"),
    BATCH("BatchNorm"),
    LAYER("LayerNorm"),
    GROUP("GroupNorm"),
    INSTANCE("InstanceNorm"),
    WEIGHT("WeightNorm");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Returns a convolution and what normalizes its outcome of [n, channels, side, side]. */
    private Layer[] layers(Convolution convolution, int channels, int side) {
      return switch (this) {
        case NONE -> new Layer[] {convolution};
        case BATCH -> new Layer[] {convolution, BatchNorm.of(channels)};
        case LAYER -> new Layer[] {convolution, LayerNorm.of(channels, side, side)};
        case GROUP -> new Layer[] {convolution, GroupNorm.of(4, channels)};
        case INSTANCE -> new Layer[] {convolution, InstanceNorm.of(channels)};
        case WEIGHT -> new Layer[] {WeightNorm.of(convolution)};
      };
    }

    private Sequential network() {
      Convolution first = Convolution.of2d(1, 8, Conv.stride(2).padding(1), 3);
      Convolution second = Convolution.of2d(8, 16, Conv.stride(1).padding(1), 3);
      return Sequential.of(
          Sequential.of(layers(first, 8, Stripes.SIDE / 2)),
          Activation.relu(),
          Sequential.of(layers(second, 16, Stripes.SIDE / 2)),
          Activation.relu(),
          Flatten.of(),
          Dense.of(400, Stripes.CLASSES));
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /** Trains a network for a number of steps, each on a batch of images it has not seen. */
  static StripesNetwork train(Kind kind, int batch, int steps, long seed) {
    Model<Sequential> model = Model.of(kind.network());
    Key key = Key.of(seed);
    Stripes training = Stripes.draw(key.fold("training"), batch * steps);
    Values values = model.initialize(key.fold("values"));
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.01 * Math.sqrt(batch / 32.0)));
    Optimizer.State state = optimizer.start();
    Tensor order = key.fold("order").permutation(batch * steps);
    for (int step = 0; step < steps; step++) {
      Tensor chosen = order.get(Index.range(step * batch, (step + 1) * batch));
      Tensor x = Indexing.take(training.pixels(), chosen, 0);
      Tensor y = Indexing.take(training.classes(), chosen, 0);
      Model.Step done =
          model.differentiate(
              values, key.fold(step), (net, pass) -> Losses.crossEntropy(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values = next.values().with(done.statistics());
      state = next.state();
    }
    return new StripesNetwork(model, values);
  }

  /** Returns the share of images whose direction it tells. */
  double accuracy(Stripes images) {
    Tensor logits = model.root().forward(images.pixels(), model.inference(values));
    Tensor right = Reductions.argmax(logits, 1).eq(images.classes());
    return Reductions.mean(right.to(DType.FLOAT64)).item();
  }
}
