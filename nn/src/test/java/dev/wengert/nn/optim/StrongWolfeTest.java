package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.Values;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The functions are those on which a search must go far, come back, or narrow down. */
class StrongWolfeTest {

  @Test
  void thePointFulfilsBothConditionsWhateverTheFirstLength() {
    for (double first : new double[] {1e-3, 0.1, 1, 10, 1e3}) {
      check("far", x -> (x - 40) * (x - 40), x -> 2 * (x - 40), first);
      check("near", x -> 50 * (x - 0.02) * (x - 0.02), x -> 100 * (x - 0.02), first);
      check("wave", x -> Math.cos(3 * x) - x / 4, x -> -3 * Math.sin(3 * x) - 0.25, first);
      // Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease", 1994, (5.1)
      check("bend", x -> -x / (x * x + 2), x -> (x * x - 2) / ((x * x + 2) * (x * x + 2)), first);
    }
  }

  private static void check(
      String name, DoubleUnaryOperator f, DoubleUnaryOperator slope, double first) {
    Values start = values(0);
    Objective objective =
        at -> {
          double x = at.get("x").item();
          return new Objective.LossAndGradients(f.applyAsDouble(x), values(slope.applyAsDouble(x)));
        };
    StrongWolfe line = new StrongWolfe(objective, start, objective.at(start), values(1));
    double a = Objects.requireNonNull(line.search(first)).length();
    double begin = slope.applyAsDouble(0);
    assertThat(begin).as(name).isNegative();
    assertThat(f.applyAsDouble(a))
        .as("%s from %s: decrease at %s", name, first, a)
        .isLessThanOrEqualTo(f.applyAsDouble(0) + 1e-4 * a * begin);
    assertThat(Math.abs(slope.applyAsDouble(a)))
        .as("%s from %s: slope at %s", name, first, a)
        .isLessThanOrEqualTo(0.9 * Math.abs(begin));
  }

  private static Values values(double x) {
    return new Values(ImmutableMap.of("x", Tensor.scalar(x)));
  }
}
