package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LionTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Lion.of(0.05, 0.2));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(
        new Lion(Schedule.exponential(0.02, 0.999), 0.9, 0.99, 0), 2000, 0.01);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Lion.of(0, 0))
        .hasMessage("lion: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> Lion.of(1, -0.1))
        .hasMessage("lion: the decay is -0.1; give 0 or a positive number");
    assertThatThrownBy(() -> new Lion(Schedule.constant(1), 1, 0.9, 1))
        .hasMessage("lion: beta1 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Lion(Schedule.constant(1), 0.9, 1, 1))
        .hasMessage("lion: beta2 is 1.0; give a number from 0 to below 1");
  }
}
