package dev.wengert.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop's way from numbers to vectors, on a clock that goes as the test says. */
class AscentTest {

  private static final int STEP = 8;

  private long now;
  private final Ascent ascent = new Ascent(() -> now, false);

  /** Nanoseconds that an element takes, and how many elements were computed. */
  private long vectorTime = 500;

  private final long numberTime = 4;
  private int byVectors;
  private int byNumbers;
  private int expected;

  private void vectors(int from, int to) {
    assertThat(from).isEqualTo(expected);
    assertThat((to - from) % STEP).isZero();
    expected = to;
    byVectors += to - from;
    now += vectorTime * (to - from);
  }

  private void numbers(int from, int to) {
    assertThat(from).isEqualTo(expected);
    expected = to;
    byNumbers += to - from;
    now += numberTime * (to - from);
  }

  /** Every element is computed once, in order. */
  private void run(int from, int to) {
    expected = from;
    ascent.rehearse(from, to, STEP, this::vectors, this::numbers);
    assertThat(expected).isEqualTo(to);
  }

  @BeforeEach
  void begins() {
    assertThat(ascent.hasArrived()).isFalse();
    assertThat(ascent.pays()).isFalse();
  }

  @Test
  void vectorsPayWhenEnoughWasDone() {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    ascent.add(Ascent.ENOUGH - 1);
    assertThat(ascent.pays()).isFalse();
    ascent.add(1);
    assertThat(ascent.pays()).isTrue();
    assertThat(ascent.hasArrived()).isFalse();
  }

  /** They are called for few elements, many times, and only for an eighth of the others' time. */
  @Test
  void slowVectorsRehearseForever() {
    for (int i = 0; i < 40_000; i++) {
      run(3, 2_100);
    }
    assertThat(ascent.hasArrived()).isFalse();
    assertThat(byVectors / STEP).isGreaterThan(Ascent.CALLS);
    assertThat(vectorTime * byVectors).isLessThan(numberTime * byNumbers / 7);
  }

  @Test
  void vectorsThatBecomeFastArrive() {
    while (byVectors < 2 * STEP * Ascent.CALLS) {
      run(0, 5_000);
      assertThat(ascent.hasArrived()).isFalse();
    }
    vectorTime = 1;
    for (int i = 0; i < 100 && !ascent.hasArrived(); i++) {
      run(0, 5_000);
    }
    assertThat(ascent.hasArrived()).isTrue();
    byNumbers = 0;
    run(1, 5_000);
    assertThat(byNumbers).isEqualTo(4_999 % STEP);
  }

  /**
   * Before they were called so often that they are compiled, it says nothing that they are fast.
   */
  @Test
  void vectorsAreComparedAfterManyCallsAlone() {
    vectorTime = 1;
    while (byVectors < STEP * Ascent.CALLS) {
      assertThat(ascent.hasArrived()).isFalse();
      run(0, 1_024);
    }
    for (int i = 0; i < Ascent.WINS + 1; i++) {
      run(0, 1_024);
    }
    assertThat(ascent.hasArrived()).isTrue();
  }

  /** Once faster is not yet fast: HotSpot may have held the others up. */
  @Test
  void oneLuckyCallIsNotEnough() {
    while (byVectors < 2 * STEP * Ascent.CALLS) {
      run(0, 1_024);
    }
    for (int i = 0; i < 10; i++) {
      int before = byVectors;
      vectorTime = 1;
      while (byVectors == before) {
        run(0, 1_024);
      }
      vectorTime = 500;
      while (byVectors < before + 4 * STEP) {
        run(0, 1_024);
      }
    }
    assertThat(ascent.hasArrived()).isFalse();
  }

  @Test
  void whatIsTooShortIsLeftToNumbers() {
    run(0, 4 * STEP - 1);
    assertThat(byVectors).isZero();
    assertThat(byNumbers).isEqualTo(4 * STEP - 1);
  }

  @Test
  void atOnceIsAtOnce() {
    Ascent immediate = new Ascent(() -> now, true);
    assertThat(immediate.pays()).isTrue();
    assertThat(immediate.hasArrived()).isTrue();
  }

  @Test
  void aLoopInStretchesOfAFewHundredElementsRehearsesToo() {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    ascent.add(Ascent.ENOUGH);
    int length = 100;
    boolean hasRested = false;
    for (int calls = 0; !ascent.hasArrived(); calls++) {
      assertThat(calls).isLessThan(1_000_000);
      if (ascent.rests(length)) {
        hasRested = true;
        long start = ascent.now();
        now += numberTime * length;
        byNumbers += length;
        ascent.rested(start);
      } else {
        run(0, length);
      }
      if (byVectors > STEP * Ascent.CALLS / 2) {
        vectorTime = 1;
      }
    }
    assertThat(hasRested).isTrue();
    assertThat(byVectors).isGreaterThan(STEP * Ascent.CALLS);
  }

  @Test
  void longStretchesDoNotRest() {
    assertThat(ascent.rests(Ascent.STRETCH)).isFalse();
    ascent.rested(now + 8_000);
    assertThat(ascent.rests(Ascent.STRETCH)).isTrue();
    assertThat(ascent.rests(Ascent.STRETCH + 1)).isFalse();
    ascent.rested(now - 16_000);
    assertThat(ascent.rests(Ascent.STRETCH)).isFalse();
  }
}
