package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertClose;
import static dev.wengert.ops.Derivatives.assertLawful;
import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.random;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.Pooling.Pool;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PoolingTest {

  private static Tensor line(double... values) {
    return Tensor.wrap(values, 1, 1, values.length);
  }

  @Test
  void findsTheLargestOfEachWindow() {
    assertValues(Pooling.maxPool(line(1, 5, 2, -3, 0), Pool.of(2)), sides(1, 1, 2), 5, 2);
    assertValues(
        Pooling.maxPool(line(1, 5, 2, -3, 0), Pool.of(2).stride(1)), sides(1, 1, 4), 5, 5, 2, 0);
    assertValues(
        Pooling.maxPool(line(1, 5, 2, -3, 0), Pool.of(2).stride(1).dilation(3)),
        sides(1, 1, 2),
        1,
        5);
    assertValues(
        Pooling.maxPool(line(-1, -5, -2), Pool.of(3).stride(2).padding(1)), sides(1, 1, 2), -1, -2);
    Tensor nan = Pooling.maxPool(line(1, Double.NaN, 2, 3), Pool.of(2));
    assertThat(nan.toDoubleArray()).containsExactly(Double.NaN, 3);
    assertThat(Pooling.maxPool(random(1, 2, 3, 4, 4, 5), Pool.of(2)).shape())
        .isEqualTo(Shape.of(2, 3, 2, 2, 2));
    assertThat(Pooling.maxPool(Tensor.zeros(DType.FLOAT32, 0, 3, 4), Pool.of(2)).shape())
        .isEqualTo(Shape.of(0, 3, 2));
  }

  @Test
  void theFirstOfEqualOnesTakesTheGradient() {
    Tensor gradient =
        Autodiff.grad(x -> Reductions.sum(Pooling.maxPool(x, Pool.of(2)))).apply(line(4, 4, 0, 0));
    assertValues(gradient, sides(1, 1, 4), 1, 0, 1, 0);
  }

  @Test
  void averagesWithAndWithoutThePadding() {
    Tensor x = line(2, 4, 6);
    Pool pool = Pool.of(3).stride(1).padding(1);
    assertValues(Pooling.avgPool(x, pool), sides(1, 1, 3), 2, 4, 10.0 / 3);
    assertValues(Pooling.avgPool(x, pool, false), sides(1, 1, 3), 3, 4, 5);
    assertValues(Pooling.avgPool(x, Pool.of(2).padding(Padding.same())), sides(1, 1, 2), 3, 3);
  }

  /** Windows of 5 elements to 3 places: [0, 2), [1, 4), [3, 5). */
  @Test
  void adaptsToAnyNumberOfPlaces() {
    Tensor x = line(1, 2, 3, 4, 5);
    assertClose(Pooling.adaptiveAvgPool(x, 3), 1e-15, line(1.5, 3, 4.5));
    assertClose(Pooling.adaptiveAvgPool(x, 1), 1e-15, line(3));
    assertClose(Pooling.adaptiveAvgPool(x, 5), 0, x);
    Tensor image = random(1, 2, 3, 4, 5);
    assertClose(
        Pooling.adaptiveAvgPool(image, 1, 1).reshape(2, 3), 1e-15, Reductions.mean(image, 2, 3));
  }

  /** Figures of the definition: 2 to 4 places lie at -0.25, 0.25, 0.75, 1.25. */
  @Test
  void resizes() {
    assertValues(Pooling.upsampleNearest(line(1, 2), 3), sides(1, 1, 6), 1, 1, 1, 2, 2, 2);
    assertValues(Pooling.upsampleLinear(line(0, 4), 4), sides(1, 1, 4), 0, 1, 3, 4);
    Tensor image = random(1, 1, 2, 3, 2);
    assertClose(Pooling.upsampleLinear(image, 3, 2), 1e-15, image);
    assertThat(Pooling.upsampleLinear(image, 5, 7).shape()).isEqualTo(Shape.of(1, 2, 5, 7));
    assertLawful(in -> Pooling.upsampleLinear(in.get(0), 4, 3).pow(2), image);
    assertLawful(in -> Pooling.upsampleNearest(in.get(0), 2, 1).pow(2), image);
    assertLawful(
        in -> Pooling.maxPool(in.get(0), Pool.of(2, 1).stride(1).padding(1, 0)).pow(2), image);
    assertLawful(in -> Pooling.avgPool(in.get(0), Pool.of(2).padding(1), false).pow(2), image);
  }

  /** What is not a number spoils the places that see it, and no others. */
  @Test
  void whatIsNotFiniteStaysWhereItIs() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Tensor x = line(1, 2, 3, bad, 5, 6);
      assertThat(finite(Pooling.adaptiveAvgPool(x, 3))).containsExactly(true, false, true);
      assertThat(finite(Pooling.upsampleLinear(x, 3))).containsExactly(true, false, true);
      assertThat(finite(Pooling.upsampleLinear(x, 12)))
          .containsExactly(
              true, true, true, true, true, false, false, false, false, true, true, true);
      assertThat(finite(Pooling.upsampleLinear(x, 6)))
          .containsExactly(true, true, true, false, true, true);
      assertThat(finite(Pooling.upsampleNearest(x, 1)))
          .containsExactly(true, true, true, false, true, true);
      Tensor cotangent = line(1, bad, 1);
      assertThat(
              finite(pulled(e -> Pooling.adaptiveAvgPool(e, 3), line(1, 2, 3, 4, 5, 6), cotangent)))
          .containsExactly(true, true, false, false, true, true);
      assertThat(
              finite(pulled(e -> Pooling.upsampleLinear(e, 3), line(1, 2, 3, 4, 5, 6), cotangent)))
          .containsExactly(true, true, false, false, true, true);
    }
  }

  private static Tensor pulled(UnaryOperator<Tensor> f, Tensor x, Tensor cotangent) {
    return Autodiff.vjp(in -> f.apply(in.get(0)), List.of(x)).pullback().apply(cotangent).get(0);
  }

  private static boolean[] finite(Tensor x) {
    return Comparisons.isFinite(x).toBooleanArray();
  }

  /** By the definition, element by element, over sides that divide each other and that do not. */
  @Test
  void resizesToAnySide() {
    for (int side = 1; side <= 7; side++) {
      Tensor x = random(side, 2, 1, side);
      double[] values = x.toDoubleArray();
      for (int n = 1; n <= 9; n++) {
        double[] means = new double[2 * n];
        double[] mixed = new double[2 * n];
        for (int line = 0; line < 2; line++) {
          for (int i = 0; i < n; i++) {
            int from = i * side / n;
            int to = ((i + 1) * side + n - 1) / n;
            for (int j = from; j < to; j++) {
              means[line * n + i] += values[line * side + j] / (to - from);
            }
            double at = Math.min(Math.max((i + 0.5) * side / n - 0.5, 0), side - 1);
            int low = (int) Math.floor(at);
            int high = Math.min(low + 1, side - 1);
            mixed[line * n + i] =
                values[line * side + low] * (1 - (at - low))
                    + values[line * side + high] * (at - low);
          }
        }
        assertClose(Pooling.adaptiveAvgPool(x, n), 1e-15, Tensor.wrap(means, 2, 1, n));
        assertClose(Pooling.upsampleLinear(x, n), 1e-15, Tensor.wrap(mixed, 2, 1, n));
      }
    }
  }

  /** PyTorch's loops over all kernels, strides, paddings and dilations up to 4, as it has them. */
  @Test
  void ceilModeIsThatOfPyTorch() {
    int compared = 0;
    for (int side = 1; side <= 7; side++) {
      Tensor x = random(side, 1, 2, side);
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= 4; stride++) {
          for (int padding = 0; padding <= kernel / 2; padding++) {
            for (int dilation = 1; dilation <= 3; dilation++) {
              for (boolean ceil : new boolean[] {false, true}) {
                Pool pool =
                    Pool.of(kernel)
                        .stride(stride)
                        .padding(padding)
                        .dilation(dilation)
                        .ceilMode(ceil);
                compared += compareWithPyTorch(x, pool, kernel, stride, padding, dilation, ceil);
              }
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(800);
  }

  private static int compareWithPyTorch(
      Tensor x, Pool pool, int kernel, int stride, int padding, int dilation, boolean ceil) {
    int side = x.shape().side(2);
    int extra = ceil ? stride - 1 : 0;
    int room = side + 2 * padding - dilation * (kernel - 1) - 1 + extra;
    int places = Math.floorDiv(room, stride) + 1;
    if (ceil && (places - 1) * stride >= side + padding) {
      places--;
    }
    if (places < 1) {
      assertThatThrownBy(() -> Pooling.maxPool(x, pool))
          .hasMessageContaining("the window does not fit");
      return 1;
    }
    double[] values = x.toDoubleArray();
    double[] largest = new double[2 * places];
    double[] padded = new double[2 * places];
    double[] means = new double[2 * places];
    for (int row = 0; row < 2; row++) {
      for (int place = 0; place < places; place++) {
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int inside = 0;
        int counted = 0;
        for (int k = 0; k < kernel; k++) {
          int at = place * stride - padding + k * dilation;
          counted += at < side + padding ? 1 : 0;
          if (at >= 0 && at < side) {
            max = Math.max(max, values[row * side + at]);
            sum += values[row * side + at];
            inside++;
          }
        }
        if (inside == 0) {
          // With a dilation a window may miss all elements; PyTorch gives -infinity.
          assertThatThrownBy(() -> Pooling.maxPool(x, pool))
              .hasMessageContaining("a window lies in the padding as a whole");
          return 1;
        }
        largest[row * places + place] = max;
        padded[row * places + place] = sum / counted;
        means[row * places + place] = sum / inside;
      }
    }
    int[] sides = {1, 2, places};
    assertThat(Pooling.maxPool(x, pool).shape()).isEqualTo(Shape.of(sides));
    assertClose(Pooling.maxPool(x, pool), 0, Tensor.wrap(largest, sides));
    assertClose(Pooling.avgPool(x, pool), 1e-15, Tensor.wrap(padded, sides));
    assertClose(Pooling.avgPool(x, pool, false), 1e-15, Tensor.wrap(means, sides));
    return 1;
  }

  @Test
  void ceilModeCountsEachAxis() {
    Tensor x = Tensor.ones(DType.FLOAT64, 1, 1, 5, 4);
    Pool pool = Pool.of(2, 3).ceilMode(true);
    assertValues(Pooling.avgPool(x, pool), sides(1, 1, 3, 2), 1, 1, 1, 1, 1, 1);
    Pool padded = Pool.of(3).stride(2).padding(1).ceilMode(true);
    // Along the first axis places begin at -1, 1, 3, along the second at -1, 1, 3.
    double[] expected = {4, 6, 2, 6, 9, 3, 4, 6, 2};
    double[] sizes = {9, 9, 6, 9, 9, 6, 9, 9, 6};
    Tensor means = Pooling.avgPool(x, padded);
    assertThat(means.shape()).isEqualTo(Shape.of(1, 1, 3, 3));
    for (int i = 0; i < sizes.length; i++) {
      assertThat(means.toDoubleArray()[i]).isCloseTo(expected[i] / sizes[i], within(1e-15));
    }
    assertLawful(in -> Pooling.avgPool(in.get(0), padded).pow(2), random(4, 2, 1, 5, 4));
    assertLawful(in -> Pooling.maxPool(in.get(0), padded).pow(2), random(5, 2, 1, 5, 4));
    Tensor none = Tensor.zeros(DType.FLOAT32, 0, 3, 5);
    assertThat(Pooling.avgPool(none, Pool.of(2).ceilMode(true)).shape())
        .isEqualTo(Shape.of(0, 3, 3));
  }
}
