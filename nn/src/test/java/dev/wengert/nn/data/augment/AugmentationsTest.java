package dev.wengert.nn.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationsTest {

  /** One channel: 1 2 3 / 4 5 6. */
  private static final Tensor IMAGE = Tensor.of(new double[][][] {{{1, 2, 3}, {4, 5, 6}}});

  @Test
  void flips() {
    Key key = Key.of(1);
    assertThat(Augmentations.flipHorizontally(1).apply(IMAGE, key).toDoubleArray())
        .containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(Augmentations.flipVertically(1).apply(IMAGE, key).toDoubleArray())
        .containsExactly(4, 5, 6, 1, 2, 3);
    assertThat(Augmentations.flipHorizontally(0).apply(IMAGE, key)).isSameAs(IMAGE);
  }

  @Test
  void flipsAboutAsOftenAsSaid() {
    int flipped = 0;
    for (int i = 0; i < 1000; i++) {
      flipped += Augmentations.flipVertically(0.3).apply(IMAGE, Key.of(4).fold(i)) == IMAGE ? 0 : 1;
    }
    // Five standard deviations of a binomial number
    assertThat(flipped).isBetween(300 - 73, 300 + 73);
  }

  @Test
  void turnsAndShearsAboutTheMiddle() {
    Tensor square = Tensor.of(new double[][][] {{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}});
    // A quarter turn: what was at the top is at the side.
    assertThat(Resampling.linear(square, 0, 1, -1, 0).toDoubleArray())
        .containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    assertThat(Resampling.linear(square, 1, 0, 0, 1).toDoubleArray())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    // Sheared by one pixel a row: the top to one side, the bottom to the other, zeros from outside.
    assertThat(Resampling.linear(square, 1, 0, 1, 1).toDoubleArray())
        .containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 0);
    // By half a pixel: means of neighbours
    assertThat(Resampling.linear(square, 1, 0, 0.5, 1).toDoubleArray())
        .containsExactly(0.5, 1.5, 2.5, 4, 5, 6, 7.5, 8.5, 4.5);
  }

  @Test
  void anglesStayWithinTheirBounds() {
    // The middle of an even ramp does not move; how much its neighbours do tells the angle.
    Tensor ramp = Tensor.of(new double[][][] {{{0, 1, 2}, {0, 1, 2}, {0, 1, 2}}});
    Set<Double> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Key key = Key.of(2).fold(i);
      Tensor turned = Augmentations.rotate(10).apply(ramp, key);
      assertThat(turned.get(0, 1, 1).item()).isCloseTo(1, within(1e-12));
      double right = turned.get(0, 1, 2).item();
      // At distance 1 from the middle the value is 1 + cos(angle).
      assertThat(right).isBetween(1 + Math.cos(Math.toRadians(10)) - 1e-12, 2.0);
      seen.add(right);
    }
    assertThat(seen).hasSizeGreaterThan(190);
    assertThat(Augmentations.rotate(0).apply(ramp, Key.of(1)).toDoubleArray())
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
    assertThat(Augmentations.shear(0).apply(ramp, Key.of(1)).toDoubleArray())
        .containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
    double sheared = Augmentations.shear(45).apply(ramp, Key.of(3)).get(0, 0, 1).item();
    assertThat(sheared).isBetween(0.0, 2.0).isNotEqualTo(1.0);
  }

  @Test
  void shiftsByWholePixels() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      Tensor shifted = Augmentations.shift(1).apply(IMAGE, Key.of(5).fold(i));
      assertThat(shifted.shape()).isEqualTo(IMAGE.shape());
      seen.add(shifted.toList().toString());
    }
    assertThat(seen)
        .hasSize(9)
        .contains("[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]", "[[[0.0, 0.0, 0.0], [0.0, 1.0, 2.0]]]");
  }

  @Test
  void cutsOutPartsOfAFixedSize() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      seen.add(Augmentations.crop(1, 2, 0).apply(IMAGE, Key.of(5).fold(i)).toList().toString());
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "[[[1.0, 2.0]]]", "[[[2.0, 3.0]]]", "[[[4.0, 5.0]]]", "[[[5.0, 6.0]]]");
    assertThat(Augmentations.crop(6, 7, 2).apply(IMAGE, Key.of(1)).toDoubleArray())
        .startsWith(new double[14])
        .contains(1, 2, 3);
    assertThatThrownBy(() -> Augmentations.crop(5, 3, 1).apply(IMAGE, Key.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "crop: the image is too small: [1, 2, 3] with padding 1 for a part of 5 x 3; add"
                + " padding, or cut out less");
  }

  @Test
  void noiseHasItsDeviation() {
    Spec spec = new Spec(DType.FLOAT32, Shape.of(1, 100, 100));
    double[] noise = Augmentations.noise(0.5).apply(Tensor.zeros(spec), Key.of(7)).toDoubleArray();
    double sum = 0;
    double squares = 0;
    for (double x : noise) {
      sum += x;
      squares += x * x;
    }
    assertThat(sum / noise.length).isCloseTo(0, within(5 * 0.5 / 100));
    assertThat(Math.sqrt(squares / noise.length)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void keepsTheDtype() {
    Tensor image = IMAGE.to(DType.FLOAT32);
    Augmentation all =
        Augmentation.sequence(
            Augmentations.flipHorizontally(0.5),
            Augmentations.rotate(20),
            Augmentations.shear(10),
            Augmentations.shift(1),
            Augmentations.crop(2, 2, 1),
            Augmentations.noise(0.1));
    assertThat(all.apply(image, Key.of(2)).spec())
        .isEqualTo(new Spec(DType.FLOAT32, Shape.of(1, 2, 2)));
  }

  @Test
  void refusesBoundsThatAreNone() {
    assertThatThrownBy(() -> Augmentations.flipHorizontally(1.5))
        .hasMessage("flip: not a probability: 1.5; give a number from 0 to 1");
    assertThatThrownBy(() -> Augmentations.rotate(-1))
        .hasMessage("rotate: the bound is not a size: -1.0; give 0 or more");
    assertThatThrownBy(() -> Augmentations.shear(90))
        .hasMessage("shear: the angle is too large: 90.0; give less than 90");
    assertThatThrownBy(() -> Augmentations.crop(0, 3, 1))
        .hasMessage("crop: the size is not positive: 0 x 3; give at least 1 x 1");
    assertThatThrownBy(() -> Augmentations.noise(Double.NaN))
        .hasMessage("noise: the bound is not a size: NaN; give 0 or more");
  }
}
