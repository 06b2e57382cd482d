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
  void pointsThatMakeNoCurveAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[2], new double[1]))
        .withMessage("CostCurve: 2 iterations for 1 costs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[0], new double[0]))
        .withMessage("CostCurve: 0 iterations for 0 costs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostCurve.of(new int[] {0, 4, 4}, new double[3]))
        .withMessage("CostCurve: iterations do not rise: 4, 4");
  }
}
