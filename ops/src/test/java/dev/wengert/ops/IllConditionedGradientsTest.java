package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import org.junit.jupiter.api.Test;

/** Right gradients that rounding moves by much more than a unit in the last place. */
class IllConditionedGradientsTest {

  private static Tensor hilbert(int order) {
    double[] values = new double[order * order];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.0 / (i / order + i % order + 1);
    }
    return Tensor.wrap(values, order, order);
  }

  private static void mayNotAccuse(GradCheck check, long seed) {
    Report report = check.seed(seed).run();
    assertThat(report.verdict())
        .as(report.toString())
        .isIn(Verdict.PASS, Verdict.ILL_CONDITIONED, Verdict.INCONCLUSIVE, Verdict.VACUOUS);
  }

  @Test
  void solutionsWithHilbertMatrices() {
    for (int order : new int[] {4, 8, 10}) {
      Tensor a = hilbert(order);
      for (int seed = 0; seed < 5; seed++) {
        Tensor b = Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(order, 1)));
        mayNotAccuse(GradCheck.of(in -> LinearAlgebra.solve(a, in.get(0))).input("b", b), seed);
      }
    }
  }

  @Test
  void inversesOfNearlySingularMatrices() {
    for (double apart : new double[] {1e-4, 1e-8}) {
      for (int seed = 0; seed < 3; seed++) {
        double[] v = Key.of(seed).normal(new Spec(DType.FLOAT64, Shape.of(4, 4))).toDoubleArray();
        for (int j = 0; j < 4; j++) {
          v[12 + j] = v[j] + v[4 + j] + apart * v[12 + j];
        }
        mayNotAccuse(
            GradCheck.of(in -> LinearAlgebra.inverse(in.get(0))).input("a", Tensor.wrap(v, 4, 4)),
            seed);
      }
    }
  }

  @Test
  void wrongSolutionIsStillWrong() {
    Tensor a = hilbert(6);
    Tensor b = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(6, 1)));
    Report report =
        GradCheck.of(in -> LinearAlgebra.solve(a, in.get(0)))
            .pullback((in, out, d) -> java.util.List.of(LinearAlgebra.solve(a, d).times(1.001)))
            .input("b", b)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
  }
}
