package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdamWTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(AdamW.of(0.05, 0.2));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(AdamW.of(0.05, 1e-6), 2000, 1e-2);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> AdamW.of(-1, 0))
        .hasMessage("adamW: not a learning rate: -1.0; give a positive number");
    assertThatThrownBy(() -> AdamW.of(1, -0.1))
        .hasMessage("adamW: the decay is -0.1; give 0 or a positive number");
  }
}
