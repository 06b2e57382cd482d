package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;
import dev.wengert.ops.Selection;

/** Slow weights, which go part of the way after every so many steps of the fast ones. */
record Lookahead(int steps, double share) implements GradientTransformation<Slots>, KeepsSign {

  /** From w to the point a share of the way from s to w + u: of w, u, s and the share. */
  private static final Elementwise BACK =
      Elementwise.of(
          "lookahead",
          4,
          Expression.input(2)
              .plus(
                  Expression.input(3)
                      .times(
                          Expression.input(0).plus(Expression.input(1)).minus(Expression.input(2))))
              .minus(Expression.input(0)));

  Lookahead {
    Preconditions.checkArgument(steps > 0, "lookahead: %s steps; give 1 or more", steps);
    Hyperparameters.part("lookahead", "the share", share);
  }

  @Override
  public String name() {
    return "lookahead";
  }

  @Override
  public Slots init(Values parameters) {
    return Slots.of("slow", parameters);
  }

  @Override
  public Update<Slots> update(Values updates, Slots state, StepContext context) {
    Tensor isLast = Choice.isLast(context.step(), steps);
    Tensor part = context.of(share);
    Values next =
        updates.map(
            (path, update) -> {
              Tensor value = context.parameters().get(path);
              Tensor back = BACK.apply(value, update, state.get("slow").get(path), part);
              return Selection.where(isLast, back, update);
            });
    Values slow =
        next.map(
            (path, update) ->
                Selection.where(
                    isLast,
                    context.parameters().get(path).plus(update),
                    state.get("slow").get(path)));
    return new Update<>(next, Slots.of("slow", state.get("slow").with(slow)));
  }

  @Override
  public Values evaluated(Values parameters, Slots state) {
    return parameters.with(state.get("slow"));
  }
}
