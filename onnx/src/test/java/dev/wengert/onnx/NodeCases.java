package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.ops.Activations;
import java.util.ArrayList;
import java.util.List;

/** Nodes of every operator that is imported, in the forms that the versions gave them. */
final class NodeCases {

  static final int NEW = 21;

  private final List<NodeCase> cases = new ArrayList<>();
  private Key key = Key.of(7);

  private NodeCases() {}

  static ImmutableList<NodeCase> all() {
    NodeCases all = new NodeCases();
    all.elementwise();
    all.arithmetic();
    all.reductions();
    all.shapes();
    all.parts();
    all.indices();
    all.matrices();
    LayerNodeCases.addTo(all);
    ControlNodeCases.addTo(all);
    return ImmutableList.copyOf(all.cases);
  }

  /** Normal numbers. */
  Tensor x(int... sides) {
    key = key.fold(1);
    return key.normal(new Spec(DType.FLOAT32, Shape.of(sides)));
  }

  /** Numbers in (0, 1). */
  Tensor share(int... sides) {
    return Activations.sigmoid(x(sides));
  }

  NodeCase add(NodeCase made) {
    cases.add(made);
    return made;
  }

  NodeCase add(String operator, long opset, Tensor... inputs) {
    return add(NodeCase.of(operator, opset, inputs));
  }

  NodeCase add(String operator, Tensor... inputs) {
    return add(operator, NEW, inputs);
  }

  private void elementwise() {
    for (String name :
        List.of(
            "Abs",
            "Asinh",
            "Atan",
            "Ceil",
            "Cos",
            "Cosh",
            "Erf",
            "Exp",
            "Floor",
            "HardSwish",
            "Identity",
            "Mish",
            "Neg",
            "IsNaN",
            "Reciprocal",
            "Relu",
            "Round",
            "Sigmoid",
            "Sign",
            "Sin",
            "Sinh",
            "Softplus",
            "Softsign",
            "Tan",
            "Tanh",
            "Celu",
            "Elu",
            "Gelu",
            "HardSigmoid",
            "IsInf",
            "LeakyRelu",
            "Selu",
            "Shrink",
            "ThresholdedRelu")) {
      add(name, x(3, 4));
    }
    for (String name : List.of("Acos", "Asin", "Atanh", "Log", "Sqrt")) {
      add(name, share(3, 4));
    }
    add("Acosh", share(3, 4).plus(1));
    add("Not", x(3, 4).gt(0));
    add("Round", Tensor.of(0.5f, 1.5f, -0.5f, 2.4f, -2.6f));
    add("Abs", Tensor.of(-3, 4));
    add("Neg", Tensor.of(-3, 4));
    add("IsInf", Tensor.of(1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN))
        .with("detect_negative", 0L);
    add("IsInf", Tensor.of(1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN))
        .with("detect_positive", 0L);
    add("Gelu", x(3, 4)).with("approximate", "tanh");
    add("Elu", 9, x(3, 4)).with("alpha", 0.7);
    add("Celu", x(3, 4)).with("alpha", 0.7);
    add("Selu", x(3, 4)).with("alpha", 1.5).with("gamma", 1.2);
    add("LeakyRelu", x(3, 4)).with("alpha", 0.2);
    add("HardSigmoid", x(3, 4)).with("alpha", 0.3).with("beta", 0.4);
    add("Shrink", x(3, 4)).with("lambd", 0.4).with("bias", 0.1);
    add("ThresholdedRelu", x(3, 4)).with("alpha", 0.3);
    add("Cast", x(3, 4).times(3)).with("to", 6L);
    add("Cast", x(3, 4)).with("to", 11L);
    add("Cast", x(3, 4)).with("to", 9L);
    add("Cast", Tensor.of(1, -2)).with("to", 1L);
    add("CastLike", Tensor.of(1, -2), x(1));
    add("Clip", 9, x(3, 4)).with("min", -0.5).with("max", 0.6);
    add("Clip", 13, x(3, 4)).constant(Tensor.scalar(-0.5f)).constant(Tensor.scalar(0.6f));
    add("Clip", 13, x(3, 4)).none().constant(Tensor.scalar(0.6f));
    add("Dropout", 10, x(3, 4)).with("ratio", 0.4);
    add("Dropout", 13, x(3, 4)).constant(Tensor.scalar(0.4f)).results(2);
    add("PRelu", x(2, 3, 4), share(3, 1));
  }

