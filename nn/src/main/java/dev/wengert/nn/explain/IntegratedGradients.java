package dev.wengert.nn.explain;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * What each element of an input adds to a prediction, against a baseline: {@code (x - b) int_0^1
 * df/dx(b + a (x - b)) da}.
 *
 * <p>They are complete: over an example they add up to {@code f(x) - f(b)}, which {@link #gap}
 * checks. The integral is Gauss and Legendre's rule, exact for polynomials of degree {@code 2 steps
 * - 1} and a little off where relu bends. Source: Sundararajan, Taly and Yan, "Axiomatic
 * attribution for deep networks", 2017. Captum: {@code IntegratedGradients}.
 *
 * @param values what each element adds, of the input's shape
 * @param gap what they lack of {@code f(x) - f(b)} in each example, [N]: 0 but for the rule's error
 */
public record IntegratedGradients(Tensor values, Tensor gap) {

  private static final int MAX_STEPS = 10_000;

  /**
   * Returns the attributions of a batch of inputs.
   *
   * @param score what is explained, from inputs [N, ...] to a number each, [N]: the logit of one
   *     class for example, as a model in inference gives it; examples must not see each other
   * @param x the inputs [N, ...], floating
   * @param baseline the input that says nothing, broadcast to x: zeros, or the mean
   * @param steps how many points the integral is of; 50 is usual
   * @throws IllegalArgumentException if the score is not one number an example, the baseline does
   *     not broadcast to x, or there are no steps
   */
  public static IntegratedGradients of(
      UnaryOperator<Tensor> score, Tensor x, Tensor baseline, int steps) {
    Preconditions.checkArgument(
        x.rank() > 0 && x.dtype().isFloating() && baseline.dtype() == x.dtype(),
        "integratedGradients: the inputs are %s, the baseline %s; give floating [N, ...] of one"
            + " dtype",
        x.spec(),
        baseline.spec());
    Preconditions.checkArgument(
        baseline.shape().broadcastsTo(x.shape()),
        "integratedGradients: the baseline does not broadcast to the inputs: it is %s for %s; give"
            + " one for all, or one for each",
        baseline.shape(),
        x.shape());
    Preconditions.checkArgument(
        steps >= 1 && steps <= MAX_STEPS,
        "integratedGradients: %s steps; 50 is usual, give 1 to %s",
        steps,
        MAX_STEPS);
    Tensor way = x.minus(baseline);
    Quadrature rule = Quadrature.gaussLegendre(steps);
    Tensor slopes = Tensor.zeros(x.spec());
    for (int i = 0; i < steps; i++) {
      Tensor at = baseline.plus(way.times(rule.point(i)));
      Autodiff.Vjp<Tensor, Tensor> there = Autodiff.vjp(score, at);
      checkScore(there.value(), x);
      Tensor slope = there.pullback().apply(Tensor.full(there.value().spec(), 1));
      slopes = slopes.plus(slope.times(rule.weight(i)));
    }
    Tensor values = way.times(slopes);
    int[] others = new int[x.rank() - 1];
    Arrays.setAll(others, i -> i + 1);
    Tensor sums = others.length == 0 ? values : Reductions.sum(values, others);
    Tensor difference = score.apply(x).minus(score.apply(baseline.broadcastTo(x.shape())));
    return new IntegratedGradients(values, difference.minus(sums));
  }

  private static void checkScore(Tensor score, Tensor x) {
    Preconditions.checkArgument(
        score.rank() == 1 && score.shape().side(0) == x.shape().side(0),
        "integratedGradients: the score is %s for inputs %s; give one number an example, [N]",
        score.shape(),
        x.shape());
  }
}
