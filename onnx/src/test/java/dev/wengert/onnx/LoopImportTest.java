package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.onnx.ControlNodeCases.Body;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxGraph;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxReader;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxValue;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.program.Program;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Loops and branches in programs, where conditions have no numbers yet; their derivatives and their
 * parameters. What does not fit is in {@link LoopRefusalTest}. {@link ImportTest} runs them by
 * themselves.
 */
class LoopImportTest {

  private static final double TOLERANCE = 2e-6;

  private static final OnnxTensor MOST = OnnxTensor.of("most", new long[] {6});
  private static final OnnxTensor TRUE = OnnxTensor.of("true", Tensor.scalar(true));

  /** {@code x' = tanh(x W + b)} as long as the sum of its squares is above a limit. */
  static Body settling(String x) {
    return ControlNodeCases.inputs("settling")
        .input(x, OnnxType.FLOAT, 2, 3)
        .constant("w", Graphs.normal(1, 3, 3).times(0.4f))
        .constant("b", Graphs.normal(2, 3).times(0.1f))
        .constant("limit", Tensor.scalar(0.3f))
        .node("MatMul", "product", x, "w")
        .node("Add", "sum", "product", "b")
        .node("Tanh", "next", "sum")
        .node("ReduceSumSquare", flat(), "squares", "next")
        .node("Greater", "on", "squares", "limit");
  }

  private static ImmutableMap<String, OnnxAttribute> flat() {
    return ImmutableMap.of("keepdims", OnnxAttribute.of(0L));
  }

  static OnnxNode loop(OnnxAttribute body, String... operands) {
    return Graphs.node(ImmutableMap.of("body", body), "Loop", "y", operands);
  }

  static OnnxNode results(OnnxNode node, String... outputs) {
    return new OnnxNode(
        node.name(),
        node.operator(),
        node.domain(),
        node.inputs(),
        ImmutableList.copyOf(outputs),
        node.attributes());
  }

