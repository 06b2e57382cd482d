package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.GroupNorm;
import dev.wengert.nn.layer.normalization.InstanceNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.nn.layer.normalization.RmsNorm;
import dev.wengert.nn.layer.normalization.SpectralNorm;
import dev.wengert.nn.layer.normalization.WeightNorm;
import dev.wengert.nn.metric.RSquared;
import dev.wengert.nn.optim.Clipping;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers and the like that divide by a size or a spread: however large or small the numbers of a
 * dtype are, they do what they do at ordinary ones. All expectations are of the same numbers times
 * a power of two, of which the result is a known multiple.
 */
class NumbersOfAnySizeTest {

  private static final double[][] BASE = {{3, -4, 1, 2}, {0, 5, -2, 7}, {1, 1, -6, 2}};

  private static final Map<DType, int[]> EXPONENTS =
      ImmutableMap.of(
          DType.FLOAT32, new int[] {-110, -100, -76, -63, 31, 62, 64, 100, 120},
          DType.FLOAT64, new int[] {-980, -800, -512, -301, 301, 512, 600, 1000});

  private static Tensor base(DType dtype, int exponent) {
    return Tensor.of(BASE).to(dtype).times(Math.scalb(1.0, exponent));
  }

  static Iterable<Map.Entry<String, DoubleFunction<Layer>>> layers() {
    return ImmutableMap.<String, DoubleFunction<Layer>>builder()
        .put("LayerNorm", epsilon -> LayerNorm.of(4).epsilon(epsilon))
        .put("RmsNorm", epsilon -> RmsNorm.of(4).epsilon(epsilon))
        .put("BatchNorm", epsilon -> BatchNorm.of(4).epsilon(epsilon))
        .put("GroupNorm", epsilon -> GroupNorm.of(2, 4).epsilon(epsilon))
        .put("InstanceNorm", epsilon -> InstanceNorm.of(2).epsilon(epsilon))
        .buildOrThrow()
        .entrySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void layersDoWhatTheyDoAtOrdinaryNumbers(Map.Entry<String, DoubleFunction<Layer>> entry) {
    EXPONENTS.forEach(
        (dtype, exponents) -> {
          for (int e : exponents) {
            // Where it has no place beside the numbers, epsilon is nothing.
            double squared = Math.scalb(0.25, 2 * e);
            boolean isNumber = squared > (dtype == DType.FLOAT32 ? 1e-37 : 1e-307) && e < 0;
            if (e < 0 && !isNumber) {
              continue;
            }
            double epsilon = e < 0 ? squared : 1e-5;
            double nothing = dtype == DType.FLOAT32 ? 1e-12 : 1e-30;
            Layer expected = entry.getValue().apply(e < 0 ? 0.25 : nothing);
            Layer found = entry.getValue().apply(epsilon);
            String where = dtype + " times 2^" + e;
            Tensor x = base(dtype, 0);
            Tensor y = base(dtype, e);
            assertNear(where, run(found, dtype).apply(y), run(expected, dtype).apply(x), 0);
            assertNear(
                where + ", gradient",
                Autodiff.grad(weighed(run(found, dtype))).apply(y),
                Autodiff.grad(weighed(run(expected, dtype))).apply(x),
                -e);
          }
        });
  }

  private static Function<Tensor, Tensor> run(Layer layer, DType dtype) {
    Model<Layer> model = Model.of(layer, dtype);
    Values values = model.initialize(Key.of(1));
    Key key = Key.of(2);
    return layer instanceof InstanceNorm
        ? x -> layer.forward(x.reshape(2, 2, 3), model.training(values, key))
        : x -> layer.forward(x, model.training(values, key));
  }

  private static Function<Tensor, Tensor> weighed(Function<Tensor, Tensor> f) {
    return x -> {
      Tensor y = f.apply(x);
      return Reductions.sum(y.times(base(y.dtype(), 0).plus(0.5).reshape(y.shape())));
    };
  }

  @Test
  void weightsThatAreDividedByTheirSizeDoNotDependOnIt() {
    EXPONENTS.forEach(
        (dtype, exponents) -> {
          for (int e : exponents) {
            for (Layer layer :
                List.of(WeightNorm.of(Dense.of(4, 3)), SpectralNorm.of(Dense.of(4, 3)))) {
              Model<Layer> model = Model.of(layer, dtype);
              Values values = model.initialize(Key.of(1));
              Function<Tensor, Tensor> run =
                  weight ->
                      layer.forward(
                          base(dtype, 0).plus(1),
                          model.training(values.with("layer.weight", weight), Key.of(2)));
              String where = model + " " + dtype + " times 2^" + e;
              Tensor x = base(dtype, 0);
              Tensor y = base(dtype, e);
              assertNear(where, run.apply(y), run.apply(x), 0);
              assertNear(
                  where + ", gradient",
                  Autodiff.grad(w -> Reductions.sum(run.apply(w))).apply(y),
                  Autodiff.grad(w -> Reductions.sum(run.apply(w))).apply(x),
                  -e);
            }
          }
        });
  }

  @Test
  void weightsAndGradientsAreCutToALength() {
    EXPONENTS.forEach(
        (dtype, exponents) -> {
          for (int e : exponents) {
            double limit = Math.scalb(2.0, e);
            String where = dtype + " times 2^" + e;
            Model<Dense> model = Model.of(Dense.of(4, 3), dtype);
            Values values = model.initialize(Key.of(1));
            assertNear(
                where,
                MaxNorm.of(limit).apply(model, values.with("weight", base(dtype, e))).get("weight"),
                MaxNorm.of(2).apply(model, values.with("weight", base(dtype, 0))).get("weight"),
                e);
            Values large = new Values(ImmutableMap.of("a", base(dtype, e)));
            Values usual = new Values(ImmutableMap.of("a", base(dtype, 0)));
            assertNear(where, Clipping.globalNorm(large), Clipping.globalNorm(usual), e);
            assertNear(
                where,
                Clipping.byGlobalNorm(large, limit).get("a"),
                Clipping.byGlobalNorm(usual, 2).get("a"),
                e);
          }
        });
  }

  @Test
  void dataAreStandardizedAndScored() {
    EXPONENTS.forEach(
        (dtype, exponents) -> {
          for (int e : exponents) {
            Tensor x = base(dtype, 0);
            Tensor y = base(dtype, e);
            String where = dtype + " times 2^" + e;
            assertNear(where, Standardizer.fit(y).apply(y), Standardizer.fit(x).apply(x), 0);
            assertNear(where, Standardizer.fit(y).mean(), Standardizer.fit(x).mean(), e);
            assertNear(where, inParts(y).deviation(), inParts(x).deviation(), e);
            assertThat(scoreInParts(y)).isCloseTo(scoreInParts(x), withinPercentage(1e-6));
          }
        });
    // A feature that does not vary, and one of zeros first.
    Tensor same = Tensor.of(new double[][] {{1e200, 0}, {1e200, 1e-200}});
    assertThat(Standardizer.fit(same).deviation().toDoubleArray()).containsExactly(1, 5e-201);
    RSquared score = new RSquared();
    score.update(Tensor.of(0.0, 0.0), Tensor.of(0.0, 0.0));
    score.update(Tensor.of(2e-200, 0.0), Tensor.of(1e-200, 1e-200));
    assertThat(score.value()).isEqualTo(-1);
  }

  private static Standardizer inParts(Tensor x) {
    return Standardizer.fit(List.of(x.get(Index.range(0, 1)), x.get(Index.range(1, 3))));
  }

  private static double scoreInParts(Tensor x) {
    Tensor guess = x.times(0.75);
    RSquared score = new RSquared();
    score.update(guess.get(Index.range(0, 1)), x.get(Index.range(0, 1)));
    score.update(guess.get(Index.range(1, 3)), x.get(Index.range(1, 3)));
    return score.value();
  }

  private static void assertNear(String where, Tensor found, Tensor expected, int exponent) {
    double rounding = found.dtype() == DType.FLOAT32 ? 1e-5 : 1e-12;
    double[] got = found.toDoubleArray();
    double[] wanted = expected.toDoubleArray();
    double largest = 0;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = Math.scalb(wanted[i], exponent);
      largest = Math.max(largest, Math.abs(wanted[i]));
    }
    for (int i = 0; i < wanted.length; i++) {
      assertThat(Math.abs(got[i] - wanted[i]))
          .as("%s, element %s: %s for %s", where, i, got[i], wanted[i])
          .isLessThanOrEqualTo(largest * rounding);
    }
  }
}
