package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of one node: an operator, its operands and attributes. */
final class NodeCase {

  private final String operator;
  private final long opset;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<OnnxValue> values = new ArrayList<>();
  private final List<OnnxTensor> constants = new ArrayList<>();
  private final List<String> operands = new ArrayList<>();
  private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
  private int results = 1;

  private NodeCase(String operator, long opset) {
    this.operator = operator;
    this.opset = opset;
  }

  static NodeCase of(String operator, long opset, Tensor... inputs) {
    NodeCase made = new NodeCase(operator, opset);
    for (Tensor input : inputs) {
      made.input(input, OnnxType.of(input.dtype()));
    }
    return made;
  }

  NodeCase input(Tensor input, OnnxType type) {
    String name = "x" + operands.size();
    values.add(value(name, type, input.shape().sides()));
    inputs.add(input);
    operands.add(name);
    return this;
  }

  private static OnnxValue value(String name, OnnxType type, int... sides) {
    return new OnnxValue(
        name,
        type,
        Arrays.stream(sides).mapToObj(Integer::toString).collect(ImmutableList.toImmutableList()));
  }

  /** Adds an operand of 64-bit integers that the file holds. */
  NodeCase longs(int... given) {
    long[] all = Arrays.stream(given).asLongStream().toArray();
    return constant(OnnxTensor.of("c" + operands.size(), all, all.length));
  }

  NodeCase longScalar(long given) {
    return constant(OnnxTensor.of("c" + operands.size(), new long[] {given}));
  }

  NodeCase constant(Tensor tensor) {
    return constant(OnnxTensor.of("c" + operands.size(), tensor));
  }

  NodeCase constant(OnnxTensor tensor) {
    constants.add(tensor);
    operands.add(tensor.name());
    return this;
  }

  NodeCase none() {
    operands.add("");
    return this;
  }

  NodeCase list(String name, int... given) {
    attributes.put(name, OnnxAttribute.list(given));
    return this;
  }

  NodeCase with(String name, long given) {
    attributes.put(name, OnnxAttribute.of(given));
    return this;
  }

  NodeCase with(String name, double given) {
    attributes.put(name, OnnxAttribute.of(given));
    return this;
  }

  NodeCase with(String name, String given) {
    attributes.put(name, OnnxAttribute.of(given));
    return this;
  }

  NodeCase with(String name, OnnxAttribute given) {
    attributes.put(name, given);
    return this;
  }

  NodeCase results(int count) {
    results = count;
    return this;
  }

  String operator() {
    return operator;
  }

  List<Tensor> inputs() {
    return inputs;
  }

  OnnxModel file() {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    ImmutableList.Builder<OnnxValue> outputs = ImmutableList.builder();
    for (int i = 0; i < results; i++) {
      names.add("y" + i);
      outputs.add(new OnnxValue("y" + i, OnnxType.UNDEFINED, ImmutableList.of()));
    }
    OnnxNode node =
        new OnnxNode(
            "node",
            operator,
            "",
            ImmutableList.copyOf(operands),
            names.build(),
            ImmutableMap.copyOf(attributes));
    return new OnnxModel(
        8,
        "test",
        "",
        ImmutableMap.of("", opset),
        ImmutableSet.of(),
        ImmutableMap.of(),
        new OnnxGraph(
            "one",
            ImmutableList.of(node),
            ImmutableList.copyOf(constants),
            ImmutableList.copyOf(values),
            outputs.build()));
  }

  @Override
  public String toString() {
    return operator + " of opset " + opset + " " + attributes + " of " + values + constants;
  }
}
