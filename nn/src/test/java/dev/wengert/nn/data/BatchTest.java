package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final Tensor THREE = Tensor.of(1.0, 2, 3);

  @Test
  void holdsExamplesAndTheirPlaces() {
    Batch batch = new Batch(THREE, THREE, Tensor.of(4, 0, 2));
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.withX(THREE.times(2)).x().toDoubleArray()).containsExactly(2, 4, 6);
  }

  @Test
  void refusesPartsThatDifferInNumber() {
    assertThatThrownBy(() -> new Batch(THREE, Tensor.of(1.0), Tensor.of(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batch: inputs and targets differ in number: x is [3], y is [1]; give one target for"
                + " each input along the first axis");
    assertThatThrownBy(() -> new Batch(THREE, THREE, Tensor.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: the indices are INT32[2]; give one for each example, INT32[3]");
  }
}