  private void arithmetic() {
    for (String name : List.of("Add", "Sub", "Mul", "Div", "Pow")) {
      add(name, share(3, 1).plus(0.5), x(2, 1, 4));
      add(name, 9, share(3, 4).plus(0.5), x(4));
    }
    add("Add", Tensor.of(1, 2), Tensor.of(3, -4));
    add("Div", Tensor.of(7, -7, 7, -7), Tensor.of(2, 2, -2, -2));
    add("Pow", x(3, 4)).constant(Tensor.scalar(2f));
    add("Pow", share(3, 4)).constant(Tensor.scalar(0.5f));
    add("Pow", x(3, 4)).constant(OnnxTensor.of("c1", new long[] {3}));
    for (String name : List.of("And", "Or", "Xor")) {
      add(name, x(3, 4).gt(0), x(4).gt(0));
    }
    for (String name : List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")) {
      add(name, Tensor.of(1f, 2f, 3f), Tensor.of(1f, 3f, 2f));
    }
    add("Equal", x(3, 4).gt(0), x(4).gt(0));
    add("Mod", Tensor.of(7, -7, 7, -7, 6), Tensor.of(3, 3, -3, -3, 3));
    add("Mod", Tensor.of(7, -7, 7, -7, 6), Tensor.of(3, 3, -3, -3, 3)).with("fmod", 1L);
    add("Mod", x(3, 4).times(5), x(4)).with("fmod", 1L);
    for (String name : List.of("Max", "Min", "Sum", "Mean")) {
      add(name, x(3, 1), x(1, 4), x(4));
      add(name, x(3, 4));
    }
    add("Where", x(3, 4).gt(0), x(4), x(3, 1));
  }

  private void reductions() {
    for (String name :
        List.of(
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceSumSquare",
            "ReduceSum")) {
      add(name, share(2, 3, 4)).longs(1, -1);
      add(name, share(2, 3, 4)).with("keepdims", 0L);
      add(name, 11, share(2, 3, 4)).list("axes", 0, 2).with("keepdims", 0L);
      add(name, share(2, 3)).with("noop_with_empty_axes", 1L);
    }
    add("ReduceSum", 13, x(2, 3, 4)).longs(1);
    for (String name : List.of("ArgMax", "ArgMin")) {
      add(name, x(3, 4)).with("axis", 1L);
      add(name, Tensor.of(new float[][] {{1, 2, 2}, {3, 3, 1}}))
          .with("axis", -1L)
          .with("keepdims", 0L)
          .with("select_last_index", 1L);
    }
    add("CumSum", x(3, 4)).longScalar(1);
    add("CumSum", x(3, 4)).longScalar(0).with("exclusive", 1L);
    add("CumSum", x(3, 4)).longScalar(-1).with("exclusive", 1L).with("reverse", 1L);
    for (String name : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      add(name, x(2, 3, 4));
      add(name, x(2, 3, 4)).with("axis", 1L);
      add(name, 11, x(2, 3, 4));
      add(name, 11, x(2, 3, 4)).with("axis", 2L);
    }
    add("TopK", x(3, 5)).longs(2).results(2);
    add("TopK", x(3, 5)).longs(2).with("axis", 0L).with("largest", 0L).results(2);
    add("TopK", 9, x(3, 5)).with("k", 3L).results(2);
  }

