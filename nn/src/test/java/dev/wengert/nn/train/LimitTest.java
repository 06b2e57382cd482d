package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LimitTest {

  @Test
  void oneOfTheTwoIsEnough() {
    assertThat(Limit.epochs(3).epochs()).isEqualTo(3);
    assertThat(Limit.epochs(3).steps()).isEqualTo(Long.MAX_VALUE);
    assertThat(Limit.steps(4).steps()).isEqualTo(4);
    assertThat(Limit.steps(4).epochs()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void refusesWhatIsNotPositive() {
    assertThatThrownBy(() -> Limit.epochs(0))
        .hasMessage("limit: 0 epochs, 9223372036854775807 steps; give 1 or more of both");
    assertThatThrownBy(() -> Limit.steps(-1))
        .hasMessage("limit: 2147483647 epochs, -1 steps; give 1 or more of both");
  }
}
