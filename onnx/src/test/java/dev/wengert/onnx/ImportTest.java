package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxReader;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.onnx.operator.Operators;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {

  private static final double TOLERANCE = 2e-6;

  @Test
  void everyOperatorGivesWhatOnnxRuntimeGives() throws Exception {
    Set<String> tried = new TreeSet<>();
    List<String> amiss = new ArrayList<>();
    for (NodeCase each : NodeCases.all()) {
      tried.add(each.operator());
      try {
        String difference = difference(each);
        if (!difference.isEmpty()) {
          amiss.add(each + ": " + difference);
        }
      } catch (RuntimeException e) {
        amiss.add(each + ": " + e);
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(tried).isEqualTo(ImmutableSet.copyOf(Operators.names()));
  }

  private static String difference(NodeCase each) throws Exception {
    byte[] file = OnnxWriter.toBytes(each.file());
    ImmutableList<Tensor> there = OnnxRuntime.run(file, each.inputs().toArray(new Tensor[0]));
    OnnxLayer layer = Onnx.of(OnnxReader.read(file));
    Model<OnnxLayer> model = layer.model();
    ImmutableList<Tensor> here = layer.forward(each.inputs(), model.inference(layer.values(model)));
    for (int i = 0; i < there.size(); i++) {
      String difference = Agreement.difference(here.get(i), there.get(i), TOLERANCE);
      if (!difference.isEmpty()) {
        return "result " + i + " " + difference;
      }
    }
    return "";
  }

  @Test
  void constantsAreParametersUnderTheirNames() {
    OnnxLayer layer = Onnx.of(Graphs.network());
    Model<OnnxLayer> model = layer.model();
    assertThat(model.parameters().keySet())
        .containsExactly(
            "encoder.query.weight",
            "encoder.query.bias",
            "norm.weight",
            "norm.bias",
            "head.weight",
            "head.bias");
    assertThat(parameter(model, "encoder.query.weight").role()).isEqualTo(Parameter.Role.WEIGHT);
    assertThat(parameter(model, "encoder.query.weight").unitAxis()).isEqualTo(1);
    assertThat(parameter(model, "encoder.query.bias").role()).isEqualTo(Parameter.Role.BIAS);
    assertThat(parameter(model, "norm.weight").role()).isEqualTo(Parameter.Role.NORMALIZATION);
    assertThat(layer.values(model).get("head.weight").toFloatArray())
        .isEqualTo(Graphs.normal(5, 4, 2).toFloatArray());
  }

  private static Parameter parameter(Model<OnnxLayer> model, String path) {
    return Objects.requireNonNull(model.parameters().get(path));
  }

  @Test
  void aGraphRunsAsThereAndItsDerivativesAreRight() throws Exception {
    byte[] file = OnnxWriter.toBytes(Graphs.network());
    OnnxLayer layer = Onnx.of(OnnxReader.read(file));
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    Tensor x = Graphs.normal(8, 5, 3);
    Tensor here = layer.forward(x, model.inference(values));
    assertThat(Agreement.difference(here, OnnxRuntime.run(file, x).get(0), TOLERANCE)).isEmpty();
    LayerCheck.inference(layer, Graphs.normal(9, 2, 3).to(DType.FLOAT64)).run().assertCorrect();
  }

  @Test
  void aGraphCompilesForEachShape() {
    OnnxLayer layer = Onnx.of(Graphs.network());
    Model<OnnxLayer> model = layer.model();
    Values values = layer.values(model);
    Compiled compiled =
        Program.compile(x -> List.of(layer.forward(x.get(0), model.inference(values))));
    for (int batch : new int[] {1, 4, 7}) {
      Tensor x = Graphs.normal(batch, batch, 3);
      assertThat(compiled.apply(List.of(x)).get(0).toFloatArray())
          .isEqualTo(layer.forward(x, model.inference(values)).toFloatArray());
    }
  }

  @Test
  void tunedValuesGoBackIntoTheFile() throws Exception {
    OnnxLayer layer = Onnx.of(Graphs.network());
    Model<OnnxLayer> model = layer.model();
    Values tuned = layer.values(model).map((path, value) -> value.times(0.9));
    byte[] file = OnnxWriter.toBytes(layer.withValues(tuned));
    Tensor x = Graphs.normal(8, 5, 3);
    Tensor here = layer.forward(x, model.inference(tuned));
    assertThat(Agreement.difference(here, OnnxRuntime.run(file, x).get(0), TOLERANCE)).isEmpty();
    assertThat(OnnxReader.read(file).graph().nodes()).isEqualTo(Graphs.network().graph().nodes());
  }

  @Test
  void runningStatisticsAreStatistics() {
    OnnxModel file =
        Graphs.model(
            15,
            ImmutableList.of(
                OnnxTensor.of("bn.weight", Tensor.of(1f, 2f)),
                OnnxTensor.of("bn.bias", Tensor.of(0f, 1f)),
                OnnxTensor.of("bn.mean", Tensor.of(0.5f, -1f)),
                OnnxTensor.of("bn.var", Tensor.of(4f, 0.25f))),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "n", "2")),
            "y",
            Graphs.node(
                "BatchNormalization", "y", "x", "bn.weight", "bn.bias", "bn.mean", "bn.var"));
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    assertThat(model.parameters().keySet()).containsExactly("bn.weight", "bn.bias");
    assertThat(model.statistics().keySet()).containsExactly("bn.mean", "bn.var");
    Tensor y =
        layer.forward(Tensor.of(new float[][] {{2.5f, 0}}), model.inference(layer.values(model)));
    assertThat(y.toFloatArray()).contains(new float[] {1, 5}, offset(1e-4f));
  }

  @Test
  void unknownOperatorsAreNamedTogether() {
    OnnxModel file =
        Graphs.model(
            17,
            ImmutableList.of(),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "n")),
            "y",
            Graphs.node("Frobnicate", "a", "x"),
            Graphs.node("Relu", "b", "a"),
            Graphs.node("StringNormalizer", "y", "b"));
    assertThatThrownBy(() -> Onnx.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "onnx: 2 nodes have operators that are not imported: Frobnicate \"a\","
                + " StringNormalizer \"y\"; opset 17; export the model without them, or as plain"
                + " ONNX");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Onnx.of(one(6, Graphs.node("Relu", "y", "x"))))
        .hasMessage(
            "onnx: the operators are of version 6; versions 7 to 21 are imported, convert or export"
                + " the model again");
    assertThatThrownBy(() -> Onnx.of(one(13, Graphs.node("Relu", "y", "z"))))
        .hasMessage(
            "onnx: Relu \"y\" takes \"z\", which nothing before it makes; the file is damaged,"
                + " save it again");
    assertThatThrownBy(() -> Onnx.of(one(13, Graphs.node("Relu", "x", "x"))))
        .hasMessageContaining("makes \"x\", which is there already");
    assertThatThrownBy(() -> Onnx.of(one(13, Graphs.node("Relu", "z", "x"))))
        .hasMessageContaining("nothing makes the output y UNDEFINED[]");
    OnnxLayer layer = Onnx.of(one(13, Graphs.node("Relu", "y", "x")));
    Model<OnnxLayer> model = layer.model();
    Pass pass = model.inference(layer.values(model));
    assertThatThrownBy(() -> layer.forward(Tensor.zeros(DType.FLOAT32, 2, 4), pass))
        .hasMessage(
            "onnx: the input x does not fit: it is FLOAT32[2, 4], the file says x FLOAT[n, 3]; give"
                + " FLOAT32 with sides of one name alike: {n=2}");
    assertThatThrownBy(() -> layer.forward(Tensor.zeros(DType.FLOAT64, 2, 3), pass))
        .hasMessageContaining("the input x does not fit: it is FLOAT64[2, 3]");
    assertThatThrownBy(() -> layer.forward(List.of(), pass))
        .hasMessageContaining("the graph takes 1 inputs and was given 0");
    assertThatThrownBy(() -> layer.forward(ImmutableMap.of("z", Tensor.scalar(1f)), pass))
        .hasMessageContaining("given are [z]; they are [x FLOAT[n, 3]]");
    Tensor x = Graphs.normal(1, 2, 3);
    assertThat(layer.forward(ImmutableMap.of("x", x), pass).keySet()).containsExactly("y");
    OnnxLayer wrong = Onnx.of(one(13, Graphs.node("MatMul", "y", "x", "x")));
    Model<OnnxLayer> other = wrong.model();
    assertThatThrownBy(() -> wrong.forward(x, other.inference(wrong.values(other))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("onnx: MatMul \"y\": matmul: inner dimensions differ");
  }

  private static OnnxModel one(long opset, OnnxNode node) {
    return Graphs.model(
        opset,
        ImmutableList.of(),
        ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "n", "3")),
        "y",
        node);
  }

  /** ONNX Runtime has no such operator of truth values. */
  @Test
  void truthValuesAreChosen() {
    OnnxModel file =
        Graphs.model(
            16,
            ImmutableList.of(),
            ImmutableList.of(
                Graphs.value("c", OnnxType.BOOL, "4"),
                Graphs.value("a", OnnxType.BOOL, "4"),
                Graphs.value("b", OnnxType.BOOL, "4")),
            "y",
            Graphs.node("Where", "y", "c", "a", "b"));
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    Tensor y =
        layer
            .forward(
                List.of(
                    Tensor.of(true, true, false, false),
                    Tensor.of(true, false, true, false),
                    Tensor.of(false, true, true, false)),
                model.inference(layer.values(model)))
            .get(0);
    assertThat(y.toBooleanArray()).containsExactly(true, false, true, false);
  }

  @Test
  void tensorsAreReadByName(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("network.onnx");
    Onnx.write(file, Graphs.network());
    Values tensors = Onnx.tensors(file);
    assertThat(tensors.byPath()).hasSize(11);
    assertThat(tensors.get("rest").toIntArray()).containsExactly(-1);
    assertThat(Onnx.read(file).file()).isEqualTo(Graphs.network());
  }
}
