package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What every update rule must do. */
final class RuleCheck {

  private static final int STEPS = 12;

  private RuleCheck() {}

  /**
   * The first steps are those that {@code optimizers.py} computed from the published formula, with
   * 50 digits.
   */
  static void followsThePublishedFormula(UpdateRule rule) throws IOException {
    compare(rule, DType.FLOAT64, 1e-13);
    compare(rule, DType.FLOAT32, 2e-5);
  }

  private static void compare(UpdateRule rule, DType dtype, double tolerance) throws IOException {
    Model<Point> model = Point.at(0.5, 0.125, dtype);
    Optimizer optimizer = Optimizer.of(model, rule);
    int compared = 0;
    for (String line : expectations()) {
      List<String> words = Splitter.on(' ').splitToList(line);
      if (words.get(0).equals(rule.name())) {
        double[] w = Point.walk(model, optimizer, Integer.parseInt(words.get(1)), RuleCheck::loss);
        assertThat(w[0]).as(line).isCloseTo(Double.parseDouble(words.get(2)), within(tolerance));
        assertThat(w[1]).as(line).isCloseTo(Double.parseDouble(words.get(3)), within(tolerance));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(STEPS);
  }

  private static List<String> expectations() throws IOException {
    try (InputStream in = RuleCheck.class.getResourceAsStream("optimizers.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    }
  }

  private static Tensor loss(Tensor w) {
    Tensor x = w.get(0);
    return x.minus(w.get(1).times(3)).pow(2).times(0.5).plus(x.times(0.25));
  }

  /** From (-1.2, 1), the usual start, it comes near (1, 1). */
  static void minimizesRosenbrock(UpdateRule rule, int steps, double distance) {
    Model<Point> model = Point.at(-1.2, 1, DType.FLOAT64);
    double[] w = Point.walk(model, Optimizer.of(model, rule), steps, Point::rosenbrock);
    assertThat(Math.hypot(w[0] - 1, w[1] - 1)).isLessThan(distance);
  }
}
