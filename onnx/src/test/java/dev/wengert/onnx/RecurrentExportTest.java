package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.ControlFlow;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.recurrent.Gru;
import dev.wengert.nn.layer.recurrent.Lstm;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Cells;
import dev.wengert.ops.Cells.LstmState;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Recurrent layers as operators of ONNX's own, and scans that are none. */
class RecurrentExportTest {

  private static final double TOLERANCE = 5e-6;
  private static final Spec INPUT = new Spec(DType.FLOAT32, Shape.of(3, 5, 2));

  /** What a layer gives: the outputs of all steps, and the last states. */
  private static List<Tensor> all(Layer layer, List<Tensor> in, Pass pass) {
    boolean hasState = in.size() > 1;
    return switch (layer) {
      case Lstm lstm -> {
        LstmState first = hasState ? new LstmState(in.get(1), in.get(2)) : null;
        var found = lstm.forward(in.get(0), null, first, pass);
        yield List.of(found.outputs(), found.state().h(), found.state().c());
      }
      case Gru gru -> {
        var found = gru.forward(in.get(0), null, hasState ? in.get(1) : null, pass);
        yield List.of(found.outputs(), found.state());
      }
      case Rnn rnn -> {
        var found = rnn.forward(in.get(0), null, hasState ? in.get(1) : null, pass);
        yield List.of(found.outputs(), found.state());
      }
      default -> throw new AssertionError(layer);
    };
  }

  private static void assertAgrees(List<Tensor> here, List<Tensor> there) {
    assertThat(there).hasSameSizeAs(here);
    for (int i = 0; i < here.size(); i++) {
      assertThat(Agreement.difference(here.get(i), there.get(i), TOLERANCE)).isEmpty();
    }
  }

  private static List<String> operators(OnnxModel file) {
    return file.graph().nodes().stream().map(OnnxNode::operator).toList();
  }

