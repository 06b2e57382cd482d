package dev.wengert.nn.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final Augmentation NOISE = Augmentations.noise(1);

  @Test
  void anImageIsChangedByItsPlace() {
    Tensor images = Tensor.zeros(DType.FLOAT32, 3, 1, 2, 2);
    Tensor changed = NOISE.augment(images, new int[] {7, 2, 7}, Key.of(1));
    assertThat(changed.shape()).isEqualTo(Shape.of(3, 1, 2, 2));
    assertThat(changed.get(0).toFloatArray()).isEqualTo(changed.get(2).toFloatArray());
    assertThat(changed.get(0).toFloatArray()).isNotEqualTo(changed.get(1).toFloatArray());
    assertThat(NOISE.augment(images.get(Index.to(1)), new int[] {2}, Key.of(1)).toFloatArray())
        .isEqualTo(changed.get(1).toFloatArray());
  }

  @Test
  void theChangesOfASequenceDrawForThemselves() {
    Tensor image = Tensor.zeros(DType.FLOAT64, 1, 2, 2);
    double[] twice = Augmentation.sequence(NOISE, NOISE).apply(image, Key.of(1)).toDoubleArray();
    double[] first = NOISE.apply(image, Key.of(1).fold(0)).toDoubleArray();
    double[] second = NOISE.apply(image, Key.of(1).fold(1)).toDoubleArray();
    for (int i = 0; i < twice.length; i++) {
      assertThat(twice[i]).isEqualTo(first[i] + second[i]);
      assertThat(first[i]).isNotEqualTo(second[i]);
    }
  }

  @Test
  void noImagesStayNone() {
    Tensor none = Tensor.zeros(DType.FLOAT32, 0, 1, 2, 2);
    assertThat(NOISE.augment(none, new int[0], Key.of(1))).isSameAs(none);
  }

  @Test
  void refusesWhatAreNoImages() {
    assertThatThrownBy(
            () -> NOISE.augment(Tensor.zeros(DType.INT32, 1, 1, 2, 2), new int[1], Key.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("augment: not images: INT32[1, 1, 2, 2]; give FLOAT32 or FLOAT64 [N, C, H, W]");
    assertThatThrownBy(
            () -> NOISE.augment(Tensor.zeros(DType.FLOAT32, 2, 1, 2, 2), new int[1], Key.of(1)))
        .hasMessage("augment: 1 places for 2 images");
  }
}
