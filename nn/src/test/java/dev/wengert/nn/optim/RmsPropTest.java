package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RmsPropTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(RmsProp.of(0.05));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(
        new RmsProp(Schedule.exponential(0.05, 0.999), 0.9, 1e-8), 4000, 0.05);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> RmsProp.of(0))
        .hasMessage("rmsProp: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> new RmsProp(Schedule.constant(1), 1.5, 1))
        .hasMessage("rmsProp: beta is 1.5; give a number from 0 to below 1");
    assertThatThrownBy(() -> new RmsProp(Schedule.constant(1), 0.5, -1))
        .hasMessage("rmsProp: the epsilon is -1.0; give a positive number");
  }
}
