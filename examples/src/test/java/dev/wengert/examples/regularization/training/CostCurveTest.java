package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CostCurveTest {

  @Test
  void curveHoldsItsPoints() {
    int[] iterations = {0, 10, 19};
    double[] costs = {0.7, 0.3, 0.2};
    CostCurve curve = CostCurve.of(iterations, costs);
    iterations[1] = 5;
    costs[1] = 9;
    assertThat(curve.size()).isEqualTo(3);
    assertThat(curve.iteration(1)).isEqualTo(10);
    assertThat(curve.cost(1)).isEqualTo(0.3);
    assertThat(curve.finalCost()).isEqualTo(0.2);
  }

  @Test
  void curveKnowsWhatOfACostIsPenalty() {
    int[] iterations = {0, 10, 19};
    CostCurve plain = CostCurve.of(iterations, new double[] {3, 2, 1});
    assertThat(plain.penalty(1)).isZero();
    assertThat(plain.finalPenalty()).isZero();
    CostCurve curve = CostCurve.of(iterations, new double[] {3, 2, 1}, new double[] {1, 0.5, 0.25});
    assertThat(curve.penalty(1)).isEqualTo(0.5);
    assertThat(curve.finalPenalty()).isEqualTo(0.25);
    assertThat(curve.costs()).containsExactly(3, 2, 1);
    assertThat(curve.drawnIterations()).containsExactly(0, 10, 19);
    assertThat(curve.indexOf(10)).isEqualTo(1);
    assertThat(curve.indexOf(11)).isNegative();
  }

  @Test
  void curveCanEndBeforeItsEnd() {
    CostCurve curve = CostCurve.of(new int[] {0, 10, 20, 30}, new double[] {4, 3, 2, 1});
    CostCurve between = curve.endingAt(15, 2.5);
    assertThat(between.drawnIterations()).containsExactly(0, 10, 15);
    assertThat(between.costs()).containsExactly(4, 3, 2.5);
    CostCurve at = curve.endingAt(20, 2.5);
    assertThat(at.drawnIterations()).containsExactly(0, 10, 20);
    assertThat(at.finalCost()).isEqualTo(2.5);
  }

  @Test
  void pointsThatMakeNoCurveAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[2], new double[1]))
        .withMessage("CostCurve: 2 iterations for 1 costs and 1 penalties");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[0], new double[0]))
        .withMessage("CostCurve: 0 iterations for 0 costs and 0 penalties");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[] {0, 4, 4}, new double[3]))
        .withMessage("CostCurve: iterations do not rise: 4, 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[1], new double[1], new double[2]))
        .withMessage("CostCurve: 1 iterations for 1 costs and 2 penalties");
  }
}
