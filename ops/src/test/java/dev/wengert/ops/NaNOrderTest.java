package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * One order for NaN: whatever puts in order takes NaN last, whatever looks for one number finds it.
 */
class NaNOrderTest {

  private static final double[] VALUES = {
    Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, -0.0, 1, -1, 2.5
  };

  private static double[] draw(SplittableRandom random, int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = VALUES[random.nextInt(VALUES.length)];
    }
    return x;
  }

  /** Java's order with its zeros made one: NaN above all. */
  private static double[] sorted(double... x) {
    double[] sorted = Arrays.stream(x).map(v -> v + 0.0).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  @Test
  void whatPutsInOrderTakesNaNLast() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 400; trial++) {
      double[] x = draw(random, 1 + trial % 7);
      int n = x.length;
      DType dtype = trial % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64;
      Tensor tensor = Tensor.of(x).to(dtype);
      double[] up = sorted(x);
      int numbers = (int) Arrays.stream(x).filter(v -> !Double.isNaN(v)).count();
      double[] down = new double[n];
      for (int i = 0; i < n; i++) {
        down[i] = i < numbers ? up[numbers - 1 - i] : Double.NaN;
      }
      assertThat(plain(Indexing.sort(tensor, 0))).containsExactly(up);
      assertThat(plain(Indexing.sort(tensor, 0, true))).containsExactly(down);
      for (boolean descending : new boolean[] {false, true}) {
        Tensor order = Indexing.argsort(tensor, 0, descending);
        assertThat(plain(Indexing.gather(tensor, order, 0)))
            .containsExactly(descending ? down : up);
      }
      for (int k = 0; k <= n; k++) {
        Indexing.TopK top = Indexing.topk(tensor, k, 0);
        assertThat(plain(top.values())).containsExactly(Arrays.copyOf(down, k));
        assertThat(plain(Indexing.gather(tensor, top.indices(), 0)))
            .containsExactly(Arrays.copyOf(down, k));
      }
      // Where a value belongs: it keeps the order, before its equals or behind them.
      double[] values = draw(random, 5);
      Tensor places = Tensor.of(up).to(dtype);
      int[] left = Statistics.searchSorted(places, Tensor.of(values).to(dtype), false).toIntArray();
      int[] right = Statistics.searchSorted(places, Tensor.of(values).to(dtype), true).toIntArray();
      for (int i = 0; i < values.length; i++) {
        double value = values[i] + 0.0;
        assertThat(left[i])
            .isEqualTo((int) Arrays.stream(up).filter(v -> Double.compare(v, value) < 0).count());
        assertThat(right[i])
            .isEqualTo((int) Arrays.stream(up).filter(v -> Double.compare(v, value) <= 0).count());
      }
    }
  }

  @Test
  void whatLooksForOneNumberFindsNaN() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 200; trial++) {
      double[] x = draw(random, 1 + trial % 6);
      Tensor tensor = Tensor.of(x).to(trial % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64);
      int first = -1;
      for (int i = x.length - 1; i >= 0; i--) {
        first = Double.isNaN(x[i]) ? i : first;
      }
      if (first < 0) {
        continue;
      }
      assertThat(Reductions.max(tensor).item()).isNaN();
      assertThat(Reductions.min(tensor).item()).isNaN();
      assertThat(Reductions.argmax(tensor, 0).item()).isEqualTo(first);
      assertThat(Reductions.argmin(tensor, 0).item()).isEqualTo(first);
      assertThat(Statistics.median(tensor).item()).isNaN();
      for (double q : new double[] {0, 0.3, 1}) {
        assertThat(Statistics.quantile(tensor, q).item()).isNaN();
      }
      assertThat(Elementary.maximum(tensor, 0).toDoubleArray()[first]).isNaN();
      assertThat(Elementary.minimum(tensor, 0).toDoubleArray()[first]).isNaN();
      assertThat(Elementary.clamp(tensor, -1, 1).toDoubleArray()[first]).isNaN();
      Pooling.Pool all = Pooling.Pool.of(x.length);
      assertThat(Pooling.maxPool(tensor.reshape(1, 1, x.length), all).item()).isNaN();
    }
  }

  @Test
  void wholeNumbersKnowNoNaN() {
    Tensor sorted = Tensor.of(1, 3, 3);
    assertThat(Statistics.searchSorted(sorted, Tensor.of(3, 4), false).toIntArray())
        .containsExactly(1, 3);
    assertThat(Statistics.searchSorted(sorted, Tensor.of(3, 0), true).toIntArray())
        .containsExactly(3, 0);
  }

  private static double[] plain(Tensor x) {
    return Arrays.stream(x.toDoubleArray()).map(v -> v + 0.0).toArray();
  }
}
