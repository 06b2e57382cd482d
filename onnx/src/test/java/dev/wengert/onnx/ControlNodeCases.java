package dev.wengert.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import java.util.ArrayList;
import java.util.List;

/** Nodes that hold graphs: branches, and loops in all their forms. */
final class ControlNodeCases {

  private static final long[] VERSIONS = {11, 13, 16, 19, 21};

  private ControlNodeCases() {}

  static void addTo(NodeCases all) {
    for (boolean condition : new boolean[] {true, false}) {
      all.add("If")
          .constant(Tensor.scalar(condition))
          .with("then_branch", body("a").constant("a1", all.x(2)).node("Neg", "a2", "a1").of("a2"))
          .with("else_branch", body("b").constant("b1", all.x(3)).node("Neg", "b2", "b1").of("b2"));
    }
    counted(all);
    conditioned(all);
    scans(all);
  }

  private static void counted(NodeCases all) {
    for (long opset : VERSIONS) {
      all.add(loop(opset, all.x(2, 3)).constantAt(0, 3).constantAt(1, true).made())
          .with("body", powers(true, all.x(3, 3)))
          .results(2);
    }
    all.add(loop(13, all.x(2, 3)).constantAt(0, 0).constantAt(1, true).made())
        .with("body", powers(true, all.x(3, 3)))
        .results(2);
    all.add(loop(13, all.x(2, 3)).constantAt(0, 3).constantAt(1, false).made())
        .with("body", powers(true, all.x(3, 3)))
        .results(2);
    all.add(loop(13, all.x(2, 3)).constantAt(0, 4).made())
        .with("body", powers(true, all.x(3, 3)))
        .results(2);
    all.add(loop(13, all.x(2, 3)).constantAt(0, 4).constantAt(1, true).made())
        .with("body", powers(false, all.x(3, 3)))
        .results(2);
    all.add(loop(13, all.x(1, 3)).constantAt(0, 4).constantAt(1, true).made())
        .with("body", growing())
        .results(1);
    all.add(loop(13, all.x(5, 3)).constantAt(0, 4).constantAt(1, true).made())
        .with("body", slices())
        .results(2);
    all.add(loop(13, all.x(3), all.x(3)).constantAt(0, 10).constantAt(1, true).made())
        .with("body", fibonacci())
        .results(4);
  }

  private static void conditioned(NodeCases all) {
    for (long opset : VERSIONS) {
      all.add(loop(opset, all.share(3)).constantAt(0, Long.MAX_VALUE).constantAt(1, true).made())
          .with("body", doubling())
          .results(2);
    }
    all.add(loop(13, all.share(3)).constantAt(1, true).made()).with("body", doubling()).results(2);
    all.add(loop(13, all.share(3)).constantAt(0, 2).constantAt(1, true).made())
        .with("body", doubling())
        .results(2);
  }

  private static void scans(NodeCases all) {
    for (long opset : new long[] {9, 11, 16, 19, 21}) {
      all.add("Scan", opset, all.x(3), all.x(5, 3))
          .with("num_scan_inputs", 1L)
          .with("body", sums())
          .results(2);
    }
    all.add("Scan", all.x(3), all.x(5, 3))
        .with("num_scan_inputs", 1L)
        .list("scan_input_directions", 1)
        .list("scan_output_directions", 1)
        .with("body", sums())
        .results(2);
    all.add("Scan", all.x(3), all.x(3, 4))
        .with("num_scan_inputs", 1L)
        .list("scan_input_axes", 1)
        .list("scan_output_axes", -1)
        .list("scan_input_directions", 1)
        .with("body", sums())
        .results(2);
    all.add("Scan", all.x(3), all.x(3, 4))
        .with("num_scan_inputs", 1L)
        .list("scan_input_axes", -1)
        .list("scan_output_directions", 1)
        .with("body", sums())
        .results(2);
    all.add("Scan", all.x(2), all.x(2), all.x(6, 2), all.x(2, 6))
        .with("num_scan_inputs", 2L)
        .list("scan_input_axes", 0, 1)
        .list("scan_output_axes", 1, 0)
        .list("scan_input_directions", 0, 1)
        .list("scan_output_directions", 1, 0)
        .with("body", twofold())
        .results(4);
    all.add("Scan", all.x(4, 3))
        .with("num_scan_inputs", 1L)
        .with(
            "body",
            body("rows")
                .input("row", OnnxType.FLOAT, 3)
                .constant("w", all.x(3, 2))
                .node("MatMul", "out", "row", "w")
                .of("out"))
        .results(1);
  }

  /** A Loop of carried values that are inputs, whose first two operands are still to be said. */
  private static Loop loop(long opset, Tensor... carried) {
    return new Loop(opset, List.of(carried));
  }

  private static final class Loop {
    private final NodeCase made;
    private final List<Tensor> carried;
    private int operands;

    Loop(long opset, List<Tensor> carried) {
      this.made = NodeCase.of("Loop", opset);
      this.carried = carried;
    }

    private void leaveOutTo(int operand) {
      for (; operands < operand; operands++) {
        made.none();
      }
      operands++;
    }

    Loop constantAt(int operand, long number) {
      leaveOutTo(operand);
      made.longScalar(number);
      return this;
    }

    Loop constantAt(int operand, boolean truth) {
      leaveOutTo(operand);
      made.constant(Tensor.scalar(truth));
      return this;
    }

    NodeCase made() {
      leaveOutTo(2);
      carried.forEach(each -> made.input(each, OnnxType.FLOAT));
      return made;
    }
  }