  static OnnxModel file(OnnxNode... nodes) {
    return Graphs.model(
        13,
        ImmutableList.of(MOST, TRUE),
        ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "2", "3")),
        "y",
        nodes);
  }

  /** Of a layer made of the bytes of a file: what it gives by itself, compiled, and there. */
  private static void assertAgrees(OnnxModel file, Tensor... inputs) throws Exception {
    byte[] bytes = OnnxWriter.toBytes(file);
    OnnxLayer layer = Onnx.of(OnnxReader.read(bytes));
    Model<OnnxLayer> model = layer.model();
    Pass pass = model.inference(layer.values(model));
    List<Tensor> given = List.of(inputs);
    List<Tensor> there = OnnxRuntime.run(bytes, inputs);
    List<Tensor> here = layer.forward(given, pass);
    List<Tensor> compiled = Program.compile(x -> layer.forward(x, pass)).apply(given);
    for (int i = 0; i < there.size(); i++) {
      assertThat(Agreement.difference(here.get(i), there.get(i), TOLERANCE)).isEmpty();
      assertThat(Agreement.difference(compiled.get(i), there.get(i), TOLERANCE)).isEmpty();
    }
  }

  @Test
  void aConditionOfTensorsIsAskedWhenAProgramRuns() throws Exception {
    OnnxAttribute body = settling("a").of("on", "next");
    for (float scale : new float[] {0.05f, 1, 3}) {
      Tensor x = Graphs.normal(5, 2, 3).times(scale);
      assertAgrees(file(loop(body, "most", "true", "x")), x);
      assertAgrees(file(loop(body, "", "true", "x")), x);
    }
  }

  /** How often it goes is an input, and so is whether it begins. */
  @Test
  void tripsAndConditionMayBeInputs() throws Exception {
    OnnxAttribute body = settling("a").of("on", "next");
    OnnxModel file =
        Graphs.model(
            13,
            ImmutableList.of(),
            ImmutableList.of(
                Graphs.value("x", OnnxType.FLOAT, "2", "3"),
                Graphs.value("m", OnnxType.INT64),
                Graphs.value("c", OnnxType.BOOL)),
            "y",
            loop(body, "m", "c", "x"));
    Tensor x = Graphs.normal(5, 2, 3);
    for (int trips : new int[] {0, 1, 2, 9}) {
      assertAgrees(file, x, Tensor.scalar(trips), Tensor.scalar(true));
    }
    assertAgrees(file, x, Tensor.scalar(3), Tensor.scalar(false));
  }

  /** A thousand trips are as short in a program as ten. */
  @Test
  void aLoopStaysALoop() throws Exception {
    OnnxAttribute body =
        ControlNodeCases.inputs("thousand")
            .input("a", OnnxType.FLOAT, 2, 3)
            .constant("w", Graphs.normal(1, 2, 3))
            .node("Identity", "on", "holds")
            .node("Mul", "product", "a", "w")
            .node("Sin", "next", "product")
            .of("on", "next");
    OnnxModel file =
        Graphs.model(
            13,
            ImmutableList.of(OnnxTensor.of("most", new long[] {1000}), TRUE),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "2", "3")),
            "y",
            loop(body, "most", "true", "x"));
    assertAgrees(file, Graphs.normal(5, 2, 3));
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    Program program =
        Program.of(
            x -> List.of(layer.forward(x.get(0), model.inference(values))),
            Graphs.normal(5, 2, 3).spec());
    assertThat(program.after("recording").instructions()).hasSize(1);
    assertThat(
            OnnxExport.of(model, values)
                .input("x", Graphs.normal(5, 2, 3).spec())
                .model()
                .graph()
                .nodes())
        .extracting(OnnxNode::operator)
        .contains("Scan");
  }

  @Test
  void aBranchIsChosenWhenAProgramRuns() throws Exception {
    OnnxAttribute positive =
        ControlNodeCases.body("positive")
            .constant("w", Graphs.normal(1, 3))
            .node("Mul", "p", "x", "w")
            .of("p");
    OnnxAttribute negative =
        ControlNodeCases.body("negative")
            .constant("w", Graphs.normal(2, 3))
            .node("Sub", "n", "x", "w")
            .of("n");
    OnnxModel file =
        file(
            Graphs.node(flat(), "ReduceSum", "sum", "x"),
            Graphs.node("Sub", "zero", "sum", "sum"),
            Graphs.node("Greater", "isPositive", "sum", "zero"),
            Graphs.node(
                ImmutableMap.of("then_branch", positive, "else_branch", negative),
                "If",
                "y",
                "isPositive"));
    Tensor x = Graphs.normal(5, 2, 3);
    assertAgrees(file, x);
    assertAgrees(file, x.unaryMinus());
    OnnxLayer layer = Onnx.of(file);
    assertThat(layer.model().parameters().keySet()).containsExactly("w", "y.w");
  }

  @Test
  void derivativesGoThroughBranches() {
    OnnxModel file =
        Graphs.model(
            13,
            ImmutableList.of(OnnxTensor.of("v", Graphs.normal(1, 3))),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "2", "3")),
            "y",
            Graphs.node("Mul", "scaled", "x", "v"),
            Graphs.node(flat(), "ReduceSum", "sum", "scaled"),
            Graphs.node("Sub", "zero", "sum", "sum"),
            Graphs.node("Greater", "isPositive", "sum", "zero"),
            Graphs.node(
                ImmutableMap.of(
                    "then_branch",
                    ControlNodeCases.body("sine").node("Sin", "s", "scaled").of("s"),
                    "else_branch",
                    ControlNodeCases.body("tangent").node("Tanh", "t", "scaled").of("t")),
                "If",
                "y",
                "isPositive"));
    Tensor x = Graphs.normal(5, 2, 3).to(DType.FLOAT64);
    LayerCheck.inference(Onnx.of(file), x).run().assertCorrect();
    LayerCheck.inference(Onnx.of(file), x.unaryMinus()).run().assertCorrect();
  }

  @Test
  void derivativesGoThroughLoops() {
    OnnxAttribute counted =
        ControlNodeCases.inputs("counted")
            .input("a", OnnxType.FLOAT, 2, 3)
            .constant("w", Graphs.normal(1, 3, 3).times(0.4f))
            .node("Identity", "on", "holds")
            .node("MatMul", "product", "a", "w")
            .node("Tanh", "next", "product")
            .node("Identity", "written", "next")
            .of("on", "next", "written");
    OnnxAttribute sums =
        ControlNodeCases.body("sums")
            .input("s", OnnxType.FLOAT, 3)
            .input("r", OnnxType.FLOAT, 3)
            .constant("u", Graphs.normal(3, 3))
            .node("Mul", "scaled", "r", "u")
            .node("Add", "sum", "s", "scaled")
            .node("Tanh", "out", "sum")
            .node("Identity", "kept", "sum")
            .of("kept", "out");
    OnnxModel file =
        Graphs.model(
            13,
            ImmutableList.of(MOST, TRUE, OnnxTensor.of("first", Graphs.normal(4, 3))),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "2", "3")),
            "y",
            results(loop(counted, "most", "true", "x"), "last", "all"),
            results(
                Graphs.node(
                    ImmutableMap.of(
                        "body", sums,
                        "num_scan_inputs", OnnxAttribute.of(1L),
                        "scan_input_directions", OnnxAttribute.list(1)),
                    "Scan",
                    "",
                    "first",
                    "last"),
                "end",
                "outs"),
            Graphs.node("Add", "both", "all", "outs"),
            Graphs.node("Add", "y", "both", "end"));
    OnnxLayer layer = Onnx.of(file);
    assertThat(layer.model().parameters().keySet()).containsExactly("first", "w", "u");
    Tensor x = Graphs.normal(5, 2, 3).to(DType.FLOAT64);
    LayerCheck.inference(layer, x).run().assertCorrect();
    OnnxLayer settling = Onnx.of(file(loop(settling("a").of("on", "next"), "most", "true", "x")));
    assertThat(settling.model().parameters().keySet()).containsExactly("w", "b");
    LayerCheck.inference(settling, x).run().assertCorrect();
  }

  @Test
  void tunedValuesGoBackIntoBodies() throws Exception {
    OnnxModel file = file(loop(settling("a").of("on", "next"), "most", "true", "x"));
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    Values tuned = layer.values(model).map((path, value) -> value.times(0.9));
    Tensor x = Graphs.normal(5, 2, 3);
    Tensor here = layer.forward(x, model.inference(tuned));
    Tensor there = OnnxRuntime.run(OnnxWriter.toBytes(layer.withValues(tuned)), x).get(0);
    assertThat(Agreement.difference(here, there, TOLERANCE)).isEmpty();
    assertThat(Agreement.error(layer.forward(x, model.inference(layer.values(model))), here))
        .isGreaterThan(1e-3);
  }

  private static void assertNotRecorded(OnnxModel file, String why) {
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    assertThatThrownBy(
            () ->
                Program.of(
                    x -> List.of(layer.forward(x.get(0), model.inference(layer.values(model)))),
                    Graphs.normal(5, 2, 3).spec()))
        .hasMessageContaining("onnx: " + why);
  }

  @Test
  void whatAProgramCannotHoldIsRefused() {
    OnnxNode writing = loop(settling("a").of("on", "next", "squares"), "most", "true", "x");
    assertNotRecorded(
        file(results(writing, "y", "z")),
        "Loop \"y\": what a loop writes in each step (result 1), where only a run tells how many"
            + " steps there are, is not imported; export the model without it, or compute it"
            + " outside");
    OnnxAttribute growing =
        ControlNodeCases.inputs("growing")
            .input("a", OnnxType.FLOAT, -1, 3)
            .constant("limit", Tensor.scalar(0.3f))
            .node("Concat", ImmutableMap.of("axis", OnnxAttribute.of(0L)), "next", "a", "a")
            .node("ReduceSumSquare", flat(), "squares", "a")
            .node("Less", "on", "squares", "limit")
            .of("on", "next");
    assertNotRecorded(
        file(loop(growing, "most", "true", "x")),
        "Loop \"y\": whileLoop: the state 2 changes: it is FLOAT32[2, 3] at first and FLOAT32[4, 3]"
            + " after a step; return it with the dtype and shape that it has");
  }

  /** ONNX Runtime leaves nothing out that a loop writes, so it runs the loop without that. */
  @Test
  void whatIsWrittenAndNotTakenIsLeftOut() throws Exception {
    OnnxNode writing = loop(settling("a").of("on", "next", "squares"), "most", "true", "x");
    OnnxLayer layer = Onnx.of(file(results(writing, "y", "")));
    Model<OnnxLayer> model = layer.model();
    Pass pass = model.inference(layer.values(model));
    Tensor x = Graphs.normal(5, 2, 3);
    Tensor here = Program.compile(in -> layer.forward(in, pass)).apply(List.of(x)).get(0);
    OnnxModel other = file(loop(settling("a").of("on", "next"), "most", "true", "x"));
    Tensor there = OnnxRuntime.run(OnnxWriter.toBytes(other), x).get(0);
    assertThat(Agreement.difference(here, there, TOLERANCE)).isEmpty();
  }

  /** Of two branches that call theirs alike each keeps its own, in older files as inputs too. */
  @Test
  void initializersOfOneNameStayApart() throws Exception {
    OnnxAttribute.Branch inner =
        (OnnxAttribute.Branch)
            ControlNodeCases.body("inner")
                .constant("w", Graphs.normal(2, 3))
                .node("Mul", "m", "x", "w")
                .of("m");
    OnnxGraph older =
        new OnnxGraph(
            "older",
            inner.value().nodes(),
            inner.value().initializers(),
            ImmutableList.of(new OnnxValue("w", OnnxType.FLOAT, ImmutableList.of("3"))),
            inner.value().outputs());
    ImmutableMap<String, OnnxAttribute> branches =
        ImmutableMap.of("then_branch", new OnnxAttribute.Branch(older), "else_branch", inner);
    OnnxModel file =
        file(
            Graphs.node(branches, "If", "first", "true"),
            Graphs.node("Not", "false", "true"),
            Graphs.node(branches, "If", "second", "false"),
            Graphs.node("Add", "y", "first", "second"));
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    assertThat(model.parameters().keySet())
        .containsExactly("w", "first.w", "second.w", "second.second.w");
    Values values =
        layer
            .values(model)
            .map((path, value) -> path.equals("second.second.w") ? value.times(0) : value);
    Tensor x = Graphs.normal(5, 2, 3);
    assertThat(
            Agreement.error(
                layer.forward(x, model.inference(values)), x.times(Graphs.normal(2, 3))))
        .isZero();
  }
}
