package dev.wengert.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.wengert.testing.Gates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The workloads do what they do on other frameworks: {@code expected.txt} has what libtorch gets on
 * the same data, parameters and cotangents, with all random masks off.
 */
class WorkloadsTest {

  /** What is zero but for rounding: a bias in front of batch norm has no gradient. */
  private static final double ZERO = 1e-5;

  private static Map<String, Map<String, Double>> expected() throws IOException {
    Map<String, Map<String, Double>> expected = new LinkedHashMap<>();
    for (String line :
        Resources.readLines(
            Resources.getResource(WorkloadsTest.class, "expected.txt"), StandardCharsets.UTF_8)) {
      if (!line.startsWith("#")) {
        List<String> parts = Splitter.on(' ').limit(2).splitToList(line);
        Map<String, Double> numbers = new LinkedHashMap<>();
        Splitter.on(' ')
            .withKeyValueSeparator('=')
            .split(parts.get(1))
            .forEach((name, number) -> numbers.put(name, Double.valueOf(number)));
        expected.put(parts.get(0), numbers);
      }
    }
    return expected;
  }

  @TestFactory
  Stream<DynamicTest> getTheNumbersOfOtherFrameworks() throws IOException {
    Map<String, Map<String, Double>> expected = expected();
    assertThat(expected).hasSize(15);
    return expected.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> compare(each.getKey(), each.getValue())));
  }

  private static void compare(String workload, Map<String, Double> expected) {
    boolean isDouble = workload.startsWith("W1/") || workload.contains("f64");
    double tolerance = isDouble ? 1e-9 : 1e-4;
    Workload.Numbers numbers = Workloads.draw(workload).numbers();
    compare("eager", numbers.eager(), expected, tolerance);
    compare("compiled", numbers.compiled(), expected, tolerance);
  }

  private static void compare(
      String mode, Workload.Check check, Map<String, Double> expected, double tolerance) {
    ImmutableMap<String, Double> actual =
        ImmutableMap.<String, Double>builder()
            .put("value", check.value())
            .putAll(check.gradients())
            .buildOrThrow();
    assertThat(actual.keySet()).hasSameElementsAs(expected.keySet());
    expected.forEach(
        (name, number) ->
            assertThat(actual.get(name))
                .as("%s: %s", mode, name)
                .isCloseTo(number, within(number == 0 ? ZERO : tolerance * Math.abs(number))));
  }

  @Test
  @Tag(Gates.TAG)
  void layersGetTheNumbersOfWhatIsWrittenByHand() {
    for (String name : List.of("W1/layers-base", "W1/layers-l2", "W2/layers", "W9/layers")) {
      String hand = name.replace("layers-", "").replace("layers", "base");
      double expected = Workloads.draw(hand).numbers().eager().value();
      assertThat(Workloads.draw(name).numbers().eager().value())
          .as(name)
          .isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }
  }

  @Test
  void aWorkloadThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Workloads.draw("W11"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("workloads: there is none named W11; give one of [W1/base,");
  }
}