  /** At sizes of batch and sequence that were not those of the export. */
  @Test
  void layersAreOperatorsOfTheirNames() {
    for (Recurrence how :
        List.of(
            Recurrence.layers(1),
            Recurrence.layers(2),
            Recurrence.layers(1).bidirectional(),
            Recurrence.layers(2).bidirectional())) {
      for (Layer layer :
          List.of(
              Lstm.of(2, 3, how),
              Gru.of(2, 3, how),
              Rnn.of(2, 3, how),
              Rnn.of(2, 3, how, Activations::relu))) {
        Model<Layer> model = Model.of(layer);
        Values values =
            model
                .initialize(Key.of(2))
                .map((path, value) -> path.contains("Bias") ? noise(path, value) : value);
        OnnxModel file =
            OnnxExport.of(model, values, RecurrentExportTest::all)
                .input("x", INPUT, "batch", "steps", "")
                .model();
        String name = layer.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        int cells = how.layers() * (how.bothWays() ? 2 : 1);
        assertThat(operators(file)).filteredOn(name::equals).hasSize(cells);
        assertThat(operators(file)).doesNotContain("Scan", "MatMul", "Gemm");
        try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(file))) {
          for (int[] sides : new int[][] {{3, 5, 2}, {1, 9, 2}, {4, 1, 2}}) {
            Tensor x = Graphs.normal(5, sides);
            assertAgrees(all(layer, List.of(x), model.inference(values)), runtime.run(List.of(x)));
          }
        }
      }
    }
  }

  private static Tensor noise(String path, Tensor value) {
    return Key.of(path.hashCode()).normal(value.spec());
  }

  @Test
  void theFirstStateMayBeAnInput() {
    for (Layer layer : List.of(Lstm.of(2, 3), Gru.of(2, 3), Rnn.of(2, 3))) {
      Model<Layer> model = Model.of(layer);
      Values values = model.initialize(Key.of(2));
      OnnxExport export =
          OnnxExport.of(model, values, RecurrentExportTest::all)
              .input("x", INPUT, "batch", "", "")
              .input("h", new Spec(DType.FLOAT32, Shape.of(1, 3, 3)), "", "batch", "");
      if (layer instanceof Lstm) {
        export = export.input("c", new Spec(DType.FLOAT32, Shape.of(1, 3, 3)), "", "batch", "");
      }
      OnnxModel file = export.opset(21).model();
      assertThat(operators(file)).doesNotContain("Scan");
      Tensor x = Graphs.normal(5, 2, 5, 2);
      Tensor h = Graphs.normal(6, 1, 2, 3);
      List<Tensor> given =
          layer instanceof Lstm ? List.of(x, h, Graphs.normal(7, 1, 2, 3)) : List.of(x, h);
      assertAgrees(
          all(layer, given, model.inference(values)),
          OnnxRuntime.run(OnnxWriter.toBytes(file), given.toArray(new Tensor[0])));
    }
  }

  /** Lengths and normalization inside have no place in those operators, and 64 bits neither. */
  @Test
  void whatDoesNotFitIsAScan() {
    Lstm masked = Lstm.of(2, 3);
    Model<Lstm> model = Model.of(masked);
    Values values = model.initialize(Key.of(2));
    OnnxModel file =
        OnnxExport.of(
                model,
                values,
                (layer, in, pass) ->
                    List.of(layer.forward(in.get(0), in.get(1), null, pass).outputs()))
            .input("x", INPUT, "batch", "", "")
            .input("lengths", new Spec(DType.INT32, Shape.of(3)), "batch")
            .model();
    assertThat(operators(file)).contains("Scan").doesNotContain("LSTM");
    Tensor x = Graphs.normal(5, 2, 5, 2);
    Tensor lengths = Tensor.of(2, 5);
    assertAgrees(
        List.of(masked.forward(x, lengths, null, model.inference(values)).outputs()),
        OnnxRuntime.run(OnnxWriter.toBytes(file), x, lengths));
    Gru normalized = Gru.of(2, 3, Recurrence.layers(1).normalized());
    Model<Gru> other = Model.of(normalized);
    assertThat(
            operators(OnnxExport.of(other, other.initialize(Key.of(2))).input("x", INPUT).model()))
        .contains("Scan")
        .doesNotContain("GRU");
  }

  /** A loop of one's own, of constants, is the same as a layer; one that squares is another. */
  @Test
  void aScanOfOnesOwnIsRecognisedByWhatItDoes() {
    Tensor w = Graphs.normal(1, 9, 2);
    Tensor u = Graphs.normal(2, 9, 3);
    Tensor b = Graphs.normal(3, 9);
    Tensor c = Graphs.normal(4, 9);
    Tensor x = Graphs.normal(5, 3, 5, 2);
    for (boolean squares : new boolean[] {false, true}) {
      OnnxExport export =
          OnnxExport.of(
                  in -> {
                    Tensor rows =
                        MatMul.of(in.get(0).reshape(15, 2), w, false, true)
                            .plus(b)
                            .reshape(3, 5, 9)
                            .transpose(1, 0, 2);
                    return List.of(
                        ControlFlow.scan(
                                (Tensor h, Tensor row) -> {
                                  Tensor fromH = MatMul.of(h, u, false, true).plus(c);
                                  Tensor next = Cells.gruGates(row, fromH, h);
                                  Tensor kept = squares ? next.times(next) : next;
                                  return new ControlFlow.Step<>(kept, kept);
                                },
                                Tensor.zeros(DType.FLOAT32, 3, 3),
                                rows)
                            .outputs());
                  })
              .input("x", INPUT);
      OnnxModel file = export.model();
      assertThat(operators(file)).contains(squares ? "Scan" : "GRU");
      Tensor state = Tensor.zeros(DType.FLOAT32, 3, 3);
      List<Tensor> steps = new ArrayList<>();
      for (int t = 0; t < 5; t++) {
        Tensor step = x.get(Index.all(), Index.at(t));
        state = Cells.gruCell(step, state, w, u, b, c);
        state = squares ? state.times(state) : state;
        steps.add(state);
      }
      assertAgrees(List.of(Shapes.stack(0, steps)), OnnxRuntime.run(OnnxWriter.toBytes(file), x));
    }
  }
}
