package dev.wengert.onnx.format;

import com.google.common.primitives.Longs;
import dev.wengert.io.AtomicFile;
import dev.wengert.io.proto.ProtoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes ONNX files. */
public final class OnnxWriter {

  private OnnxWriter() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if it takes 2 GB or more, which no reader of ONNX reads, or
   *     has what is not read: operators of its own, tensors of texts, lists of graphs
   */
  public static void write(Path file, OnnxModel model) throws IOException {
    ProtoWriter message = message(model);
    if (message.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "onnx: the model takes "
              + message.size()
              + " bytes, a file of 2 GB or more cannot be read; write its tensors as safetensors");
    }
    AtomicFile.write(file, message::writeTo);
  }

  /** Returns a model as the bytes of a file. */
  public static byte[] toBytes(OnnxModel model) {
    return message(model).toBytes();
  }

  private static ProtoWriter message(OnnxModel model) {
    if (!model.functions().isEmpty()) {
      throw new IllegalArgumentException(
          "onnx: the model defines operators of its own, which are not read and so cannot be"
              + " written: "
              + model.functions()
              + "; take them out");
    }
    ProtoWriter message =
        new ProtoWriter()
            .int64(Fields.MODEL_IR_VERSION, model.irVersion())
            .text(Fields.MODEL_PRODUCER, model.producer())
            .text(Fields.MODEL_PRODUCER_VERSION, model.producerVersion())
            .message(Fields.MODEL_GRAPH, message(model.graph()));
    model
        .opsets()
        .forEach(
            (domain, version) ->
                message.message(
                    Fields.MODEL_OPSET,
                    new ProtoWriter()
                        .text(Fields.OPSET_DOMAIN, domain)
                        .int64(Fields.OPSET_VERSION, version)));
    model
        .metadata()
        .forEach((key, value) -> message.message(Fields.MODEL_METADATA, entry(key, value)));
    return message;
  }

  private static ProtoWriter entry(String key, String value) {
    return new ProtoWriter().string(Fields.ENTRY_KEY, key).string(Fields.ENTRY_VALUE, value);
  }

  private static ProtoWriter message(OnnxGraph graph) {
    ProtoWriter message = new ProtoWriter();
    graph.nodes().forEach(node -> message.message(Fields.GRAPH_NODE, message(node)));
    message.text(Fields.GRAPH_NAME, graph.name());
    graph
        .initializers()
        .forEach(tensor -> message.message(Fields.GRAPH_INITIALIZER, message(tensor)));
    graph.inputs().forEach(value -> message.message(Fields.GRAPH_INPUT, message(value)));
    graph.outputs().forEach(value -> message.message(Fields.GRAPH_OUTPUT, message(value)));
    return message;
  }

  private static ProtoWriter message(OnnxNode node) {
    ProtoWriter message = new ProtoWriter();
    node.inputs().forEach(input -> message.string(Fields.NODE_INPUT, input));
    node.outputs().forEach(output -> message.string(Fields.NODE_OUTPUT, output));
    message
        .text(Fields.NODE_NAME, node.name())
        .text(Fields.NODE_OPERATOR, node.operator())
        .text(Fields.NODE_DOMAIN, node.domain());
    node.attributes()
        .forEach(
            (name, attribute) -> message.message(Fields.NODE_ATTRIBUTE, message(name, attribute)));
    return message;
  }

  private static ProtoWriter message(String name, OnnxAttribute attribute) {
    ProtoWriter message = new ProtoWriter().string(Fields.ATTRIBUTE_NAME, name);
    long type =
        switch (attribute) {
          case OnnxAttribute.Real(double value) -> {
            message.float32(Fields.ATTRIBUTE_FLOAT, (float) value);
            yield Fields.TYPE_FLOAT;
          }
          case OnnxAttribute.Whole(long value) -> {
            message.int64(Fields.ATTRIBUTE_INT, value);
            yield Fields.TYPE_INT;
          }
          case OnnxAttribute.Text(String value) -> {
            message.string(Fields.ATTRIBUTE_STRING, value);
            yield Fields.TYPE_STRING;
          }
          case OnnxAttribute.Constant(OnnxTensor value) -> {
            message.message(Fields.ATTRIBUTE_TENSOR, message(value));
            yield Fields.TYPE_TENSOR;
          }
          case OnnxAttribute.Branch(OnnxGraph value) -> {
            message.message(Fields.ATTRIBUTE_GRAPH, message(value));
            yield Fields.TYPE_GRAPH;
          }
          case OnnxAttribute.Numbers numbers -> {
            float[] values = new float[numbers.values().length()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) numbers.values().get(i);
            }
            message.float32s(Fields.ATTRIBUTE_FLOATS, values);
            yield Fields.TYPE_FLOATS;
          }
          case OnnxAttribute.Wholes wholes -> {
            message.int64s(Fields.ATTRIBUTE_INTS, wholes.values().toArray());
            yield Fields.TYPE_INTS;
          }
          case OnnxAttribute.Texts texts -> {
            texts.values().forEach(text -> message.string(Fields.ATTRIBUTE_STRINGS, text));
            yield Fields.TYPE_STRINGS;
          }
          case OnnxAttribute.Other other ->
              throw new IllegalArgumentException(
                  "onnx: the attribute "
                      + name
                      + " is of the type "
                      + other.type()
                      + ", which is not read and so cannot be written; take its node out");
        };
    return message.int64(Fields.ATTRIBUTE_TYPE, type);
  }

  private static ProtoWriter message(OnnxTensor tensor) {
    if (tensor.type() == OnnxType.STRING || tensor.type() == OnnxType.UNDEFINED) {
      throw new IllegalArgumentException(
          "onnx: the tensor "
              + tensor
              + " is of a type that is not read and so cannot be written; take its node out");
    }
    ProtoWriter message = new ProtoWriter();
    long[] sides = new long[tensor.sides().length()];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = tensor.sides().get(i);
    }
    ByteBuffer bytes = tensor.bytes();
    byte[] raw = new byte[bytes.remaining()];
    bytes.get(raw);
    return message
        .int64s(Fields.TENSOR_SIDES, sides)
        .int64(Fields.TENSOR_TYPE, tensor.type().number())
        .text(Fields.TENSOR_NAME, tensor.name())
        .bytes(Fields.TENSOR_RAW, raw);
  }

  private static ProtoWriter message(OnnxValue value) {
    ProtoWriter message = new ProtoWriter().string(Fields.VALUE_NAME, value.name());
    if (value.type() == OnnxType.UNDEFINED) {
      return message;
    }
    ProtoWriter shape = new ProtoWriter();
    for (String side : value.sides()) {
      ProtoWriter dimension = new ProtoWriter();
      Long number = Longs.tryParse(side);
      if (number != null && number >= 0) {
        dimension.int64(Fields.DIMENSION_VALUE, number);
      } else if (!side.equals(OnnxReader.UNKNOWN)) {
        dimension.string(Fields.DIMENSION_NAME, side);
      }
      shape.message(Fields.SHAPE_DIMENSION, dimension);
    }
    ProtoWriter tensor =
        new ProtoWriter()
            .int64(Fields.TENSOR_TYPE_ELEMENT, value.type().number())
            .message(Fields.TENSOR_TYPE_SHAPE, shape);
    return message.message(
        Fields.VALUE_TYPE, new ProtoWriter().message(Fields.TYPE_TENSOR_TYPE, tensor));
  }
}
