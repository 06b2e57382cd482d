package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StoppingCurveTest {

  private static final CostCurve COSTS =
      CostCurve.of(new int[] {10, 20, 30}, new double[] {0.5, 0.25, 0.3});

  @Test
  void itKnowsTheBestAndTheEnd() {
    StoppingCurve curve = new StoppingCurve(COSTS, COSTS, 20);
    assertThat(curve.bestCost()).isEqualTo(0.25);
    assertThat(curve.last()).isEqualTo(30);
  }

  @Test
  void theBestIsOneThatWasLookedAt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoppingCurve(COSTS, COSTS, 25))
        .withMessage("StoppingCurve: no cost was taken after 25 steps");
  }
}
