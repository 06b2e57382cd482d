package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Elementwise;
import dev.wengert.Structured;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps of a chain at a point z, gradients at a point y between z and the average x of all z. The
 * parameters are y.
 */
record ScheduleFree(Chain chain, double beta, Schedule rate)
    implements GradientTransformation<ScheduleFree.Points> {

  /**
   * What it remembers.
   *
   * @param weights the sum of the squared rates so far, FLOAT64
   * @param largestRate the largest rate so far, FLOAT64
   * @param z where the chain's steps lead
   * @param chain the chain's own state
   */
  record Points(Tensor weights, Tensor largestRate, Values z, ImmutableMap<String, Object> chain)
      implements Structured<Points> {

    @Override
    public ImmutableMap<String, ?> parts() {
      return ImmutableMap.of(
          "weights", weights, "largestRate", largestRate, "z", z, "chain", chain);
    }

    @Override
    @SuppressWarnings("unchecked") // made as parts() is
    public Points withParts(List<?> parts) {
      return new Points(
          (Tensor) parts.get(0),
          (Tensor) parts.get(1),
          (Values) parts.get(2),
          (ImmutableMap<String, Object>) parts.get(3));
    }
  }

  /** The average {@code (y - (1 - beta) z) / beta}, of y, z, beta and 1 - beta. */
  private static final Elementwise AVERAGE =
      Elementwise.of(
          "scheduleFreeAverage",
          4,
          Expression.input(0)
              .minus(Expression.input(3).times(Expression.input(1)))
              .div(Expression.input(2)));

  /**
   * From y to {@code beta x' + (1 - beta) z'} with {@code x' = (1 - c) x + c z'}, of y, x, z',
   * beta, 1 - beta, c and 1 - c.
   */
  private static final Elementwise MOVE =
      Elementwise.of(
          "scheduleFree",
          7,
          Expression.input(3)
              .times(
                  Expression.input(6)
                      .times(Expression.input(1))
                      .plus(Expression.input(5).times(Expression.input(2))))
              .plus(Expression.input(4).times(Expression.input(2)))
              .minus(Expression.input(0)));

  ScheduleFree {
    Preconditions.checkArgument(
        beta > 0 && beta < 1, "scheduleFree: beta is %s; give a number above 0 and below 1", beta);
  }

  @Override
  public String name() {
    return "scheduleFree";
  }

  @Override
  public ImmutableList<GradientTransformation<?>> parts() {
    return ImmutableList.of(chain);
  }

  @Override
  public ImmutableList<Schedule> rates() {
    return ImmutableList.of(rate);
  }

  @Override
  public Points init(Values parameters) {
    return new Points(Tensor.scalar(0.0), Tensor.scalar(0.0), parameters, chain.init(parameters));
  }

  @Override
  public Update<Points> update(Values updates, Points state, StepContext context) {
    Tensor largest = Elementary.maximum(state.largestRate, context.rate(rate));
    Tensor weight = largest.times(largest);
    Tensor weights = state.weights.plus(weight);
    Tensor share = Selection.where(weights.gt(0), weight.div(weights), 0);
    Tensor c = context.of(share);
    Tensor rest = context.of(Tensor.scalar(1.0).minus(share));
    Tensor ofAverage = context.of(beta);
    Tensor ofZ = context.of(1 - beta);
    Update<ImmutableMap<String, Object>> taken = chain.update(updates, state.chain, context);
    Map<String, Tensor> z = new LinkedHashMap<>();
    Values moved =
        taken
            .updates()
            .map(
                (path, update) -> {
                  Tensor y = context.parameters().get(path);
                  Tensor before = state.z.get(path);
                  Tensor next = before.plus(update);
                  z.put(path, next);
                  Tensor average = AVERAGE.apply(y, before, ofAverage, ofZ);
                  return MOVE.apply(y, average, next, ofAverage, ofZ, c, rest);
                });
    return new Update<>(
        moved,
        new Points(
            weights, largest, state.z.with(new Values(ImmutableMap.copyOf(z))), taken.state()));
  }

  @Override
  public Values evaluated(Values parameters, Points state) {
    return parameters.map(
        (path, y) -> {
          Tensor z = state.z.get(path);
          Tensor ofAverage = Tensor.full(y.spec().withShape(Shape.SCALAR), beta);
          Tensor ofZ = Tensor.full(y.spec().withShape(Shape.SCALAR), 1 - beta);
          return AVERAGE.apply(y, z, ofAverage, ofZ);
        });
  }
}
