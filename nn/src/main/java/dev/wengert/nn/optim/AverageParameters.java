package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableList;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;

/** Keeps a moving average of the parameters. */
record AverageParameters(Schedule decay) implements GradientTransformation<Slots>, KeepsSign {

  /** {@code d a + (1 - d) (w + u)}, of a, w, u, d and 1 - d. */
  private static final Elementwise MOVE =
      Elementwise.of(
          "parameterAverage",
          5,
          Expression.input(3)
              .times(Expression.input(0))
              .plus(Expression.input(4).times(Expression.input(1).plus(Expression.input(2)))));

  @Override
  public String name() {
    return "averageParameters";
  }

  @Override
  public ImmutableList<Schedule> schedules() {
    return ImmutableList.of(decay);
  }

  @Override
  public Slots init(Values parameters) {
    return Slots.of("average", parameters);
  }

  @Override
  public Update<Slots> update(Values updates, Slots state, StepContext context) {
    Tensor old = context.number(decay);
    Tensor share = context.of(old);
    Tensor rest = context.of(Tensor.scalar(1.0).minus(old));
    Values next =
        updates.map(
            (path, update) ->
                MOVE.apply(
                    state.get("average").get(path),
                    context.parameters().get(path),
                    update,
                    share,
                    rest));
    return new Update<>(updates, Slots.of("average", state.get("average").with(next)));
  }

  @Override
  public Values evaluated(Values parameters, Slots state) {
    return parameters.with(state.get("average"));
  }
}
