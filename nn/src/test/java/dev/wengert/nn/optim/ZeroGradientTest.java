package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Standardizer;
import dev.wengert.nn.Values;
import dev.wengert.ops.Reductions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made of gradients, differentiated by them where they are exactly 0, as behind a unit that
 * is off: a rule's root of a mean square has no slope there, the step has.
 */
class ZeroGradientTest {

  private static final double RATE = 0.25;
  private static final double EPSILON = 0.125;

  /** Rules, and the slope of one first step by a gradient at 0, from their formulas. */
  static Stream<Arguments> rules() {
    Schedule rate = Schedule.constant(RATE);
    return Stream.of(
        Arguments.of(GradientDescent.of(RATE), -RATE),
        Arguments.of(new Momentum(rate, 0.5), -RATE),
        Arguments.of(new Nesterov(rate, 0.5), -RATE * 1.5),
        Arguments.of(new Adagrad(rate, EPSILON), -RATE / EPSILON),
        Arguments.of(new RmsProp(rate, 0.75, EPSILON), -RATE / EPSILON),
        Arguments.of(new Adadelta(rate, 0.75, EPSILON), -RATE),
        Arguments.of(new Adam(rate, 0.5, 0.75, EPSILON), -RATE / EPSILON),
        Arguments.of(new AdamW(new Adam(rate, 0.5, 0.75, EPSILON), 0.5), -RATE / EPSILON),
        // m's share is beta1 (1 - beta1) / (1 - beta1^2) = 1/3, g's (1 - beta1) / (1 - beta1) = 1.
        Arguments.of(new Nadam(rate, 0.5, 0.75, EPSILON), -RATE * (1 + 1.0 / 3) / EPSILON),
        Arguments.of(new Lion(rate, 0.5, 0.75, 0.5), 0.0));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aStepHasTheSlopeOfItsFormula(UpdateRule rule, double expected) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Model<Point> model = Point.at(1, 2, dtype);
      Values values = new Values(ImmutableMap.of("place", Tensor.of(1.0, 2.0).to(dtype)));
      Optimizer optimizer = Optimizer.of(model, rule);
      UnaryOperator<Tensor> step =
          g ->
              optimizer
                  .step(values, new Values(ImmutableMap.of("place", g)), optimizer.start())
                  .values()
                  .get("place");
      assertSlopes(step, Tensor.of(0.0, 0.0).to(dtype), expected, expected);
      // One that is not 0 beside it changes nothing, nor does a second step without a gradient.
      Tensor mixed = Tensor.of(0.0, 0.5).to(dtype);
      assertThat(slopes(step, mixed)[0]).isCloseTo(expected, within(1e-6));
      UnaryOperator<Tensor> twoSteps =
          g -> {
            Values zero = new Values(ImmutableMap.of("place", g.times(0)));
            Values gradient = new Values(ImmutableMap.of("place", g));
            Optimizer.Result first = optimizer.step(values, zero, optimizer.start());
            return optimizer.step(first.values(), gradient, first.state()).values().get("place");
          };
      Tensor zero = Tensor.of(0.0, 0.0).to(dtype);
      // Lion's step jumps there, and has slope 0 by convention.
      double[] slopes = expected == 0 ? new double[2] : differences(twoSteps, zero);
      assertSlopes(twoSteps, zero, slopes[0], slopes[1]);
    }
  }

  private static double[] differences(UnaryOperator<Tensor> f, Tensor at) {
    double h = 0x1p-16;
    return f.apply(at.plus(h)).minus(f.apply(at.minus(h))).div(2 * h).toDoubleArray();
  }

  private static void assertSlopes(
      UnaryOperator<Tensor> f, Tensor at, double first, double second) {
    double tolerance = 2e-3 * Math.max(1, Math.abs(first));
    assertThat(slopes(f, at)).containsExactly(new double[] {first, second}, within(tolerance));
    Tensor ones = at.times(0).plus(1);
    assertThat(
            Autodiff.jvp(xs -> f.apply(xs.get(0)), List.of(at), List.of(ones))
                .tangent()
                .toDoubleArray())
        .containsExactly(new double[] {first, second}, within(tolerance));
    assertThat(
            Autodiff.vmap(Autodiff.grad(x -> Reductions.sum(f.apply(x))))
                .apply(at.reshape(1, 2))
                .toDoubleArray())
        .containsExactly(new double[] {first, second}, within(tolerance));
    Tensor curvature =
        Autodiff.hvp(xs -> Reductions.sum(f.apply(xs.get(0))), List.of(at), List.of(ones)).get(0);
    assertThat(Reductions.sum(curvature).item()).isFinite();
  }

  private static double[] slopes(UnaryOperator<Tensor> f, Tensor at) {
    return Autodiff.grad(x -> Reductions.sum(f.apply(x))).apply(at).toDoubleArray();
  }

  @Test
  void clippingLeavesTheSlopeAlone() {
    UnaryOperator<Tensor> clipped =
        g -> Clipping.byGlobalNorm(new Values(ImmutableMap.of("w", g)), 1).get("w");
    assertSlopes(clipped, Tensor.of(0.0, 0.0), 1, 1);
    assertSlopes(
        g -> Clipping.byValue(new Values(ImmutableMap.of("w", g)), 1).get("w"),
        Tensor.of(0.0, 0.0),
        1,
        1);
  }

  /** As every norm here: 0 at the kink. */
  @Test
  void theNormOfNothingHasSlope0() {
    UnaryOperator<Tensor> norm =
        g -> Clipping.globalNorm(new Values(ImmutableMap.of("w", g))).plus(g.times(0));
    assertSlopes(norm, Tensor.of(0.0, 0.0), 0, 0);
  }

  @Test
  void aColumnOfOneNumberIsStandardizedWithFiniteSlopes() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor column = x.reshape(2, 1);
          return Standardizer.fit(column).apply(column).reshape(2);
        };
    assertThat(f.apply(Tensor.of(3.0, 3.0)).toDoubleArray()).containsExactly(0, 0);
    for (double slope : slopes(f, Tensor.of(3.0, 3.0))) {
      assertThat(slope).isFinite();
    }
  }
}
