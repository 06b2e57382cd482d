package dev.wengert.gradcheck.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CoverageExtension.class)
class DerivativeCoverageTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Tensor X = Tensor.of(0.5, -1, 2);

  @Test
  void firstOrderInReverseIsNoted() {
    DerivativeCoverage coverage = new DerivativeCoverage();
    Report report =
        coverage.collect(
            false, () -> GradCheck.of(in -> TANH.apply(in.get(0))).input("x", X).run());
    assertThat(report.isCorrect()).isTrue();
    assertThat(coverage.table()).containsOnlyKeys("tanh");
    assertThat(coverage.table().get("tanh")).containsExactly(Exercise.VJP);
  }

  @Test
  void eachColumnIsNotedWhereItIsExercised() {
    DerivativeCoverage coverage = new DerivativeCoverage();
    Report report =
        coverage.collect(
            true,
            () ->
                GradCheck.of(in -> TANH.apply(in.get(0)).times(in.get(1)))
                    .input("x", X)
                    .input("s", Tensor.of(1.5))
                    .order(2)
                    .forwardMode()
                    .run());
    assertThat(report.isCorrect()).as(report.toString()).isTrue();
    assertThat(coverage.table().get("tanh"))
        .containsExactlyInAnyOrder(
            Exercise.VJP, Exercise.JVP, Exercise.SECOND_ORDER, Exercise.PROPERTY);
    assertThat(coverage.table().get("mul")).contains(Exercise.BROADCASTING, Exercise.SECOND_ORDER);
    coverage.collect(
        false,
        () ->
            GradCheck.of(in -> TANH.apply(in.get(0)))
                .input("x", Tensor.zeros(DType.FLOAT32, 0))
                .run());
    assertThat(coverage.table().get("tanh")).contains(Exercise.FLOAT32, Exercise.EMPTY);
  }

  @Test
  void secondOrderOfALinearOperationIsNoted() {
    DerivativeCoverage coverage = new DerivativeCoverage();
    Function<List<Tensor>, Tensor> f = in -> Sum.of(TANH.apply(in.get(0)).reshape(3, 1), false, 0);
    Report first = coverage.collect(false, () -> GradCheck.of(f).input("x", X).run());
    assertThat(first.isCorrect()).isTrue();
    assertThat(coverage.table().get("sum")).containsExactly(Exercise.VJP);
    Report second = coverage.collect(false, () -> GradCheck.of(f).input("x", X).order(2).run());
    assertThat(second.isCorrect()).as(second.toString()).isTrue();
    for (String operation : List.of("sum", "reshape", "tanh")) {
      assertThat(coverage.table().get(operation))
          .as(operation)
          .containsExactlyInAnyOrder(Exercise.VJP, Exercise.SECOND_ORDER);
    }
  }

  @Test
  void observingChangesNoValue() {
    DerivativeCoverage coverage = new DerivativeCoverage();
    Tensor plain = TANH.apply(X);
    Tensor observed = coverage.observe(in -> TANH.apply(in.get(0)), false).apply(List.of(X));
    assertThat(observed.toDoubleArray()).containsExactly(plain.toDoubleArray());
    assertThat(coverage.table()).isEmpty();
  }

  @Test
  void reportsShowWhatIsMissing() {
    DerivativeCoverage coverage = new DerivativeCoverage();
    coverage.expect(List.of("relu"));
    Report report =
        coverage.collect(
            false, () -> GradCheck.of(in -> TANH.apply(in.get(0))).input("x", X).run());
    assertThat(report.isCorrect()).isTrue();
    JsonObject operations =
        JsonParser.parseString(coverage.toJson()).getAsJsonObject().getAsJsonObject("operations");
    assertThat(operations.getAsJsonObject("tanh").get("vjp").getAsBoolean()).isTrue();
    assertThat(operations.getAsJsonObject("relu").get("vjp").getAsBoolean()).isFalse();
    assertThat(coverage.toHtml())
        .contains("<tr><th>relu</th><td class='no'>no</td>")
        .contains("<tr><th>tanh</th><td class='yes'>yes</td>");
  }

  @Test
  void extensionCollectsFromTheChecksOfATest() {
    assertThat(GradCheck.of(in -> in.get(0).div(3)).input("x", X).run().isCorrect()).isTrue();
    assertThat(CoverageFiles.RUN.table().get("div")).contains(Exercise.VJP);
  }
}
