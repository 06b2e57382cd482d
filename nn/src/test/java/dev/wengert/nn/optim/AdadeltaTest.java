package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdadeltaTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(Adadelta.of(1));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(new Adadelta(Schedule.cosine(1, 4000), 0.95, 1e-6), 4000, 0.05);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> Adadelta.of(0))
        .hasMessage("adadelta: not a learning rate: 0.0; give a positive number");
    assertThatThrownBy(() -> new Adadelta(Schedule.constant(1), 1, 1))
        .hasMessage("adadelta: rho is 1.0; give a number from 0 to below 1");
    assertThatThrownBy(() -> new Adadelta(Schedule.constant(1), 0.5, 0))
        .hasMessage("adadelta: the epsilon is 0.0; give a positive number");
  }
}
