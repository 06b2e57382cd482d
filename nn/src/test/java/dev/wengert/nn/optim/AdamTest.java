package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdamTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Adam.of(0.05));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(Adam.of(0.05), 2000, 1e-3);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Adam.of(Double.POSITIVE_INFINITY))
        .hasMessage("adam: not a learning rate: Infinity; give a positive number");
    assertThatThrownBy(() -> new Adam(Schedule.constant(1), 1, 0.9, 1))
        .hasMessage("adam: beta1 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Adam(Schedule.constant(1), 0.9, 1, 1))
        .hasMessage("adam: beta2 is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Adam(Schedule.constant(1), 0.9, 0.9, 0))
        .hasMessage("adam: the epsilon is 0.0; give a positive number");
  }
}
