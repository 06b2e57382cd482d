package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Values;

/** The proximal steps of L1 penalties, which follow those of the chain. */
final class ProximalStep {

  /** {@code w - clamp(w, -t, t)}: nearer to 0 by t, and 0 within t of it. */
  private static final Elementwise SHRINK =
      Elementwise.of(
          "shrink",
          2,
          Expression.input(0)
              .minus(
                  Expression.max(
                      Expression.min(Expression.input(0), Expression.input(1)),
                      Expression.input(1).times(-1))));

  private ProximalStep() {}

  /** Returns the values after those steps. */
  static Values of(Values values, Section section, StepContext context) {
    if (!section.hasL1()) {
      return values;
    }
    return values.map(
        (path, value) -> {
          double l1 = context.treatment(path).l1();
          if (l1 == 0) {
            return value;
          }
          Schedule usual = Preconditions.checkNotNull(section.rate(path));
          return SHRINK.apply(value, context.of(context.rate(path, usual).times(l1)));
        });
  }
}
