package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NesterovTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Nesterov.of(0.01));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(Nesterov.of(1e-3), 2000, 1e-3);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Nesterov.of(Double.NaN))
        .hasMessage("nesterov: not a learning rate: NaN; give a positive number");
    assertThatThrownBy(() -> new Nesterov(Schedule.constant(1), -0.1))
        .hasMessage("nesterov: the momentum is -0.1; give a number from 0 to below 1");
  }
}