  /** {@code x' = tanh(x W) + number}, written in each step, for ever or as long as said. */
  private static OnnxAttribute powers(boolean isAlways, Tensor w) {
    Body body = inputs("powers").input("x", OnnxType.FLOAT, 2, 3).constant("w", w);
    body.node("MatMul", "product", "x", "w").node("Tanh", "bent", "product");
    body.node("Cast", ImmutableMap.of("to", OnnxAttribute.of(1L)), "step", "number");
    body.node("Add", "next", "bent", "step").node("Identity", "written", "next");
    if (isAlways) {
      body.node("Identity", "on", "holds");
    } else {
      body.constant("two", OnnxTensor.of("two", new long[] {2}))
          .node("Less", "on", "number", "two");
    }
    return body.of("on", "next", "written");
  }

  /** A shape that is another after each step. */
  private static OnnxAttribute growing() {
    return inputs("growing")
        .input("x", OnnxType.FLOAT, -1, 3)
        .node("Identity", "on", "holds")
        .node("Concat", ImmutableMap.of("axis", OnnxAttribute.of(0L)), "next", "x", "x")
        .of("on", "next");
  }

  /** Two rows from the number of the step on, of what is outside. */
  private static OnnxAttribute slices() {
    return inputs("slices")
        .input("x", OnnxType.FLOAT, 5, 3)
        .constant("zero", OnnxTensor.of("zero", new long[] {0}, 1))
        .constant("two", OnnxTensor.of("two", new long[] {2}, 1))
        .node("Identity", "on", "holds")
        .node("Neg", "next", "x")
        .node("Unsqueeze", "from", "number", "zero")
        .node("Add", "to", "from", "two")
        .node("Slice", "part", "next", "from", "to", "zero")
        .of("on", "next", "part");
  }

  private static OnnxAttribute fibonacci() {
    return inputs("fibonacci")
        .input("a", OnnxType.FLOAT, 3)
        .input("b", OnnxType.FLOAT, 3)
        .node("Identity", "on", "holds")
        .node("Add", "sum", "a", "b")
        .node("Identity", "last", "b")
        .node("Sub", "apart", "a", "b")
        .node("ReduceMax", ImmutableMap.of("keepdims", OnnxAttribute.of(0L)), "most", "sum")
        .of("on", "last", "sum", "apart", "most");
  }

  /** {@code x' = 2 x} as long as the sum is below 100, at most 50 times. */
  private static OnnxAttribute doubling() {
    return inputs("doubling")
        .input("x", OnnxType.FLOAT, 3)
        .constant("limit", Tensor.scalar(100f))
        .constant("most", OnnxTensor.of("most", new long[] {50}))
        .node("Add", "next", "x", "x")
        .node("ReduceSum", ImmutableMap.of("keepdims", OnnxAttribute.of(0L)), "sum", "next")
        .node("Less", "isSmall", "sum", "limit")
        .node("Less", "isEarly", "number", "most")
        .node("And", "on", "isSmall", "isEarly")
        .node("Identity", "written", "sum")
        .of("on", "next", "written");
  }

  private static OnnxAttribute sums() {
    return body("sums")
        .input("sum", OnnxType.FLOAT, 3)
        .input("row", OnnxType.FLOAT, 3)
        .node("Add", "next", "sum", "row")
        .node("Tanh", "out", "next")
        .of("next", "out");
  }

  private static OnnxAttribute twofold() {
    return body("twofold")
        .input("a", OnnxType.FLOAT, 2)
        .input("b", OnnxType.FLOAT, 2)
        .input("x", OnnxType.FLOAT, 2)
        .input("y", OnnxType.FLOAT, 2)
        .node("Mul", "ax", "a", "x")
        .node("Add", "nextA", "ax", "y")
        .node("Sub", "nextB", "nextA", "b")
        .node("Tanh", "first", "nextA")
        .node("Add", "second", "nextB", "x")
        .of("nextA", "nextB", "first", "second");
  }

  static Body body(String name) {
    return new Body(name);
  }

  /** The body of a Loop, with the two inputs that each has. */
  static Body inputs(String name) {
    return body(name).input("number", OnnxType.INT64).input("holds", OnnxType.BOOL);
  }

  /** A graph in a node, in the making. */
  static final class Body {
    private final String name;
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final List<OnnxTensor> constants = new ArrayList<>();
    private final List<OnnxNode> nodes = new ArrayList<>();

    private Body(String name) {
      this.name = name;
    }

    /** Adds an input; nothing is said of sides below 0. */
    Body input(String input, OnnxType type, int... sides) {
      ImmutableList.Builder<String> all = ImmutableList.builder();
      for (int side : sides) {
        all.add(side < 0 ? "?" : Integer.toString(side));
      }
      inputs.add(new OnnxValue(input, type, all.build()));
      return this;
    }

    Body constant(String constant, Tensor tensor) {
      return constant(constant, OnnxTensor.of(constant, tensor));
    }

    Body constant(String constant, OnnxTensor tensor) {
      constants.add(tensor);
      return this;
    }

    Body node(String operator, String output, String... operands) {
      nodes.add(Graphs.node(operator, output, operands));
      return this;
    }

    Body node(
        String operator,
        ImmutableMap<String, OnnxAttribute> attributes,
        String output,
        String... operands) {
      nodes.add(Graphs.node(attributes, operator, output, operands));
      return this;
    }

    OnnxAttribute of(String... outputs) {
      ImmutableList.Builder<OnnxValue> all = ImmutableList.builder();
      for (String output : outputs) {
        all.add(new OnnxValue(output, OnnxType.UNDEFINED, ImmutableList.of()));
      }
      return new OnnxAttribute.Branch(
          new OnnxGraph(
              name,
              ImmutableList.copyOf(nodes),
              ImmutableList.copyOf(constants),
              ImmutableList.copyOf(inputs),
              all.build()));
    }
  }
}
