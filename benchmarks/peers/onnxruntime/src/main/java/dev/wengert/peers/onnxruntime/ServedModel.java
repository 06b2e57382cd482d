package dev.wengert.peers.onnxruntime;

import dev.wengert.peers.Data;
import dev.wengert.peers.Data.Classifier;
import dev.wengert.peers.Data.Convolutional;
import dev.wengert.peers.Draw;
import dev.wengert.peers.onnxruntime.OnnxModel.Attribute;
import java.util.Locale;

/** The models of Wengert's {@code Requests}, with its parameters. */
enum ServedModel {
  /** 784-512-256-10 with relu. */
  CLASSIFIER(1000, 784) {
    @Override
    String write(OnnxModel model) {
      int[] units = Classifier.UNITS;
      String value = OnnxModel.INPUT;
      for (int i = 0; i < 3; i++) {
        value = gemm(model, value, units[i + 1], units[i]);
        value = i < 2 ? model.node("Relu", inputs(value)) : value;
      }
      return value;
    }
  },
  /** The network of W9, on its running statistics. */
  CONVOLUTIONAL(2000, 1, 28, 28) {
    @Override
    String write(OnnxModel model) {
      int[] channels = Convolutional.CHANNELS;
      String value = OnnxModel.INPUT;
      for (int i = 0; i < 2; i++) {
        int out = channels[i + 1];
        String[] convolved = inputs(value, model.kernel(out, channels[i]), model.bias(out));
        value = model.node("Conv", convolved, Attribute.of("pads", new long[] {1, 1, 1, 1}));
        String[] normalized =
            inputs(value, model.scale(out), model.bias(out), model.mean(out), model.variance(out));
        value = model.node("BatchNormalization", normalized, EPSILON);
        value = model.node("Relu", inputs(value));
        long[] two = {2, 2};
        value =
            model.node(
                "MaxPool",
                inputs(value),
                Attribute.of("kernel_shape", two),
                Attribute.of("strides", two));
      }
      String flat = model.node("Flatten", inputs(value));
      return gemm(model, flat, Convolutional.CLASSES, Convolutional.FEATURES);
    }
  },
  /** Six blocks that normalize last, width 384, 12 heads, feed-forward 1536, GELU, 64 places. */
  ENCODER(3000, 64, 384) {
    @Override
    String write(OnnxModel model) {
      String value = OnnxModel.INPUT;
      for (int block = 0; block < 6; block++) {
        String attended = sum(model, value, attention(model, value));
        value = norm(model, attended);
        String inner = model.node("Gelu", inputs(linear(model, value, INNER, WIDTH)));
        value = norm(model, sum(model, value, linear(model, inner, WIDTH, INNER)));
      }
      return value;
    }
  };

  private static final Attribute EPSILON = Attribute.of("epsilon", (float) Data.EPSILON);
  private static final int WIDTH = 384;
  private static final int INNER = 1536;
  private static final int HEADS = 12;
  private static final int INPUT_SEED = 900;

  private final long seed;
  private final long[] example;

  ServedModel(long seed, long... example) {
    this.seed = seed;
    this.example = example;
  }

  /** Writes the model's nodes, and returns the output. */
  abstract String write(OnnxModel model);

  /** Returns the model as a file. */
  byte[] toBytes() {
    OnnxModel model = new OnnxModel(seed);
    return model.toBytes(write(model), example);
  }

  /** Returns the shape of so many examples. */
  long[] shape(int batch) {
    long[] shape = new long[example.length + 1];
    shape[0] = batch;
    System.arraycopy(example, 0, shape, 1, example.length);
    return shape;
  }

  /** Returns so many examples, as a caller has them. */
  float[] input(int batch) {
    long size = batch;
    for (long side : example) {
      size *= side;
    }
    return Draw.floats(seed + INPUT_SEED, (int) size);
  }

  private static String[] inputs(String... names) {
    return names;
  }

  private static String gemm(OnnxModel model, String x, int out, int in) {
    return model.node(
        "Gemm", inputs(x, model.weight(out, in), model.bias(out)), Attribute.of("transB", 1));
  }

  private static String linear(OnnxModel model, String x, int out, int in) {
    String product = model.node("MatMul", inputs(x, model.turnedWeight(out, in)));
    return sum(model, product, model.bias(out));
  }

  private static String sum(OnnxModel model, String a, String b) {
    return model.node("Add", inputs(a, b));
  }

  private static String norm(OnnxModel model, String x) {
    return model.node(
        "LayerNormalization", inputs(x, model.scale(WIDTH), model.bias(WIDTH)), EPSILON);
  }

  private static String attention(OnnxModel model, String x) {
    String queries = heads(model, linear(model, x, WIDTH, WIDTH), 0, 2, 1, 3);
    String keys = heads(model, linear(model, x, WIDTH, WIDTH), 0, 2, 3, 1);
    String values = heads(model, linear(model, x, WIDTH, WIDTH), 0, 2, 1, 3);
    String scale = model.floats(new float[] {(float) (1 / Math.sqrt((double) WIDTH / HEADS))}, 1);
    String scores = model.node("Mul", inputs(model.node("MatMul", inputs(queries, keys)), scale));
    String weights = model.node("Softmax", inputs(scores), Attribute.of("axis", -1));
    String mixed = model.node("MatMul", inputs(weights, values));
    String turned =
        model.node("Transpose", inputs(mixed), Attribute.of("perm", new long[] {0, 2, 1, 3}));
    String joined = model.node("Reshape", inputs(turned, model.longs(0, 0, WIDTH)));
    return linear(model, joined, WIDTH, WIDTH);
  }

  private static String heads(OnnxModel model, String x, long... order) {
    String parted = model.node("Reshape", inputs(x, model.longs(0, 0, HEADS, WIDTH / HEADS)));
    return model.node("Transpose", inputs(parted), Attribute.of("perm", order));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
