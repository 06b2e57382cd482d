package dev.wengert.peers.onnxruntime;

import dev.wengert.peers.Draw;

/** A model of one input and one output that is being written: nodes and their parameters. */
final class OnnxModel {

  /** The name of the input. */
  static final String INPUT = "x";

  // Field and enumeration numbers are those of onnx.proto, IR version 9, operator set 20.
  private static final int IR_VERSION = 9;
  private static final int OPERATOR_SET = 20;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final Message graph = new Message();
  private long seed;
  private long statisticSeed;
  private int names;

  /** Makes a model whose parameters come from one seed after another. */
  OnnxModel(long seed) {
    this.seed = seed;
    this.statisticSeed = seed + 500;
  }

  private String fresh() {
    return "t" + names++;
  }

  /** An attribute of a node. */
  record Attribute(Message message) {

    static Attribute of(String name, long value) {
      return new Attribute(new Message().add(1, name).add(3, value).add(20, 2));
    }

    static Attribute of(String name, float value) {
      return new Attribute(new Message().add(1, name).add(2, value).add(20, 1));
    }

    static Attribute of(String name, long[] values) {
      Message message = new Message().add(1, name).add(20, 7);
      for (long each : values) {
        message.add(8, each);
      }
      return new Attribute(message);
    }
  }

  /** Adds a node of one output, and returns the output's name. */
  String node(String operator, String[] inputs, Attribute... attributes) {
    Message node = new Message();
    for (String input : inputs) {
      node.add(1, input);
    }
    String output = fresh();
    node.add(2, output).add(4, operator);
    for (Attribute each : attributes) {
      node.add(5, each.message());
    }
    graph.add(1, node);
    return output;
  }

  /** Returns the next weight [rows, columns], within 1 / sqrt(columns). */
  String weight(int rows, int columns) {
    return floats(draw(rows, columns), rows, columns);
  }

  /** Returns the next weight [rows, columns] turned, as products of more than two axes need it. */
  String turnedWeight(int rows, int columns) {
    float[] drawn = draw(rows, columns);
    float[] turned = new float[drawn.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = drawn[row * columns + column];
      }
    }
    return floats(turned, columns, rows);
  }

  /** Returns the next kernel [out, in, 3, 3]. */
  String kernel(int out, int in) {
    return floats(draw(out, in * 9), out, in, 3, 3);
  }

  private float[] draw(int rows, int columns) {
    return Draw.floats(seed++, rows * columns, 0, (float) (1 / Math.sqrt(columns)));
  }

  /** Returns the next scale [n]. */
  String scale(int n) {
    return floats(Draw.floats(seed++, n, 1, 0.1f), n);
  }

  /** Returns the next bias or shift [n]. */
  String bias(int n) {
    return floats(Draw.floats(seed++, n, 0, 0.1f), n);
  }

  /** Returns the next running mean [n]. */
  String mean(int n) {
    return floats(Draw.floats(statisticSeed++, n, 0, 0.1f), n);
  }

  /** Returns the next running variance [n]. */
  String variance(int n) {
    return floats(Draw.floats(statisticSeed++, n, 1, 0.1f), n);
  }

  /** Returns a constant. */
  String floats(float[] values, long... sides) {
    String name = fresh();
    Message tensor = new Message();
    for (long side : sides) {
      tensor.add(1, side);
    }
    graph.add(5, tensor.add(2, FLOAT).add(8, name).add(9, values));
    return name;
  }

  /** Returns a constant [n]. */
  String longs(long... values) {
    String name = fresh();
    Message tensor = new Message().add(1, values.length).add(2, INT64).add(8, name);
    for (long value : values) {
      tensor.add(7, value);
    }
    graph.add(5, tensor);
    return name;
  }

  /**
   * Returns the model as a file.
   *
   * @param output the node whose output is the model's
   * @param example the shape of an example; the first axis of the input is free
   */
  byte[] toBytes(String output, long... example) {
    Message shape = new Message().add(1, new Message().add(2, "n"));
    for (long side : example) {
      shape.add(1, new Message().add(1, side));
    }
    graph
        .add(2, "model")
        .add(11, value(INPUT, new Message().add(1, FLOAT).add(2, shape)))
        .add(12, value(output, new Message().add(1, FLOAT)));
    return new Message()
        .add(1, IR_VERSION)
        .add(8, new Message().add(1, "").add(2, OPERATOR_SET))
        .add(7, graph)
        .toBytes();
  }

  private static Message value(String name, Message tensor) {
    return new Message().add(1, name).add(2, new Message().add(1, tensor));
  }
}
