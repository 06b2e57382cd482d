package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NadamTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Nadam.of(0.05));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(Nadam.of(0.05), 2000, 1e-2);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Nadam.of(0))
        .hasMessage("nadam: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> new Nadam(Schedule.constant(1), 1, 0.9, 1))
        .hasMessage("nadam: beta1 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Nadam(Schedule.constant(1), 0.9, 1, 1))
        .hasMessage("nadam: beta2 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Nadam(Schedule.constant(1), 0.9, 0.9, 0))
        .hasMessage("nadam: the epsilon is 0.0; give a positive number");
  }
}
