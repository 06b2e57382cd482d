package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.ControlFlow;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Loops and choices of {@link ControlFlow} in files, run there at other sizes too. */
class ControlFlowExportTest {

  private static final double TOLERANCE = 2e-6;

  /** Returns the file, which gives there for each input what the function gives here. */
  private static OnnxModel assertAgrees(
      Function<List<Tensor>, List<Tensor>> function, Tensor... inputs) {
    OnnxModel file =
        OnnxExport.of(function)
            .input("x", new Spec(DType.FLOAT32, Shape.of(2, 3)), "n", "")
            .model();
    try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(file))) {
      for (Tensor x : inputs) {
        List<Tensor> here = function.apply(List.of(x));
        List<Tensor> there = runtime.run(List.of(x));
        for (int i = 0; i < here.size(); i++) {
          assertThat(Agreement.difference(here.get(i), there.get(i), TOLERANCE)).isEmpty();
        }
      }
    }
    return file;
  }

  private static Tensor squares(Tensor x) {
    return Reductions.sum(x.times(x));
  }

  /** A bound on trips is for backward walks alone, and changes nothing. */
  @Test
  void aWhileLoopIsALoop() {
    Tensor w = Graphs.normal(1, 3, 3).times(0.4f);
    for (int most : new int[] {-1, 60}) {
      OnnxModel file =
          assertAgrees(
              in -> {
                Tensor limit = squares(in.get(0)).times(0.01);
                List<Tensor> first = List.of(in.get(0), Tensor.scalar(0));
                Function<List<Tensor>, Tensor> condition = s -> squares(s.get(0)).gt(limit);
                UnaryOperator<List<Tensor>> body =
                    s -> List.of(Elementary.sin(s.get(0).matmul(w)), s.get(1).plus(1));
                return most < 0
                    ? ControlFlow.whileLoop(condition, body, first)
                    : ControlFlow.whileLoop(condition, body, first, most);
              },
              Graphs.normal(5, 2, 3),
              Graphs.normal(6, 1, 3).times(9),
              Graphs.normal(7, 4, 3),
              Tensor.zeros(DType.FLOAT32, 2, 3));
      assertThat(file.graph().nodes()).extracting(OnnxNode::operator).contains("Loop");
    }
  }

  /** How many steps there are may be the size of an axis that is left open. */
  @Test
  void stepsWithoutRowsAreALoop() {
    for (boolean isOpen : new boolean[] {false, true}) {
      OnnxModel file =
          assertAgrees(
              in -> {
                int steps = isOpen ? in.get(0).shape().side(0) : 7;
                var scanned =
                    ControlFlow.scan(
                        (Tensor s, List<Tensor> none) -> {
                          Tensor next = Elementary.cos(s.plus(in.get(0)));
                          return new ControlFlow.Step<>(next, Reductions.sum(next, 1));
                        },
                        in.get(0),
                        List.<Tensor>of(),
                        Scan.forwards().ofLength(steps));
                return List.of(scanned.carry(), scanned.outputs());
              },
              Graphs.normal(5, 2, 3),
              Graphs.normal(6, 5, 3));
      assertThat(file.graph().nodes()).extracting(OnnxNode::operator).contains("Loop");
    }
  }

  @Test
  void aChoiceIsAnIf() {
    OnnxModel file =
        assertAgrees(
            ControlFlowExportTest::chosen,
            Graphs.normal(5, 2, 3),
            Graphs.normal(5, 2, 3).unaryMinus(),
            Graphs.normal(5, 6, 3));
    assertThat(file.graph().nodes()).extracting(OnnxNode::operator).contains("If");
  }

  private static List<Tensor> chosen(List<Tensor> in) {
    Tensor isPositive = Reductions.sum(in.get(0)).gt(0);
    Tensor chosen =
        ControlFlow.cond(isPositive, x -> x.times(2), x -> Elementary.sin(x), in.get(0));
    return List.of(chosen);
  }

  private static List<Tensor> halved(List<Tensor> in) {
    Tensor halved =
        ControlFlow.whileLoop(x -> squares(x).gt(1), (Tensor x) -> x.times(0.5), in.get(0));
    return List.of(halved);
  }

  /** Returns a file of each operator that loops and choices become, but for those of layers. */
  static List<OnnxModel> files() {
    Spec x = new Spec(DType.FLOAT32, Shape.of(2, 3));
    return List.of(
        OnnxExport.of(ControlFlowExportTest::chosen).input("x", x).model(),
        OnnxExport.of(ControlFlowExportTest::halved).input("x", x).model());
  }

  @Test
  void aChoiceOfSeveralIsOneIfInAnother() {
    List<Function<Tensor, Tensor>> branches =
        List.of(x -> x.plus(1), Elementary::sin, x -> x.times(x), Elementary::exp);
    OnnxModel file =
        assertAgrees(
            in -> {
              Tensor number = Reductions.max(in.get(0)).to(DType.INT32);
              return List.of(ControlFlow.switchCase(number, branches, in.get(0)));
            },
            Tensor.of(new float[][] {{0, 0.5f, 0.2f}}),
            Tensor.of(new float[][] {{1.2f, 0.5f, 0.2f}}),
            Tensor.of(new float[][] {{0, 2.5f, 0.2f}}),
            Tensor.of(new float[][] {{0, 3.5f, 0.2f}, {1, 2, 3}}));
    assertThat(file.graph().nodes()).extracting(OnnxNode::operator).contains("If");
  }

  @Test
  void aLoopOfOneTensorIsALoop() {
    assertAgrees(
        ControlFlowExportTest::halved,
        Graphs.normal(5, 2, 3).times(20),
        Graphs.normal(6, 7, 3).times(0.01));
  }

  /** A loop in a choice in a scan, which all use what is outside. */
  @Test
  void oneMayStandInAnother() {
    assertAgrees(
        in -> {
          Tensor outside = in.get(0).times(0.5);
          var scanned =
              ControlFlow.scan(
                  (Tensor s, Tensor row) -> {
                    Tensor next =
                        ControlFlow.cond(
                            Reductions.sum(row).gt(0),
                            x ->
                                ControlFlow.whileLoop(
                                    y -> squares(y).gt(1),
                                    y -> y.times(0.7).minus(outside.get(0).times(0.01)),
                                    x),
                            x -> x.plus(row),
                            s);
                    return new ControlFlow.Step<>(next, next.times(row));
                  },
                  Tensor.of(1f, 2f, 3f),
                  in.get(0));
          return List.of(scanned.carry(), scanned.outputs());
        },
        Graphs.normal(5, 2, 3),
        Graphs.normal(6, 6, 3));
  }

  @Test
  void whatHasNoOperatorIsNamed() {
    assertThatThrownBy(
            () ->
                OnnxExport.of(
                        in -> {
                          var scanned =
                              ControlFlow.scan(
                                  (Tensor s, List<Tensor> none) ->
                                      new ControlFlow.Step<>(Elementary.cos(s), s),
                                  in.get(0),
                                  List.<Tensor>of(),
                                  Scan.backwards().ofLength(7));
                          return List.of(scanned.outputs());
                        })
                    .input("x", new Spec(DType.FLOAT32, Shape.of(2, 3)))
                    .model())
        .hasMessage(
            "export: ONNX has no place for scan: a loop that writes backwards and goes through no"
                + " rows");
  }
}
