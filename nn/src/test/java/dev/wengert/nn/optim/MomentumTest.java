package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MomentumTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Momentum.of(0.01));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(Momentum.of(1e-3), 2000, 1e-3);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Momentum.of(-0.5))
        .hasMessage("momentum: not a learning rate: -0.5; give a positive number");
    assertThatThrownBy(() -> new Momentum(Schedule.constant(1), 1))
        .hasMessage("momentum: the momentum is 1.0; give a number from 0 to below 1");
  }
}
