package dev.wengert.benchmarks;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Predictor;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.attention.TransformerEncoder;
import dev.wengert.nn.layer.attention.TransformerSettings;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import java.util.Locale;

/** Models whose inference is timed; {@link Draw} gives their parameters, one seed after another. */
enum ServedModel {
  /** 784-512-256-10 with relu. */
  CLASSIFIER(1000, 784) {
    @Override
    Layer network() {
      return Sequential.of(
          Dense.of(784, 512),
          Activation.relu(),
          Dense.of(512, 256),
          Activation.relu(),
          Dense.of(256, 10));
    }
  },
  /** The network of {@link W9}, on its running statistics. */
  CONVOLUTIONAL(2000, 1, 28, 28) {
    @Override
    Layer network() {
      Conv padded = Conv.DEFAULT.padding(1);
      return Sequential.of(
          Convolution.of2d(1, 16, padded, 3),
          BatchNorm.of(16),
          Activation.relu(),
          MaxPool.of(2),
          Convolution.of2d(16, 32, padded, 3),
          BatchNorm.of(32),
          Activation.relu(),
          MaxPool.of(2),
          Flatten.of(),
          Dense.of(32 * 7 * 7, 10));
    }
  },
  /** Six blocks that normalize last, width 384, 12 heads, feed-forward 1536, GELU, 64 places. */
  ENCODER(3000, 64, 384) {
    @Override
    Layer network() {
      return TransformerEncoder.of(
          TransformerSettings.of(384, 12).withActivation(Activations::gelu), 6);
    }
  };

  private static final int STATISTICS = 500;
  private static final int INPUT = 900;

  private final long seed;
  private final ImmutableIntArray example;

  ServedModel(long seed, int... example) {
    this.seed = seed;
    this.example = ImmutableIntArray.copyOf(example);
  }

  abstract Layer network();

  /** Returns the model as a function, with its parameters drawn. */
  Predictor predictor() {
    Model<Layer> model = Model.of(network());
    Values values = model.initialize(Key.of(0));
    long next = seed;
    for (String path : model.parameters().keySet()) {
      values = values.with(path, drawn(path, next++, values.get(path).shape()));
    }
    next = seed + STATISTICS;
    for (String path : model.statistics().keySet()) {
      values = values.with(path, drawn(path, next++, values.get(path).shape()));
    }
    return model.predictor(values);
  }

  /** Weights are within 1 / sqrt(inputs), scales and variances near 1, the others near 0. */
  private static Tensor drawn(String path, long seed, Shape shape) {
    if (shape.rank() > 1) {
      int inputs = shape.size() / shape.side(0);
      return Draw.around(seed, 0, (float) (1 / Math.sqrt(inputs)), shape.sides());
    }
    boolean isFactor = path.endsWith("weight") || path.endsWith("runningVariance");
    return Draw.around(seed, isFactor ? 1 : 0, 0.1f, shape.sides());
  }

  /** Returns so many examples, as a caller has them. */
  float[] input(int batch) {
    return Draw.floats(seed + INPUT, shape(batch).sides()).toFloatArray();
  }

  /** Returns the shape of so many examples. */
  Shape shape(int batch) {
    return Shape.of(example.toArray()).prepend(batch);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
