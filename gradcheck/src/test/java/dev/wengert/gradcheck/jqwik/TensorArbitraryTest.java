package dev.wengert.gradcheck.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.GradCheck;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

class TensorArbitraryTest {

  private static final Set<Integer> SIDES = Set.of(0, 1, 2, 3, 5);

  @Property(seed = "4711")
  @StatisticsReport(StatisticsReportMode.OFF)
  void shapesAndValuesAreWithinTheRules(@ForAll Tensor x) {
    assertThat(x.rank()).isBetween(0, 4);
    assertThat(x.size()).isLessThanOrEqualTo(64);
    for (double value : x.toDoubleArray()) {
      assertThat(value * 8).isEqualTo(Math.rint(value * 8));
      assertThat(Math.abs(value)).isLessThanOrEqualTo(1 << 20);
    }
    Statistics.label("rank").collect(x.rank()).coverage(c -> c.check(3).percentage(p -> p > 5));
    Statistics.label("empty")
        .collect(x.size() == 0)
        .coverage(c -> c.check(true).percentage(p -> p > 2 && p < 40));
    Set<Integer> sides = new HashSet<>();
    for (int side : x.shape().sides()) {
      sides.add(side);
    }
    assertThat(SIDES.containsAll(sides) || x.rank() > 2).isTrue();
    if (x.rank() == 2) {
      Statistics.label("square matrix")
          .collect(sides.size() == 1)
          .coverage(c -> c.check(true).percentage(p -> p < 30));
    }
  }

  @Property(seed = "4711")
  void annotationsAreObeyed(
      @ForAll @Rank(min = 2, max = 3) @Sides({2, 3}) Tensor x,
      @ForAll @Away(from = 1, by = 0.5) Tensor away,
      @ForAll @Distinct(gap = 0.25) Tensor distinct) {
    assertThat(x.rank()).isBetween(2, 3);
    for (int side : x.shape().sides()) {
      assertThat(side).isIn(2, 3);
    }
    for (double value : away.toDoubleArray()) {
      assertThat(Math.abs(value - 1)).isGreaterThanOrEqualTo(0.5);
    }
    double[] sorted = distinct.toDoubleArray();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      assertThat(sorted[i] - sorted[i - 1]).isGreaterThanOrEqualTo(0.25);
    }
  }

  @Property(seed = "4711")
  void distinctAndAwayHoldTogether(@ForAll("apart") Tensor x) {
    double[] sorted = x.toDoubleArray();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      assertThat(Math.abs(sorted[i])).isGreaterThanOrEqualTo(0.5);
      assertThat(i == 0 || sorted[i] - sorted[i - 1] >= 0.125).isTrue();
    }
  }

  @Provide
  Arbitrary<Tensor> apart() {
    return TensorArbitraries.tensors().nonEmpty().distinct(0.125).away(0, 0.5);
  }

  @Property(seed = "4711")
  @StatisticsReport(StatisticsReportMode.OFF)
  void broadcastableShapesBroadcast(@ForAll("triples") List<Tensor> tensors) {
    assertThat(tensors).hasSize(3);
    Shape shape = Shape.SCALAR;
    for (Tensor tensor : tensors) {
      shape = Shape.broadcast("test", shape, tensor.shape());
    }
    Statistics.label("equal shapes")
        .collect(
            tensors.get(0).shape().equals(tensors.get(1).shape())
                && tensors.get(1).shape().equals(tensors.get(2).shape()))
        .coverage(c -> c.check(false).percentage(p -> p > 40));
  }

  @Provide
  Arbitrary<List<Tensor>> triples() {
    return TensorArbitraries.broadcastable(3);
  }

  @Property(seed = "4711")
  void axesAreValidAndOncePerAxis(@ForAll("axes") TensorAndAxes sample) {
    Tensor x = sample.tensor();
    Set<Integer> seen = new HashSet<>();
    for (int axis : sample.axesArray()) {
      assertThat(axis).isBetween(-x.rank(), x.rank() - 1);
      assertThat(seen.add(Math.floorMod(axis, x.rank()))).isTrue();
    }
    if (!seen.isEmpty()) {
      assertThat(Sum.of(x, true, sample.axesArray()).rank()).isEqualTo(x.rank());
    }
  }

  @Provide
  Arbitrary<TensorAndAxes> axes() {
    return TensorArbitraries.validAxes();
  }

  @Property(tries = 50, seed = "4711")
  @StatisticsReport(StatisticsReportMode.OFF)
  void productsHaveRightGradients(@ForAll("triples") List<Tensor> tensors) {
    GradientProperties.check(
        GradCheck.of(in -> in.get(0).times(in.get(1)).plus(in.get(2)))
            .input("a", tensors.get(0).times(0.5).plus(3))
            .input("b", tensors.get(1).times(0.5).plus(3))
            .input("c", tensors.get(2)));
  }
}
