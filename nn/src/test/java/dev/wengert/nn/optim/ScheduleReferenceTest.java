package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every schedule at every step against the frameworks' formulas: {@code python/schedules.py}. */
class ScheduleReferenceTest {

  private static final double ULPS = 8 * 0x1p-52;

  @Test
  void everyStepIsThatOfTheModel() throws IOException {
    Set<String> names = new TreeSet<>();
    int compared = 0;
    for (String line : expectations()) {
      List<String> words = Splitter.on(' ').splitToList(line);
      double[] arguments = numbers(Splitter.on(',').splitToList(words.get(1)));
      double[] rates = numbers(words.subList(2, words.size()));
      names.add(words.get(0));
      if (words.get(0).equals("plateau")) {
        compareOnPlateau(line, arguments, rates);
        compared += rates.length / 2;
        continue;
      }
      Schedule schedule = schedule(words.get(0), arguments);
      for (int step = 0; step < rates.length; step++) {
        // What is subtracted from the larger end leaves its rounding.
        double tolerance = ULPS * Math.max(rates[step], Math.max(arguments[0], arguments[1]));
        assertThat(schedule.at(step))
            .as("%s %s, step %s", words.get(0), words.get(1), step)
            .isCloseTo(rates[step], within(words.get(0).equals("oneCycle") ? ULPS : tolerance));
        compared++;
      }
    }
    assertThat(names)
        .containsExactly(
            "cosine",
            "exponential",
            "linear",
            "oneCycle",
            "plateau",
            "polynomial",
            "repeated",
            "stepwise",
            "warmedUp");
    assertThat(compared).isGreaterThan(2000);
  }

  private static Schedule schedule(String name, double... a) {
    return switch (name) {
      case "stepwise" -> Schedule.stepwise(a[0], a[1], (long) a[2]);
      case "exponential" -> Schedule.exponential(a[0], a[1]);
      case "linear" -> Schedule.linear(a[0], a[1], (long) a[2]);
      case "polynomial" -> Schedule.polynomial(a[0], a[1], (long) a[2], a[3]);
      case "cosine" -> Schedule.cosine(a[0], a[1], (long) a[2]);
      case "warmedUp" -> Schedule.cosine(a[0], a[1], (long) a[2]).warmedUp((long) a[3]);
      case "repeated" -> Schedule.cosine(a[0], a[1], (long) a[2]).repeated((long) a[2]);
      case "oneCycle" -> Schedule.oneCycle(a[0], (long) a[1]);
      default -> throw new AssertionError(name);
    };
  }

  private static void compareOnPlateau(String line, double[] arguments, double[] numbers) {
    ReduceOnPlateau rule = new ReduceOnPlateau(arguments[0], (int) arguments[1], arguments[2]);
    ReduceOnPlateau.Watch watch = rule.start();
    int metrics = numbers.length / 2;
    for (int i = 0; i < metrics; i++) {
      watch = rule.next(watch, numbers[i]);
      assertThat(watch.scale()).as("%s, metric %s", line, i).isEqualTo(numbers[metrics + i]);
    }
  }

  /** The first and the last value are those that were given, and none lies beyond the two. */
  @Test
  void noStepLeavesTheRange() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      double start = random.nextDouble();
      double end = trial % 7 == 0 ? start : random.nextDouble();
      long steps = random.nextLong(1, 60);
      checkRange(Schedule.linear(start, end, steps), start, end, steps);
      checkRange(Schedule.polynomial(start, end, steps, 0.1 + 4 * end), start, end, steps);
      checkRange(Schedule.cosine(start, end, steps), start, end, steps);
      Schedule cycle = Schedule.oneCycle(start, 3 + steps);
      assertThat(cycle.at(0)).isEqualTo(start / 25);
      for (long step = 0; step < steps + 6; step++) {
        assertThat(cycle.at(step)).isBetween(start / 25 / 1e4, start);
      }
      assertThat(cycle.at(2 + steps)).isEqualTo(start / 25 / 1e4);
    }
  }

  private static void checkRange(Schedule schedule, double start, double end, long steps) {
    assertThat(schedule.at(0)).isEqualTo(start);
    assertThat(schedule.at(steps)).isEqualTo(end);
    for (long step = 0; step <= steps + 2; step++) {
      assertThat(schedule.at(step)).isBetween(Math.min(start, end), Math.max(start, end));
    }
  }

  private static double[] numbers(List<String> words) {
    return words.stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static List<String> expectations() throws IOException {
    try (InputStream in = ScheduleReferenceTest.class.getResourceAsStream("schedules.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    }
  }
}