  private void shapes() {
    add("Constant").with("value", new OnnxAttribute.Constant(OnnxTensor.of("v", x(2, 3))));
    add("Constant").with("value_float", 0.5);
    add("Constant").with("value_int", 5L);
    add("Constant").list("value_ints", 5, 6);
    add("Constant")
        .with("value_floats", new OnnxAttribute.Numbers(ImmutableDoubleArray.of(0.5, 2)));
    add("ConstantOfShape").longs(2, 3);
    add("ConstantOfShape")
        .longs(2, 3)
        .with("value", new OnnxAttribute.Constant(OnnxTensor.of("v", new long[] {7}, 1)));
    add("DepthToSpace", x(2, 8, 2, 3)).with("blocksize", 2L);
    add("DepthToSpace", x(2, 8, 2, 3)).with("blocksize", 2L).with("mode", "CRD");
    add("SpaceToDepth", x(2, 2, 4, 6)).with("blocksize", 2L);
    add("Expand", x(3, 1)).longs(2, 1, 4);
    add("Expand", x(3, 4)).longs(3, 1);
    add("EyeLike", x(3, 4)).with("k", 1L);
    add("EyeLike", x(3, 4)).with("dtype", 11L);
    add("Flatten", x(2, 3, 4));
    add("Flatten", x(2, 3, 4)).with("axis", -1L);
    add("Flatten", x(2, 3, 4)).with("axis", 0L);
    add("Range").longScalar(2).longScalar(11).longScalar(3);
    add("Range")
        .constant(Tensor.scalar(1f))
        .constant(Tensor.scalar(-1f))
        .constant(Tensor.scalar(-0.5f));
    add("Reshape", x(2, 3, 4)).longs(0, -1, 2);
    add("Reshape", x(0, 3)).longs(3, 0).with("allowzero", 1L);
    add("Shape", x(2, 3, 4));
    add("Shape", x(2, 3, 4)).with("start", -2L);
    add("Shape", x(2, 3, 4)).with("start", 1L).with("end", -1L);
    add("Size", x(2, 3, 4));
    add("Squeeze", x(1, 3, 1, 4));
    add("Squeeze", x(1, 3, 1, 4)).longs(-2);
    add("Squeeze", 11, x(1, 3, 1, 4)).list("axes", 0, 2);
    add("Unsqueeze", x(3, 4)).longs(0, -1);
    add("Unsqueeze", 11, x(3, 4)).list("axes", 1, 3);
    add("Tile", x(2, 3)).longs(2, 1);
    add("Transpose", x(2, 3, 4));
    add("Transpose", x(2, 3, 4)).list("perm", 1, 0, 2);
  }

  private void parts() {
    add("Concat", x(2, 3), x(2, 1)).with("axis", -1L);
    add("Split", x(2, 6)).longs(2, 4).with("axis", 1L).results(2);
    add("Split", x(7, 2)).with("num_outputs", 3L).results(3);
    add("Split", 11, x(2, 6)).with("axis", -1L).results(2);
    add("Split", 11, x(2, 6)).with("axis", -1L).list("split", 1, 5).results(2);
    add("Slice", x(5, 6)).longs(1, -4).longs(4, 100).longs(0, 1).longs(2, 1);
    add("Slice", x(5, 6)).longs(-1).longs(-100).longs(1).longs(-2);
    add("Slice", x(5, 6)).longs(1).longs(3);
    add("Slice", x(5, 6)).longs(4).longs(2);
    add("Slice", 9, x(5, 6)).list("starts", 1, 0).list("ends", 3, -1).list("axes", 1, 0);
    add("Slice", x(5, 6))
        .longs(1)
        .constant(OnnxTensor.of("c2", new long[] {Long.MAX_VALUE}, 1))
        .longs(0);
    add("Pad", x(2, 3)).longs(1, 0, 0, 2);
    add("Pad", x(2, 3)).longs(1, -1, 0, 2).constant(Tensor.scalar(5f));
    add("Pad", x(2, 4)).longs(2, 3).none().longs(1).with("mode", "reflect");
    add("Pad", x(2, 4)).longs(1, 2, 1, 0).with("mode", "edge");
    add("Pad", x(2, 4)).longs(1, 2, 0, 1).with("mode", "wrap");
    add("Pad", 9, x(2, 3)).list("pads", 1, 0, 0, 2).with("value", 1.5);
    add("Trilu", x(3, 4));
    add("Trilu", x(2, 3, 4)).longScalar(1);
    add("Trilu", x(4, 4)).longScalar(-1).with("upper", 0L);
  }

