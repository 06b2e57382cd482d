package dev.wengert.examples.newoperation;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.jqwik.GradientProperties;
import dev.wengert.gradcheck.jqwik.Rank;
import dev.wengert.gradcheck.jqwik.Sides;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** The new operations against finite differences at random shapes and values. */
class NewOperationProperties {

  private static final String SEED = "20261120";

  @Property(tries = 60, seed = SEED)
  @StatisticsReport(StatisticsReportMode.OFF)
  void snake(@ForAll Tensor x) {
    GradientProperties.check(
        GradCheck.of(in -> Snake.snake(in.get(0))).input("x", x).forwardMode().order(2));
  }

  @Property(tries = 60, seed = SEED)
  @StatisticsReport(StatisticsReportMode.OFF)
  void circularConvolution(@ForAll @Rank(min = 1, max = 1) @Sides({3, 1, 2, 5, 6}) Tensor a) {
    Tensor b = a.times(0.5).plus(1);
    GradientProperties.check(
        GradCheck.of(in -> CircularConvolution.convolve(in.get(0), in.get(1)))
            .input("a", a)
            .input("b", b)
            .forwardMode()
            .order(2));
  }
}
