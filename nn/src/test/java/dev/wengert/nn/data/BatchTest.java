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

  private record Two(Tensor image, Padded words) {}

  @Test
  void isMadeOfAnyStructure() {
    Padded words = new Padded(Tensor.of(1, 2, 3), Tensor.of(1.0, 0, 1).gt(0));
    Batch batch = new Batch(new Two(THREE, words), Tensor.of(4, 0, 2));
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.as(Two.class).image()).isSameAs(THREE);
    assertThat(batch.get("words.mask")).isSameAs(words.mask());
    assertThat(batch.with(THREE).as(Tensor.class)).isSameAs(THREE);
    assertThat(batch.with(THREE).indices()).isSameAs(batch.indices());
    assertThatThrownBy(batch::x)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batch: it is made of Two with the tensors [image, words.values, words.mask] and not of"
                + " Example; ask for what it is made of, or for a tensor by get(name)");
    assertThatThrownBy(() -> batch.get("mask"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: there is no tensor mask; there are [image, words.values, words.mask]");
    assertThatThrownBy(() -> new Batch(THREE, Tensor.of(1.0, 2)))
        .hasMessage("batch: the indices are FLOAT64[2]; give one for each example, INT32[2]");
  }
}
