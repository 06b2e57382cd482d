package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchingTest {

  @Test
  void countsBatches() {
    assertThat(Batching.of(32).count(65)).isEqualTo(3);
    assertThat(Batching.of(32).droppingLast().count(65)).isEqualTo(2);
    assertThat(Batching.of(32).count(64)).isEqualTo(2);
    assertThat(Batching.of(32).count(0)).isZero();
  }

  @Test
  void refusesAnEmptyBatch() {
    assertThatThrownBy(() -> Batching.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batching: the size is not positive: 0; give at least 1");
  }
}
