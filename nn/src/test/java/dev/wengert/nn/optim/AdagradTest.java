package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdagradTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Adagrad.of(0.1));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(Adagrad.of(1), 4000, 0.05);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Adagrad.of(0))
        .hasMessage("adagrad: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> new Adagrad(Schedule.constant(1), 0))
        .hasMessage("adagrad: the epsilon is 0.0; give a positive number");
  }
}
