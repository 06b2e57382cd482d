package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.Pooling.Found;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Sampling.Between;
import dev.wengert.ops.Sampling.Outside;
import dev.wengert.ops.Sampling.Reading;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is stated of ties, kinks, NaN, infinities and emptiness: by hand. */
class ConventionsTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static double[] slope(UnaryOperator<Tensor> f, double... x) {
    return Autodiff.grad(e -> Reductions.sum(f.apply(e))).apply(Tensor.of(x)).toDoubleArray();
  }

  @Test
  void limitsThemselvesAreOnTheFlatSide() {
    assertThat(slope(x -> Thresholds.hardShrink(x, 1), -2, -1, 0, 1, 2))
        .containsExactly(1, 0, 0, 0, 1);
    assertThat(slope(x -> Thresholds.softShrink(x, 1), -2, -1, 0, 1, 2))
        .containsExactly(1, 0, 0, 0, 1);
    assertThat(slope(x -> Thresholds.threshold(x, 1, 5), 0, 1, 2)).containsExactly(0, 0, 1);
    assertThat(slope(Activations::hardSigmoid, -3, 0, 3)).containsExactly(0, 1.0 / 6, 0);
    assertThat(slope(x -> Activations.celu(x, 2), 0)).containsExactly(1);
  }

  @Test
  void nothingTimesALogarithmIsNothing() {
    UnaryOperator<Tensor> byShare = x -> Logarithms.xlogy(x, Tensor.of(0.0, 2, INF, -1));
    assertThat(byShare.apply(Tensor.zeros(DType.FLOAT64, 4)).toDoubleArray())
        .containsExactly(0, 0, 0, 0);
    assertThat(slope(byShare, 0, 0, 0, 0)).containsExactly(0, Math.log(2), 0, 0);
    assertThat(slope(y -> Logarithms.xlogy(Tensor.of(0.0, 3), y), 0, 2)).containsExactly(0, 1.5);
    assertThat(slope(Logarithms::entr, -1, 0, 1)).containsExactly(0, INF, -1);
  }

  /** NumPy's remainders are exact too; Java's % is C's fmod. */
  @Test
  void remaindersAreExact() {
    Tensor tenth = Tensor.of(0.1);
    assertThat(Rounding.fmod(Tensor.of(1.0), tenth).item()).isEqualTo(1 % 0.1);
    assertThat(Rounding.floorDivide(Tensor.of(1.0), tenth).item()).isEqualTo(9);
    assertThat(Rounding.fmod(Tensor.of(1e60), Tensor.of(0.7)).item()).isEqualTo(1e60 % 0.7);
    assertThat(Rounding.fmod(Tensor.of(1e37f), Tensor.of(1e-5f)).item()).isNaN();
    assertThat(Rounding.fmod(Tensor.of(1e26f), Tensor.of(0.7f)).item()).isEqualTo(1e26f % 0.7f);
    assertThat(Rounding.fmod(Tensor.of(1e300), Tensor.of(1e-300)).item()).isNaN();
    for (int i = 1; i < 2000; i++) {
      double x = Math.sin(i) * Math.pow(10, i % 40);
      double y = Math.cos(3 * i) * Math.pow(10, -(i % 7));
      assertThat(Rounding.fmod(Tensor.of(x), Tensor.of(y)).item()).isEqualTo(x % y);
    }
    assertThatThrownBy(() -> Rounding.remainder(Tensor.of(1), Tensor.of(0)).item())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aLineMeetsBothItsEnds() {
    Tensor low = Tensor.of(0.1, 1e16, -3);
    Tensor high = Tensor.of(0.7, 1, 5);
    Tensor ones = Tensor.ones(DType.FLOAT64, 3);
    assertThat(Interpolation.lerp(low, high, ones).toDoubleArray()).containsExactly(0.7, 1, 5);
    assertThat(Interpolation.lerp(low, high, 0).toDoubleArray()).containsExactly(0.1, 1e16, -3);
    Tensor places = Tensor.of(0.0, 1, 3);
    Tensor heights = Tensor.of(0.0, 2, 0);
    assertThat(slope(x -> Interpolation.interp(x, places, heights), -1, 0.5, 1, 2, 3))
        .containsExactly(0, 2, -1, -1, 0);
    Tensor one = Tensor.of(5.0);
    assertThat(Interpolation.interp(Tensor.of(-1.0, 7), one, one).toDoubleArray())
        .containsExactly(5, 5);
  }

  @Test
  void whereAllIsNaNThereIsNothing() {
    Tensor x = Tensor.of(new double[][] {{NAN, NAN}, {NAN, 2}});
    assertThat(NanReductions.nanSum(x, 1).toDoubleArray()).containsExactly(0, 2);
    assertThat(NanReductions.nanMean(x, 1).toDoubleArray()).containsExactly(NAN, 2);
    assertThat(NanReductions.nanMax(x, 1).toDoubleArray()).containsExactly(NAN, 2);
    assertThat(NanReductions.nanMedian(x, 1).toDoubleArray()).containsExactly(NAN, 2);
    assertThat(NanReductions.nanArgmax(x, 1).toIntArray()).containsExactly(-1, 1);
    assertThat(NanReductions.nanStd(x, 1).toDoubleArray()).containsExactly(NAN, 0);
    // An infinity is a number, and no NaN takes its place.
    Tensor low = Tensor.of(NAN, -INF);
    assertThat(NanReductions.nanArgmax(low, 0).item()).isEqualTo(1);
    assertThat(slope(e -> NanReductions.nanStd(e), 3, 3, NAN)).containsExactly(0, 0, 0);
    assertThat(slope(e -> NanReductions.nanMean(e), 1, NAN, 3)).containsExactly(0.5, 0, 0.5);
    assertThat(slope(e -> NanReductions.nanMax(e), 1, NAN, 1)).containsExactly(0.5, 0, 0.5);
    assertThat(slope(e -> NanReductions.fmax(e, Tensor.of(NAN, 2)), 1, NAN)).containsExactly(1, 0);
  }

  @Test
  void ofSeveralThatAreScatteredTheFirstExtremeAndTheLastValueStay() {
    Tensor x = Tensor.of(0.0, 5, 0);
    Tensor index = Tensor.of(0, 0, 1, 0);
    Tensor values = Tensor.of(7.0, 7, 5, 1);
    assertThat(Scattering.scatter(x, index, values, 0).toDoubleArray()).containsExactly(1, 5, 0);
    assertThat(slope(v -> Scattering.scatter(x, index, v, 0), 7, 7, 5, 1))
        .containsExactly(0, 0, 1, 1);
    assertThat(slope(v -> Scattering.scatterMax(x, index, v, 0), 7, 7, 5, 1))
        .containsExactly(1, 0, 0.5, 0);
    assertThat(slope(e -> Scattering.scatterMax(e, index, values, 0), 0, 5, 0))
        .containsExactly(0, 0.5, 1);
    assertThat(slope(v -> Scattering.scatterMul(x, index, v, 0), 7, 0, 5, 1))
        .containsExactly(0, 0, 5, 0);
    assertThat(slope(v -> Scattering.scatterMul(Tensor.of(2.0, 5, 0), index, v, 0), 7, 0, 5, 3))
        .containsExactly(0, 42, 5, 0);
    Tensor spoiled = Tensor.of(NAN, 9, 1, 2);
    assertThat(Scattering.scatterMax(x, index, spoiled, 0).toDoubleArray())
        .containsExactly(NAN, 5, 0);
    assertThat(Scattering.scatterMin(x, index, spoiled, 0).toDoubleArray())
        .containsExactly(NAN, 1, 0);
    Tensor none = Tensor.zeros(DType.INT32, 0);
    assertThat(Scattering.scatterMax(x, none, Tensor.zeros(DType.FLOAT64, 0), 0)).isSameAs(x);
    Tensor truths = Tensor.of(true, false, true);
    assertThat(Scattering.scatter(truths, Tensor.of(-1), Tensor.of(false), 0).toBooleanArray())
        .containsExactly(true, false, false);
    assertThat(Scattering.indexSet(x, Tensor.scalar(4.0), Index.mask(x.gt(1))).toDoubleArray())
        .containsExactly(0, 4, 0);
  }

  @Test
  void aSegmentWithoutRowsHasWhatEveryNumberBeats() {
    Tensor x = Tensor.of(new double[][] {{1}, {NAN}, {3}});
    Tensor ids = Tensor.of(0, 2, 0);
    assertThat(Segments.segmentMax(x, ids, 3).toDoubleArray()).containsExactly(3, -INF, NAN);
    assertThat(Segments.segmentMin(x, ids, 3).toDoubleArray()).containsExactly(1, INF, NAN);
    assertThat(Segments.segmentProd(x, ids, 3).toDoubleArray()).containsExactly(3, 1, NAN);
    assertThat(Segments.segmentMean(x, ids, 3).toDoubleArray()).containsExactly(2, 0, NAN);
    Tensor whole = Tensor.of(4, -2);
    assertThat(Segments.segmentMax(whole, Tensor.of(1, 1), 2).toIntArray())
        .containsExactly(Integer.MIN_VALUE, 4);
    assertThat(Segments.segmentMin(whole, Tensor.of(1, 1), 2).toIntArray())
        .containsExactly(Integer.MAX_VALUE, -2);
    Tensor none = Tensor.zeros(DType.FLOAT64, 0, 2);
    assertThat(Segments.segmentProd(none, Tensor.zeros(DType.INT32, 0), 2))
        .extracting(Tensor::shape)
        .isEqualTo(Shape.of(2, 2));
    assertThat(slope(e -> Segments.segmentMax(e, Tensor.of(0, 0, 0), 1), 2, 2, 1))
        .containsExactly(1, 0, 0);
  }

  @Test
  void setsOfNothingAndOfOneNumber() {
    Sets.Unique none = Sets.unique(Tensor.zeros(DType.FLOAT64, 0));
    assertThat(none.values().size() + none.indices().size() + none.counts().size()).isZero();
    Sets.Unique zeros = Sets.unique(Tensor.of(0.0, -0.0, 0));
    assertThat(zeros.counts().toIntArray()).containsExactly(3);
    assertThat(slope(e -> Sets.unique(e).values(), 2, 1, 2, 1)).containsExactly(1, 1, 0, 0);
    assertThat(Sets.isIn(Tensor.of(NAN, 1), Tensor.of(NAN, 1)).toBooleanArray())
        .containsExactly(false, true);
    assertThat(Statistics.mode(Tensor.of(NAN, NAN, 3), 0).item()).isEqualTo(3);
    assertThat(Statistics.mode(Tensor.of(NAN, NAN), 0).item()).isNaN();
    assertThat(RunningExtremes.cummax(Tensor.zeros(DType.FLOAT64, 0), 0).values().size()).isZero();
  }

  /**
   * Windows begin where Graham's do: the first at the first element, the last ends with the axis.
   */
  @Test
  void windowsAtRandomPlacesCoverTheAxis() {
    Tensor x = Tensor.wrap(range(60), 3, 2, 10);
    for (int seed = 0; seed < 20; seed++) {
      Found found = MaxPooling.fractionalMaxPoolWithIndices(x, Key.of(seed), new int[] {2}, 5);
      assertThat(found.values().shape()).isEqualTo(Shape.of(3, 2, 5));
      int[] ends = found.indices().toIntArray();
      for (int row = 0; row < 6; row++) {
        // Of rising numbers the last of a window is found.
        assertThat(ends[5 * row]).isEqualTo(1);
        assertThat(ends[5 * row + 4]).isEqualTo(9);
        for (int i = 1; i < 5; i++) {
          assertThat(ends[5 * row + i] - ends[5 * row + i - 1]).isBetween(1, 3);
        }
      }
    }
    assertThat(
            MaxPooling.fractionalMaxPool(x, Key.of(1), new int[] {3}, 8).get(0, 0).toDoubleArray())
        .containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
  }

  private static double[] range(int n) {
    double[] range = new double[n];
    java.util.Arrays.setAll(range, i -> i);
    return range;
  }

  @Test
  void whatIsNotReadDoesNotSpread() {
    Tensor x = Tensor.of(1.0, INF, 3, NAN).reshape(1, 1, 2, 2);
    Reading middles = Reading.linear().aligned();
    Tensor corners = Tensor.of(-1.0, -1, -1, 1, NAN, 0, 9, 9).reshape(1, 4, 2);
    assertThat(Sampling.gridSample(x, corners, middles).toDoubleArray())
        .containsExactly(1, 3, NAN, 0);
    Reading nearest = middles.between(Between.NEAREST).outside(Outside.BORDER);
    assertThat(Sampling.gridSample(x, corners, nearest).toDoubleArray())
        .containsExactly(1, 3, NAN, NAN);
    Tensor line = Tensor.of(1.0, NAN, 3, 4).reshape(1, 1, 4);
    assertThat(Resizing.resize(line, Resize.nearest(), 2).toDoubleArray()).containsExactly(1, 3);
    assertThat(Resizing.resize(line, Resize.linear().aligned(), 4).toDoubleArray())
        .containsExactly(1, NAN, 3, 4);
    assertThat(Resizing.resize(line, Resize.cubic(), 4).toDoubleArray())
        .containsExactly(1, NAN, 3, 4);
    Tensor one = Sampling.affineGrid(Tensor.ones(DType.FLOAT64, 1, 1, 2), true, 1);
    assertThat(one.toDoubleArray()).containsExactly(1);
  }

  @Test
  void anUnpooledMaximumIsWhereItWas() {
    Tensor x = Tensor.of(1.0, 4, 4, 2).reshape(1, 1, 4);
    Found found = Pooling.maxPoolWithIndices(x, Pool.of(2).stride(1));
    assertThat(found.indices().toIntArray()).containsExactly(1, 1, 2);
    assertThat(MaxPooling.maxUnpool(found.values(), found.indices(), 4).toDoubleArray())
        .containsExactly(0, 4, 4, 0);
    assertThatThrownBy(() -> MaxPooling.maxUnpool(found.values(), found.indices(), 2).item())
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void bitsOfTheLeastNumber() {
    Tensor ends = Tensor.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
    assertThat(Integers.bitCount(ends).toIntArray()).containsExactly(1, 32, 0, 31);
    assertThat(Integers.fromBits(Integers.bits(ends)).toIntArray())
        .containsExactly(ends.toIntArray());
    assertThat(Integers.shiftRight(ends, 31).toIntArray()).containsExactly(-1, -1, 0, 0);
    assertThat(Integers.shiftLeft(Tensor.of(3), 31).item()).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void lossesOfWhatCannotBe() {
    Tensor zero = Tensor.of(0.0);
    assertThat(
            RegressionLosses.gaussianNllLoss(zero, zero, Tensor.of(-1.0), 1e-6, Reduce.MEAN).item())
        .isNaN();
    assertThat(RegressionLosses.poissonNllLoss(Tensor.of(-INF), zero, Reduce.MEAN).item()).isZero();
    assertThat(RegressionLosses.smoothL1Loss(Tensor.of(3.0), zero, 0, Reduce.MEAN).item())
        .isEqualTo(3);
    assertThat(MarginLosses.softMarginLoss(Tensor.of(-1e4), Tensor.of(1.0), Reduce.MEAN).item())
        .isEqualTo(1e4);
    assertThatThrownBy(
            () ->
                MarginLosses.multiLabelMarginLoss(
                        Tensor.of(new double[][] {{1, 2}}),
                        Tensor.of(new int[][] {{-2, 0}}),
                        Reduce.MEAN)
                    .item())
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void correlationsStayWithinOne() {
    Tensor x = Tensor.of(new double[][] {{1e-3, 2e-3, 4e-3}, {1e5, 2e5, 4e5}, {-1, -2, -4}});
    double[] c = Statistics.correlation(x).toDoubleArray();
    for (double each : c) {
      assertThat(each).isBetween(-1.0, 1.0);
    }
    assertThat(c[2]).isCloseTo(-1, org.assertj.core.api.Assertions.within(1e-15));
    Tensor still = Tensor.of(new double[][] {{1, 1, 1}, {1, 2, 3}});
    assertThat(Statistics.correlation(still).at(0, 1)).isNaN();
  }
}
