package dev.wengert.nn;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Reductions;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardizerTest {

  private static final Tensor TRAIN =
      Tensor.of(new double[][] {{1, 10, 7}, {2, 20, 7}, {6, 30, 7}, {3, 0, 7}});
  private static final Tensor TEST = Tensor.of(new double[][] {{3, 15, 7}, {5, 5, 9}});

  @Test
  void testDataGoThroughTheStatisticsOfTheTrainingData() {
    Standardizer standardizer = Standardizer.fit(TRAIN);
    // By hand: means 3 and 15, biased variances 14/4 and 500/4.
    assertThatTensor(standardizer.apply(TEST))
        .isCloseTo(
            Tensor.of(new double[][] {{0, 0, 0}, {2 / Math.sqrt(3.5), -10 / Math.sqrt(125), 2}}),
            1e-15);
    Tensor train = standardizer.apply(TRAIN);
    assertThat(Reductions.mean(train, 0).toDoubleArray()[0]).isCloseTo(0, within(1e-16));
    assertThat(Reductions.variance(train, 0).toDoubleArray()[1]).isCloseTo(1, within(1e-15));
    assertThatTensor(standardizer.invert(standardizer.apply(TEST))).isCloseTo(TEST, 1e-14);
  }

  @Test
  void aConstantFeatureIsOnlyShifted() {
    for (double constant : new double[] {0, 0.1, -1e9 / 3, 1e300}) {
      Tensor data = Tensor.full(new Spec(DType.FLOAT64, Shape.of(7, 1)), constant);
      Standardizer standardizer = Standardizer.fit(data);
      assertThat(standardizer.deviation().item()).isEqualTo(1);
      assertThat(standardizer.apply(data).toDoubleArray()).containsOnly(0);
    }
    // The smallest variation that FLOAT32 can hold is none of that.
    Tensor varied = Tensor.of(1e6f, 1e6f, 1e6f, 1e6f + 0.0625f).reshape(4, 1);
    assertThat(Standardizer.fit(varied).deviation().item())
        .isCloseTo(0.0625 * Math.sqrt(3) / 4, within(1e-12));
  }

  @Test
  void batchesAreAsGoodAsAllAtOnceAndFarFromZeroToo() {
    Tensor noise = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(900, 2)));
    Tensor data = noise.plus(1e6).to(DType.FLOAT32);
    Standardizer whole = Standardizer.fit(data);
    Standardizer parts =
        Standardizer.fit(
            List.of(
                data.get(dev.wengert.Index.range(0, 100)),
                data.get(dev.wengert.Index.range(100, 101)),
                data.get(dev.wengert.Index.range(101, 900))));
    assertThatTensor(parts.mean()).isRelativelyCloseTo(whole.mean(), 1e-15);
    assertThatTensor(parts.deviation()).isRelativelyCloseTo(whole.deviation(), 1e-9);
    Tensor y = whole.apply(data);
    assertThat(y.dtype()).isEqualTo(DType.FLOAT32);
    Tensor exact = y.to(DType.FLOAT64);
    assertThat(Reductions.mean(exact, 0).toDoubleArray()[0]).isCloseTo(0, within(1e-8));
    assertThat(Reductions.variance(exact, 0).toDoubleArray()[0]).isCloseTo(1, within(1e-7));
  }

  @Test
  void imagesCanShareOneStatisticAChannel() {
    Tensor images = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(3, 2, 4, 5)));
    Standardizer standardizer = Standardizer.fit(images, 0, 2, 3);
    assertThat(standardizer.mean().shape()).isEqualTo(Shape.of(1, 2, 1, 1));
    Tensor y = standardizer.apply(images);
    assertThat(Reductions.variance(y, 0, 2, 3).toDoubleArray()[1]).isCloseTo(1, within(1e-14));
  }

  @Test
  void itComesBackFromItsValues() {
    Standardizer standardizer = Standardizer.fit(TRAIN);
    Standardizer again = Standardizer.of(standardizer.values());
    assertThat(standardizer.values().byPath().keySet()).containsExactly("mean", "deviation");
    assertThatTensor(again.apply(TEST)).isIdenticalTo(standardizer.apply(TEST));
    assertThatThrownBy(
            () ->
                Standardizer.of(
                    new Values(
                        ImmutableMap.of("mean", Tensor.of(1.0), "deviation", Tensor.of(1f)))))
        .hasMessage(
            "standardizer: not its values: mean is FLOAT64[1], deviation FLOAT32[1]; give FLOAT64"
                + " of one shape");
  }

  @Test
  void badDataAreRefused() {
    assertThatThrownBy(() -> Standardizer.fit(Tensor.of(new double[][] {{1, 2}, {1, Double.NaN}})))
        .hasMessage(
            "standardizer: feature 1 has no finite mean and deviation; find the NaN or infinity in"
                + " it, or leave it out");
    assertThatThrownBy(() -> Standardizer.fit(List.of()))
        .hasMessage("standardizer: no data to fit; give at least one batch");
    assertThatThrownBy(() -> Standardizer.fit(TRAIN).apply(Tensor.of(1.0, 2.0)))
        .hasMessage(
            "standardizer: the data do not fit: they are FLOAT64[2], the means [1, 3]; give"
                + " floating data of the features it was fitted to");
  }
}
