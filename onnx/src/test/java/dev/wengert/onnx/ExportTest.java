package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.reflect.ClassPath;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxNode;
import dev.wengert.onnx.format.OnnxWriter;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Selection;
import dev.wengert.ops.Sets;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ExportTest {

  private static final double TOLERANCE = 2e-6;

  static OnnxExport export(FunctionCase each) {
    OnnxExport export = OnnxExport.of(each.function());
    for (int i = 0; i < each.inputs().size(); i++) {
      export = export.input("x" + i, each.inputs().get(i).spec());
    }
    return export;
  }

  @Test
  void everyFunctionGivesThereWhatItGivesHere() {
    List<String> amiss = new ArrayList<>();
    for (FunctionCase each : FunctionCases.all()) {
      List<Tensor> here = each.function().apply(each.inputs());
      OnnxModel older = null;
      for (long opset : new long[] {17, 21}) {
        try {
          OnnxModel file = export(each).opset(opset).model();
          if (older != null && older.graph().equals(file.graph())) {
            continue;
          }
          older = file;
          String difference = difference(here, file, each.inputs());
          if (!difference.isEmpty()) {
            amiss.add(each.name() + " in opset " + opset + " " + difference);
          }
        } catch (RuntimeException e) {
          amiss.add(each.name() + " in opset " + opset + ": " + e);
        }
      }
    }
    assertThat(amiss).isEmpty();
  }

  private static String difference(List<Tensor> here, OnnxModel file, List<Tensor> inputs) {
    List<Tensor> there = OnnxRuntime.run(OnnxWriter.toBytes(file), inputs.toArray(new Tensor[0]));
    for (int i = 0; i < here.size(); i++) {
      String difference = Agreement.difference(here.get(i), there.get(i), TOLERANCE);
      if (!difference.isEmpty()) {
        return "result " + i + " " + difference;
      }
    }
    return "";
  }

  /** What has no operator there, and what is said of it. */
  private static final ImmutableMap<String, String> REFUSED =
      ImmutableMap.<String, String>builder()
          .put("LinearAlgebra.inverse", "inverse: a decomposition of matrices")
          .put("LinearAlgebra.solve", "solve: a decomposition of matrices")
          .put("LinearAlgebra.cholesky", "cholesky: a decomposition of matrices")
          .put("LinearAlgebra.det", "a decomposition of matrices: ONNX has no operator for it")
          .put("LinearAlgebra.logdet", "a decomposition of matrices: ONNX has no operator for it")
          .put("LinearAlgebra.slogdet", "a decomposition of matrices: ONNX has no operator for it")
          .put("Indexing.maskedSelect", "a value is read while a program is recorded")
          .put("Indexing.argwhere", "a value is read while a program is recorded")
          .put("Sets.unique", "a value is read while a program is recorded")
          .put("Sets.uniqueConsecutive", "a value is read while a program is recorded")
          .put("Regularization.dropout", "random numbers: ONNX draws none from a key")
          .put("Creation.uniform", "random numbers: ONNX draws none from a key")
          .buildOrThrow();

  private static Tensor refused(String name, Tensor x, Tensor key) {
    return switch (name) {
      case "LinearAlgebra.inverse" -> LinearAlgebra.inverse(x);
      case "LinearAlgebra.solve" -> LinearAlgebra.solve(x, x);
      case "LinearAlgebra.cholesky" -> LinearAlgebra.cholesky(x);
      case "LinearAlgebra.det" -> LinearAlgebra.det(x);
      case "LinearAlgebra.logdet" -> LinearAlgebra.logdet(x);
      case "LinearAlgebra.slogdet" -> LinearAlgebra.slogdet(x).logarithm();
      case "Indexing.maskedSelect" -> Indexing.maskedSelect(x, x.gt(0));
      case "Indexing.argwhere" -> Indexing.argwhere(x.gt(0));
      case "Sets.unique" -> Sets.unique(x).values();
      case "Sets.uniqueConsecutive" -> Sets.uniqueConsecutive(x).values();
      case "Regularization.dropout" -> Regularization.dropout(x, Key.ofBits(key), 0.5);
      case "Creation.uniform" -> Creation.uniform(Key.ofBits(key), x.spec(), 0, 1);
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void whatHasNoOperatorIsNamed() {
    Spec square = new Spec(DType.FLOAT32, Shape.of(3, 3));
    Spec key = new Spec(DType.INT32, Shape.of(2));
    REFUSED.forEach(
        (name, why) ->
            assertThatThrownBy(
                    () ->
                        OnnxExport.of(in -> List.of(refused(name, in.get(0), in.get(1))))
                            .input("x", square)
                            .input("key", key)
                            .model())
                .as(name)
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(why));
    assertThatThrownBy(
            () ->
                OnnxExport.of(
                        in ->
                            List.of(
                                LinearAlgebra.inverse(in.get(0)),
                                LinearAlgebra.cholesky(in.get(0))))
                    .input("x", square)
                    .model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "export: ONNX has no place for inverse: a decomposition of matrices: ONNX has no"
                + " operator for it; cholesky: a decomposition of matrices: ONNX has no operator"
                + " for it");
  }

  @Test
  void everyFunctionIsExportedOrRefused() throws Exception {
    Set<String> known = new TreeSet<>(REFUSED.keySet());
    FunctionCases.all().forEach(each -> known.add(each.name()));
    Set<String> there = new TreeSet<>();
    for (ClassPath.ClassInfo info :
        ClassPath.from(Activations.class.getClassLoader())
            .getTopLevelClasses(Activations.class.getPackageName())) {
      Class<?> type = info.load();
      if (!Modifier.isPublic(type.getModifiers()) || type.getConstructors().length > 0) {
        continue;
      }
      for (Method method : type.getDeclaredMethods()) {
        boolean isFunction =
            Modifier.isPublic(method.getModifiers())
                && Modifier.isStatic(method.getModifiers())
                && !method.getName().equals("values")
                && !method.getName().equals("valueOf");
        if (isFunction && !type.isInterface()) {
          there.add(type.getSimpleName() + "." + method.getName());
        }
      }
    }
    assertThat(there).hasSizeGreaterThan(150);
    assertThat(known).containsAll(there);
  }

  @Test
  void knownFormulasHaveTheirNames() {
    assertThat(operators(21, Activations::gelu)).containsExactly("Gelu", "Identity");
    assertThat(operators(21, Activations::geluTanh)).contains("Gelu");
    assertThat(operators(17, Activations::gelu)).contains("Erf").doesNotContain("Gelu");
    assertThat(operators(21, Activations::mish)).contains("Mish");
    assertThat(operators(17, Activations::mish)).doesNotContain("Mish");
    assertThat(operators(17, Activations::relu)).containsExactly("Relu", "Identity");
    assertThat(operators(17, Activations::hardSwish)).contains("HardSwish");
    assertThat(operators(17, Activations::softplus)).contains("Softplus");
    assertThat(operators(17, Activations::softsign)).contains("Softsign");
    assertThat(operators(17, Elementary::tan)).contains("Tan");
    assertThat(operators(17, x -> Activations.softmax(x, 1))).contains("Softmax");
    assertThat(operators(17, x -> Reductions.mean(x, 1))).contains("ReduceMean");
  }

  private static List<String> operators(long opset, UnaryOperator<Tensor> f) {
    return OnnxExport.of(in -> List.of(f.apply(in.get(0))))
        .input("x", new Spec(DType.FLOAT32, Shape.of(3, 4)))
        .opset(opset)
        .model()
        .graph()
        .nodes()
        .stream()
        .map(OnnxNode::operator)
        .toList();
  }

  /** The mean over a batch whose size is open divides by that size. */
  @Test
  void sizesThatAreOpenAreComputedThere() {
    Tensor x = Graphs.normal(1, 3, 4);
    UnaryOperator<Tensor> f =
        in -> Normalization.standardize(in, 1e-5, 0).plus(Reductions.std(in, 1, true, 0, 1));
    byte[] file =
        OnnxWriter.toBytes(
            OnnxExport.of(in -> List.of(f.apply(in.get(0))))
                .input("x", x.spec(), "batch", "width")
                .model());
    try (OnnxRuntime runtime = OnnxRuntime.of(file)) {
      for (int[] sides : new int[][] {{3, 4}, {7, 2}, {5, 9}}) {
        Tensor other = Graphs.normal(2, sides);
        assertThat(
                Agreement.difference(f.apply(other), runtime.run(List.of(other)).get(0), TOLERANCE))
            .isEmpty();
      }
    }
  }

  /** Positions and masks that are constants here grow there. */
  @Test
  void constantsThatFollowFromTheirPlacesGrow() {
    UnaryOperator<Tensor> f =
        x -> {
          int steps = x.shape().side(1);
          Tensor positions = Creation.arange(2, 2 + 3 * steps, 3).to(DType.FLOAT32);
          Tensor scores = x.reshape(x.shape().side(0), 1, steps);
          Tensor seen = Selection.where(Attention.causalMask(steps, steps), scores, -5);
          Tensor before = LinearAlgebra.tril(Tensor.ones(DType.FLOAT32, steps, steps), -1);
          return Reductions.sum(seen.plus(before), 1).plus(positions);
        };
    byte[] file =
        OnnxWriter.toBytes(
            OnnxExport.of(in -> List.of(f.apply(in.get(0))))
                .input("x", new Spec(DType.FLOAT32, Shape.of(3, 4)), "batch", "steps")
                .model());
    try (OnnxRuntime runtime = OnnxRuntime.of(file)) {
      for (int[] sides : new int[][] {{3, 4}, {1, 9}, {2, 1}}) {
        Tensor other = Graphs.normal(2, sides);
        assertThat(Agreement.difference(f.apply(other), runtime.run(List.of(other)).get(0), 1e-5))
            .isEmpty();
      }
    }
  }

  /** A part of a table that is as long as an open axis: positions of sequences. */
  @Test
  void partsThatEndWhereAnOpenAxisSaysAreCut() {
    BinaryOperator<Tensor> f =
        (x, table) -> {
          int steps = x.shape().side(1);
          return x.plus(table.get(Index.at(0), Index.to(steps)))
              .times(table.get(Index.range(1, 2), Index.range(2, 2 + steps)))
              .plus(table.get(Index.range(2, 3), Index.range(steps, 2 * steps)));
        };
    Tensor table = Graphs.normal(5, 4, 64);
    OnnxModel model =
        OnnxExport.of(in -> List.of(f.apply(in.get(0), in.get(1))))
            .input("x", new Spec(DType.FLOAT32, Shape.of(3, 4)), "batch", "steps")
            .input("table", table.spec())
            .model();
    try (OnnxRuntime runtime = OnnxRuntime.of(OnnxWriter.toBytes(model))) {
      for (int[] sides : new int[][] {{3, 4}, {1, 9}, {2, 1}, {2, 20}}) {
        Tensor x = Graphs.normal(2, sides);
        Tensor there = runtime.run(List.of(x, table)).get(0);
        assertThat(Agreement.difference(f.apply(x, table), there, 1e-6)).isEmpty();
      }
    }
  }

  @Test
  void whatCannotBeOpenIsRefused() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(3, 4));
    assertThatThrownBy(
            () ->
                OnnxExport.of(
                        in ->
                            List.of(
                                in.get(0)
                                    .plus(
                                        Creation.linspace(0, 1, in.get(0).shape().side(0))
                                            .to(DType.FLOAT32)
                                            .reshape(-1, 1))))
                    .input("x", spec, "rows", "")
                    .model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("that is another at another size of an open axis");
    assertThatThrownBy(
            () ->
                OnnxExport.of(
                        in ->
                            List.of(
                                in.get(0).shape().side(0) > 5
                                    ? in.get(0).plus(1).times(2)
                                    : in.get(0)))
                    .input("x", spec, "rows", "")
                    .model())
        .hasMessage(
            "export: the function does other things when the axis \"rows\" has 16 elements than"
                + " when it has 3; give that axis a fixed size");
    OnnxExport export = OnnxExport.of(in -> List.of(in.get(0)));
    assertThatThrownBy(() -> export.input("x", spec, "rows"))
        .hasMessageContaining("is FLOAT32[3, 4] and has 1 names of axes");
    assertThatThrownBy(() -> export.input("x", spec).input("x", spec))
        .hasMessageContaining("there are two things called x");
    assertThatThrownBy(() -> export.input("x", spec, "n", "n").model())
        .hasMessageContaining("the axis \"n\" has the sizes 3 and 4");
    assertThatThrownBy(() -> export.input("x", new Spec(DType.FLOAT32, Shape.of(1)), "n").model())
        .hasMessageContaining("the axis \"n\" of the input x has size 1; record it with 2 or more");
    assertThatThrownBy(() -> export.opset(16))
        .hasMessageContaining("versions 17 to 21 are written");
    assertThatThrownBy(() -> export.input("x", spec).outputs("a", "b").model())
        .hasMessageContaining("the function has 1 outputs, and there are 2 names for them: [a, b]");
    assertThatThrownBy(() -> export.input("x", spec).outputs("x").model())
        .hasMessageContaining("there are two things called x; name the outputs otherwise");
  }

  @Test
  void aFileSaysWhatItIs() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(3, 4));
    OnnxModel file =
        OnnxExport.of(in -> List.of(Activations.relu(in.get(0))))
            .input("pixels", spec, "batch", "")
            .outputs("scores")
            .metadata("author", "somebody")
            .opset(20)
            .model();
    assertThat(file.opset()).isEqualTo(20);
    assertThat(file.irVersion()).isEqualTo(9);
    assertThat(file.producer()).isEqualTo("Wengert");
    assertThat(file.metadata()).containsEntry("author", "somebody");
    assertThat(file.graph().inputs())
        .extracting(Object::toString)
        .containsExactly("pixels FLOAT[batch, 4]");
    assertThat(file.graph().outputs())
        .extracting(Object::toString)
        .containsExactly("scores FLOAT[batch, 4]");
  }
}
