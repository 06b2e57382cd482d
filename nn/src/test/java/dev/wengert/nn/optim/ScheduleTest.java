package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values are worked by hand. */
class ScheduleTest {

  @Test
  void constantStays() {
    check(Schedule.constant(0.3), 0, 0.3, 1_000_000_000_000L, 0.3);
  }

  @Test
  void stepwiseFallsAtEachStep() {
    check(Schedule.stepwise(0.8, 0.5, 10), 0, 0.8, 9, 0.8, 10, 0.4, 19, 0.4, 20, 0.2);
  }

  @Test
  void exponentialFallsAlways() {
    check(Schedule.exponential(2, 0.1), 0, 2, 1, 0.2, 3, 0.002);
  }

  @Test
  void linearEndsAtItsEnd() {
    check(Schedule.linear(0, 1, 4), 0, 0, 1, 0.25, 3, 0.75, 4, 1, 5, 1, 500, 1);
  }

  @Test
  void polynomialBends() {
    check(Schedule.polynomial(1.1, 0.1, 4, 2), 0, 1.1, 1, 0.5625 + 0.1, 2, 0.35, 4, 0.1, 9, 0.1);
  }

  @Test
  void cosineFallsSlowlyAtBothEnds() {
    double third = 1.5; // cos(pi / 3) = 1 / 2, so (1 + 1/2) / 2 of 2
    check(Schedule.cosine(2, 6), 0, 2, 2, third, 3, 1, 4, 0.5, 6, 0, 7, 0);
    check(Schedule.cosine(3, 1, 6), 0, 3, 2, third + 1, 6, 1, 60, 1);
  }

  @Test
  void oneCycleRisesAndFalls() {
    // Of ten steps the peak is the third, 0.3 * 10 - 1, and the last is 9.
    check(Schedule.oneCycle(2.5, 10), 0, 0.1, 1, 0.1 + 2.4 * 0.5, 2, 2.5, 9, 1e-5, 10, 1e-5);
  }

  @Test
  void schedulesCompose() {
    Schedule cosine = Schedule.cosine(2, 6);
    check(cosine.warmedUp(4), 0, 0, 1, 0.5, 4, 2, 6, 1.5, 10, 0);
    check(cosine.repeated(6), 0, 2, 3, 1, 5, cosine.at(5), 6, 2, 9, 1);
    check(cosine.times(0.5), 0, 1, 3, 0.5);
    check(Schedule.constant(7).after(Schedule.constant(5), 2), 1, 5, 2, 7);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Schedule.constant(Double.NaN))
        .hasMessage("schedule: the value is NaN; give a finite number");
    assertThatThrownBy(() -> Schedule.stepwise(1, 0.5, 0))
        .hasMessage("schedule: the number of steps 'every' is 0; give 1 or more");
    assertThatThrownBy(() -> Schedule.exponential(1, -1))
        .hasMessage("schedule: the factor is -1.0; give a positive number");
    assertThatThrownBy(() -> Schedule.cosine(1, -3))
        .hasMessage("schedule: the number of steps 'steps' is -3; give 1 or more");
    assertThatThrownBy(() -> Schedule.oneCycle(1, 3))
        .hasMessage("schedule: too few steps for a cycle: 3; give 4 or more");
  }

  @Test
  void stepsCountFromZero() {
    Schedule cosine = Schedule.cosine(2, 6);
    for (Schedule schedule :
        new Schedule[] {
          Schedule.stepwise(1, 0.5, 3),
          Schedule.exponential(1, 0.5),
          Schedule.linear(0, 1, 4),
          Schedule.polynomial(1, 0, 4, 2),
          cosine,
          Schedule.oneCycle(1, 10),
          cosine.warmedUp(3),
          cosine.repeated(6),
          cosine.times(2)
        }) {
      assertThatThrownBy(() -> schedule.at(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("schedule: the step is -1; steps count from 0");
    }
  }

  /** Takes a schedule, then steps and values by turns. */
  private static void check(Schedule schedule, double... stepsAndValues) {
    for (int i = 0; i < stepsAndValues.length; i += 2) {
      assertThat(schedule.at((long) stepsAndValues[i]))
          .as("step %s", stepsAndValues[i])
          .isCloseTo(stepsAndValues[i + 1], within(1e-15));
    }
  }
}
