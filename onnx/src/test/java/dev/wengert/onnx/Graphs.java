package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;

/** Small files for tests. */
final class Graphs {

  private Graphs() {}

  static OnnxNode node(String operator, String output, String... inputs) {
    return new OnnxNode(
        "",
        operator,
        "",
        ImmutableList.copyOf(inputs),
        ImmutableList.of(output),
        ImmutableMap.of());
  }

  static OnnxNode node(
      ImmutableMap<String, OnnxAttribute> attributes,
      String operator,
      String output,
      String... inputs) {
    return new OnnxNode(
        "", operator, "", ImmutableList.copyOf(inputs), ImmutableList.of(output), attributes);
  }

  static OnnxValue value(String name, OnnxType type, String... sides) {
    return new OnnxValue(name, type, ImmutableList.copyOf(sides));
  }

  static OnnxModel model(
      long opset,
      ImmutableList<OnnxTensor> initializers,
      ImmutableList<OnnxValue> inputs,
      String output,
      OnnxNode... nodes) {
    return new OnnxModel(
        8,
        "test",
        "",
        ImmutableMap.of("", opset),
        ImmutableSet.of(),
        ImmutableMap.of(),
        new OnnxGraph(
            "graph",
            ImmutableList.copyOf(nodes),
            initializers,
            inputs,
            ImmutableList.of(value(output, OnnxType.UNDEFINED))));
  }

  static Tensor normal(long key, int... sides) {
    return Key.of(key).normal(new Spec(DType.FLOAT32, Shape.of(sides)));
  }

  /**
   * Two affine maps with a normalization between them that is written out, as PyTorch's exporter
   * leaves them: matrices without names, and a shape that is put together.
   */
  static OnnxModel network() {
    ImmutableList<OnnxTensor> initializers =
        ImmutableList.of(
            OnnxTensor.of("onnx::MatMul_17", normal(1, 3, 4)),
            OnnxTensor.of("encoder.query.bias", normal(2, 4)),
            OnnxTensor.of("norm.weight", normal(3, 4)),
            OnnxTensor.of("norm.bias", normal(4, 4)),
            OnnxTensor.of("21", normal(5, 4, 2)),
            OnnxTensor.of("head.bias", normal(6, 2)),
            OnnxTensor.of("two", Tensor.scalar(2f)),
            OnnxTensor.of("epsilon", Tensor.scalar(1e-5f)),
            OnnxTensor.of("zero", new long[] {0}),
            OnnxTensor.of("axis", new long[] {0}, 1),
            OnnxTensor.of("rest", new long[] {-1}, 1));
    ImmutableMap<String, OnnxAttribute> last = ImmutableMap.of("axes", OnnxAttribute.list(-1));
    return model(
        13,
        initializers,
        ImmutableList.of(value("x", OnnxType.FLOAT, "batch", "3")),
        "y",
        node("MatMul", "a0", "x", "onnx::MatMul_17"),
        node("Add", "a", "encoder.query.bias", "a0"),
        node(last, "ReduceMean", "mean", "a"),
        node("Sub", "d", "a", "mean"),
        node("Pow", "square", "d", "two"),
        node(last, "ReduceMean", "variance", "square"),
        node("Add", "above", "variance", "epsilon"),
        node("Sqrt", "root", "above"),
        node("Div", "n0", "d", "root"),
        node("Mul", "n1", "n0", "norm.weight"),
        node("Add", "n", "n1", "norm.bias"),
        node("Tanh", "t", "n"),
        node("Shape", "sides", "t"),
        node("Gather", "batch", "sides", "zero"),
        node("Unsqueeze", "batches", "batch", "axis"),
        node(ImmutableMap.of("axis", OnnxAttribute.of(0L)), "Concat", "to", "batches", "rest"),
        node("Reshape", "r", "t", "to"),
        node("MatMul", "y0", "r", "21"),
        node("Add", "y", "y0", "head.bias"));
  }
}
