package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GradientDescentTest {

  @Test
  void followsThePublishedFormula() throws IOException {
    RuleCheck.followsThePublishedFormula(GradientDescent.of(0.01));
  }

  @Test
  void minimizesRosenbrock() {
    RuleCheck.minimizesRosenbrock(GradientDescent.of(2e-3), 5000, 0.05);
  }

  @Test
  void refusesBadSettings() {
    assertThatThrownBy(() -> GradientDescent.of(0))
        .hasMessage("gradientDescent: not a learning rate: 0.0; give a positive number");
  }
}