  private void indices() {
    add("Gather", x(4, 3)).constant(OnnxTensor.of("c1", new long[] {0, -1, 2, 0}, 2, 2));
    add("Gather", x(4, 3)).longScalar(1).with("axis", 1L);
    add("GatherElements", x(3, 3))
        .constant(OnnxTensor.of("c1", new long[] {0, -1, 2, 1, 1, 0}, 2, 3));
    add("GatherND", x(2, 3, 4)).constant(OnnxTensor.of("c1", new long[] {0, 1, 1, -1}, 2, 2));
    add("GatherND", x(2, 3, 4))
        .constant(OnnxTensor.of("c1", new long[] {2, 0}, 2, 1))
        .with("batch_dims", 1L);
    add("NonZero", x(3, 4).gt(0));
    add("NonZero", Tensor.of(0f, 2f, 0f, -1f));
    add("OneHot")
        .constant(OnnxTensor.of("c0", new long[] {1, -1, 0}, 3))
        .longScalar(4)
        .constant(Tensor.of(0.5f, 2f));
    add("OneHot")
        .constant(OnnxTensor.of("c0", new long[] {1, 2, 0}, 3))
        .longScalar(3)
        .constant(Tensor.of(0f, 1f))
        .with("axis", 0L);
    add("ReverseSequence", x(4, 3, 2)).longs(4, 2, 1);
    add("ReverseSequence", x(3, 4)).longs(4, 2, 1).with("batch_axis", 0L).with("time_axis", 1L);
    for (String reduction : List.of("none", "add", "mul", "max", "min")) {
      add("ScatterElements", x(3, 3))
          .constant(OnnxTensor.of("c1", new long[] {1, 0, 2, 0, 2, 1}, 2, 3))
          .constant(x(2, 3))
          .with("reduction", reduction);
      add("ScatterND", x(4, 3))
          .constant(OnnxTensor.of("c1", new long[] {2, -4, 2}, 3, 1))
          .constant(x(3, 3))
          .with("reduction", reduction);
      add("ScatterND", x(2, 3, 4))
          .constant(OnnxTensor.of("c1", new long[] {1, -1, 0, 2}, 2, 2))
          .constant(x(2, 4))
          .with("reduction", reduction);
    }
    add("ScatterElements", 11, x(3, 3))
        .constant(OnnxTensor.of("c1", new long[] {1, 0}, 1, 2))
        .constant(x(1, 2))
        .with("axis", 1L);
  }

  private void matrices() {
    add("MatMul", x(2, 3, 4), x(4, 5));
    add("MatMul", x(4), x(4, 5));
    add("MatMul", x(2, 1, 3, 4), x(5, 4, 2));
    add("Gemm", x(3, 4), x(4, 5), x(5));
    add("Gemm", 9, x(4, 3), x(5, 4), x(3, 1))
        .with("transA", 1L)
        .with("transB", 1L)
        .with("alpha", 0.5)
        .with("beta", 2.0);
    add("Gemm", x(3, 4), x(4, 5));
    add("Einsum", x(2, 3, 4), x(2, 4, 5)).with("equation", "bij, bjk -> bik");
    add("Det", x(2, 3, 3));
  }
}
