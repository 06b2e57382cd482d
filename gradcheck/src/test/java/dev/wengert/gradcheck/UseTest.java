package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.testing.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be declared about a function, its inputs and its outputs. */
class UseTest {

  private static final Elementwise LOG = Elementwise.of("log", Expression::log);
  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);
  private static final Tensor X = Tensor.of(0.3, -1.25, 2, 0.7);

  /** Returns the entropy of coins, which refuses what is no probability; and what it was given. */
  private static Function<List<Tensor>, Tensor> entropy(List<Double> seen) {
    return in -> {
      for (double p : in.get(0).detach().toDoubleArray()) {
        seen.add(p);
        if (!(p >= 0 && p <= 1)) {
          throw new IllegalArgumentException("no probability: " + p);
        }
      }
      Tensor p = in.get(0);
      Tensor q = p.unaryMinus().plus(1);
      return p.times(LOG.apply(p.plus(0.25))).plus(q.times(LOG.apply(q.plus(0.5))));
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FULL", "PROJECTED"})
  void noProbeLeavesTheDomain(Mode mode) {
    for (Tensor p :
        List.of(
            Tensor.of(0.5, 0.25),
            Tensor.of(0.999, 1e-3),
            Tensor.of(1 - 1e-12, 1e-12),
            Tensor.of(0.1, 0.2, 0.9))) {
      List<Double> seen = new ArrayList<>();
      Report report =
          GradCheck.of(entropy(seen))
              .input("p", p)
              .domain("p", 0, 1)
              .order(2)
              .taylor()
              .mode(mode)
              .run();
      assertThat(report.isCorrect()).as(report.toString()).isTrue();
      assertThat(seen).hasSizeGreaterThan(100).allMatch(value -> value >= 0 && value <= 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FULL", "PROJECTED"})
  void anEndOfTheDomainIsJudgedByItsInnerSide(Mode mode) {
    Tensor ends = Tensor.of(0.0, 1, 0.5, 1, 0);
    Report right =
        GradCheck.of(entropy(new ArrayList<>()))
            .input("p", ends)
            .domain("p", 0, 1)
            .mode(mode)
            .run();
    assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.BOUNDARY);
    Report wrong =
        GradCheck.of(in -> in.get(0).times(in.get(0)))
            .pullback((in, out, d) -> List.of(in.get(0).times(d).times(2.001)))
            .input("p", ends)
            .domain("p", 0, 1)
            .mode(mode)
            .run();
    assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void withoutDomainTheSameFunctionIsLeft() {
    List<Double> seen = new ArrayList<>();
    GradCheck check = GradCheck.of(entropy(seen)).input("p", Tensor.of(0.999, 0.5));
    try {
      check.run();
    } catch (ProbeException e) {
      assertThat(e).hasMessageContaining("no probability");
    }
    assertThat(seen).anyMatch(value -> value > 1);
  }

  @Test
  void aDomainMayHaveOneEnd() {
    List<Double> seen = new ArrayList<>();
    Report report =
        GradCheck.of(
                in -> {
                  seen.add(in.get(0).detach().toDoubleArray()[0]);
                  return LOG.apply(in.get(0));
                })
            .input("x", Tensor.of(1e-3, 4))
            .domain("x", 1e-4, Double.POSITIVE_INFINITY)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(seen).allMatch(value -> value >= 1e-4);
  }

  @Test
  void stepsStayWithinTheirBounds() {
    List<Double> seen = new ArrayList<>();
    Report report =
        GradCheck.of(
                in -> {
                  seen.add(Math.abs(in.get(0).detach().toDoubleArray()[0] - 0.5));
                  return TANH.apply(in.get(0));
                })
            .input("x", Tensor.of(0.5))
            .steps("x", 1e-4, 1e-2)
            .requireResolution(1e-6)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(seen).allMatch(step -> step <= 1e-2).anyMatch(step -> step > 4e-3);
    // below are only the samples of noise, some units in the last place away
    assertThat(seen).noneMatch(step -> step > 1e-7 && step < 1e-4 * 0.8);
  }

  @Test
  void aStaircaseIsSmoothToStepsThatAreLonger() {
    Elementwise floor = Elementwise.of("floor", Expression::floor);
    Function<List<Tensor>, Tensor> stairs =
        in -> floor.apply(in.get(0).times(1e6)).div(1e6).times(in.get(0));
    Report report =
        GradCheck.of(stairs)
            .pullback((in, out, d) -> List.of(in.get(0).times(d).times(2)))
            .input("x", Tensor.of(0.5, 0.7))
            .steps("x", 1e-3, 0.25)
            .accuracy(1e-2)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void statedAccuracyLoosensTheVerdictAndIsReported() {
    Function<Double, GradCheck> check =
        error ->
            GradCheck.of(in -> TANH.apply(in.get(0)))
                .pullback(
                    (in, out, d) ->
                        List.of(out.times(out).unaryMinus().plus(1).times(1 + error).times(d)))
                .input("x", X);
    assertThat(check.apply(1e-7).run().verdict()).isEqualTo(Verdict.WRONG);
    Report loose = check.apply(1e-7).accuracy(1e-6).run();
    assertThat(loose.verdict()).as(loose.toString()).isEqualTo(Verdict.PASS);
    assertThat(loose.toString()).contains("note: accuracy: held to the 1.0E-6 stated");
    assertThat(loose.finding("x").resolution()).isBetween(1e-6, 1e-5);
    assertThat(check.apply(1e-5).accuracy(1e-6).run().verdict()).isEqualTo(Verdict.WRONG);
    assertThat(check.apply(-1e-5).mode(Mode.PROJECTED).accuracy(1e-6).run().verdict())
        .isEqualTo(Verdict.WRONG);
    Report rough = check.apply(1e-2).accuracy(2e-2).run();
    assertThat(rough.verdict()).as(rough.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void inputsHaveTheirNamesInsideTheFunction() {
    Report report =
        GradCheck.named(
                in -> in.get("x").times(in.get("scale")).plus(in.get("n").to(DType.FLOAT64)))
            .inputs(
                ImmutableMap.of(
                    "x", X, "scale", Tensor.of(1.0, 2, 3, 4), "n", Tensor.of(1, 2, 3, 4)))
            .order(2)
            .forwardMode()
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("scale").verdict()).isEqualTo(Verdict.PASS);
    assertThatThrownBy(() -> GradCheck.named(in -> in.get("z")).input("x", X).run())
        .hasMessageContaining("gradcheck: there is no input z; declared are [x]");
    assertThatThrownBy(() -> report.finding("n")).hasMessageContaining("no finding about n");
  }

  /**
   * Returns a check of three outputs of other shapes, one of FLOAT32, whose factors should be 2.
   */
  private static GradCheck outputs(Tensor factor) {
    return GradCheck.namedOutputs(
            in -> {
              Tensor x = in.get("x");
              Tensor y = TANH.apply(x);
              return ImmutableMap.of(
                  "y", y,
                  "squares", x.times(x).reshape(2, 2).to(DType.FLOAT32),
                  "total", Sum.of(y, false));
            })
        .pullbackOfOutputs(
            (in, out, d) -> {
              Tensor slope = out.get(0).times(out.get(0)).unaryMinus().plus(1);
              Tensor square = d.get(1).to(DType.FLOAT64).reshape(4).times(in.get(0)).times(factor);
              return List.of(slope.times(d.get(0).plus(d.get(2))).plus(square));
            })
        .input("x", X)
        .requireResolution(0.05);
  }

  @Test
  void severalOutputsNeedNoStacking() {
    Report right = outputs(Tensor.of(2.0, 2, 2, 2)).run();
    assertThat(right.isCorrect()).as(right.toString()).isTrue();
    Report wrong = outputs(Tensor.of(2.0, 2, 2, -2)).run();
    assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.WRONG);
    assertThat(wrong.toString()).contains("worst at [3]   (squares[1, 1] contributes most)");
    assertThat(wrong.finding("x").output()).hasToString("[1, 1, 1]");
    Report plain =
        GradCheck.outputs(in -> List.of(in.get(0).times(2), Sum.of(in.get(0), false)))
            .pullbackOfOutputs((in, out, d) -> List.of(d.get(0).times(2)))
            .input("x", X)
            .run();
    assertThat(plain.toString()).contains("(out1[] contributes most)");
  }

  @Test
  void whatCannotBeDeclaredIsRefused() {
    GradCheck check = GradCheck.of(in -> in.get(0)).input("x", X);
    assertThatThrownBy(() -> check.domain("y", 0, 1))
        .hasMessage("gradcheck: domain names no input: y; the arguments so far are [x]");
    assertThatThrownBy(() -> check.domain("x", 0, 1))
        .hasMessage(
            "gradcheck: x is outside its domain [0.0, 1.0]: -1.25; check it at a point inside");
    assertThatThrownBy(() -> check.domain("x", 1, 1))
        .hasMessage("gradcheck: the domain of x is empty: [1.0, 1.0]; order its ends");
    assertThatThrownBy(() -> check.steps("x", 1e-3, 1e-2))
        .hasMessage(
            "gradcheck: the steps of x leave no choice: [0.001, 0.01]; let the longest be 32 times"
                + " the shortest, or more");
    assertThatThrownBy(() -> check.accuracy(1))
        .hasMessage("gradcheck: the accuracy is not between 0 and 1: 1.0; give 1e-6, say");
    assertThatThrownBy(() -> check.pullbackOfOutputs((in, out, d) -> d))
        .hasMessage("gradcheck: the function has one output; use pullback(...)");
    assertThatThrownBy(() -> GradCheck.outputs(in -> List.of(in.get(0).gt(0))).input("x", X).run())
        .hasMessageContaining("the output out0 has no derivative: it is BOOL[4]; leave it out");
    assertThatThrownBy(() -> GradCheck.outputs(in -> List.of()).input("x", X).run())
        .hasMessageContaining("the function returns no output; return one at least");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 90})
  void whatIsSmallIsProbedElementByElement(int size) {
    Report report =
        GradCheck.of(in -> TANH.apply(in.get(0)))
            .input("x", Tensor.wrap(new Signs(3).fine(size), size))
            .run();
    assertThat(report.mode()).as(report.toString()).isEqualTo(Mode.FULL);
    assertThat(report.notes()).isEmpty();
    assertThat(report.reproduction()).contains(".mode(Mode.FULL)");
  }

  @Test
  @Tag(Gates.TAG)
  void whatIsSlowIsProjectedAndTheReportSaysSo() {
    Function<List<Tensor>, Tensor> slow =
        in -> {
          long end = System.nanoTime() + 500_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          return TANH.apply(in.get(0));
        };
    Report report =
        GradCheck.of(slow)
            .pullback((in, out, d) -> List.of(d))
            .input("x", Tensor.wrap(new Signs(3).fine(100), 100))
            .run();
    assertThat(report.mode()).isEqualTo(Mode.PROJECTED);
    assertThat(report.toString())
        .contains("   PROJECTED\n")
        .containsPattern(
            "note: PROJECTED was chosen: FULL would take some 2000 evaluations, about");
    assertThat(report.reproduction()).contains(".mode(Mode.PROJECTED)");
    assertThat(report.toJson()).contains("\"mode\": \"PROJECTED\"");
  }

  @Test
  void whatWasDeclaredIsPartOfTheReproduction() {
    Report report =
        GradCheck.of(in -> in.get(0).times(2))
            .input("p", Tensor.of(0.25))
            .domain("p", 0, Double.POSITIVE_INFINITY)
            .steps("p", 1e-6, 0.125)
            .run();
    assertThat(report.reproduction())
        .contains(
            ".domain(\"p\", 0.0, Double.POSITIVE_INFINITY)\n",
            ".steps(\"p\", 1.0E-6, 0.125)\n",
            ".mode(Mode.FULL)\n");
  }

  @Test
  void accumulatedGradientsAreNamed() {
    double[] buffer = new double[4];
    Report report =
        GradCheck.of(in -> in.get(0).times(in.get(0)))
            .pullback(
                (in, out, d) -> {
                  double[] x = in.get(0).toDoubleArray();
                  double[] cotangent = d.toDoubleArray();
                  for (int i = 0; i < x.length; i++) {
                    buffer[i] += 2 * x[i] * cotangent[i];
                  }
                  return List.of(Tensor.wrap(buffer.clone(), 4));
                })
            .input("x", X)
            .run();
    assertThat(report.verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(report.toString())
        .contains("each call adds to what the last one left")
        .doesNotContain("from a key");
  }
}
