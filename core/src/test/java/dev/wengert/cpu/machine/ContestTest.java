package dev.wengert.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** Two forms of a loop in short calls, on a clock that goes as the test says. */
class ContestTest {

  private static final int ELEMENTS = 16;
  private static final long NUMBER_TIME = 100;

  private long now;
  private long vectorTime;
  private long vectorCalls;
  private long numberCalls;
  private long vectorNanos;

  /** Calls until it is over; returns how many calls that were. */
  private int play(Contest contest) {
    int calls = 0;
    while (!contest.isOver()) {
      assertThat(calls++).isLessThan(10_000_000);
      call(contest);
    }
    return calls;
  }

  private void call(Contest contest) {
    boolean isForVectors = contest.isForVectors();
    long start = contest.now();
    long took = ELEMENTS * (isForVectors ? vectorTime : NUMBER_TIME);
    now += took;
    if (isForVectors) {
      vectorCalls++;
      vectorNanos += took;
    } else {
      numberCalls++;
    }
    contest.took(isForVectors, ELEMENTS, start);
  }

  private Contest begun() {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    Contest contest = new Contest(() -> now, false);
    contest.add(Ascent.ENOUGH - 1);
    assertThat(contest.pays()).isFalse();
    contest.add(1);
    assertThat(contest.pays()).isTrue();
    return contest;
  }

  @Test
  void quickVectorsWinSoonAfterTheyAreCompared() {
    Contest contest = begun();
    vectorTime = 10;
    play(contest);
    assertThat(contest.isForVectors()).isTrue();
    assertThat(vectorCalls).isEqualTo(Contest.CALLS + Contest.WINS);
  }

  @Test
  void slowVectorsGetASmallShareAndLose() {
    Contest contest = begun();
    vectorTime = 5_000;
    play(contest);
    assertThat(contest.isForVectors()).isFalse();
    assertThat(vectorCalls).isEqualTo(Contest.CALLS + Contest.LOSSES);
    assertThat(vectorNanos).isLessThan(now / 8);
  }

  @Test
  void aWinOrTwoAreNotEnough() {
    Contest contest = begun();
    vectorTime = 10;
    while (vectorCalls < Contest.CALLS + Contest.WINS - 1) {
      call(contest);
    }
    vectorTime = 200;
    while (!contest.isForVectors()) {
      call(contest);
    }
    call(contest);
    vectorTime = 10;
    play(contest);
    assertThat(contest.isForVectors()).isTrue();
    assertThat(vectorCalls).isEqualTo(Contest.CALLS + 2 * Contest.WINS);
  }

  @Test
  void vectorsHaveAllTheTimeFromTheStartWhereThatIsWanted() {
    Contest contest = new Contest(() -> now, true);
    assertThat(contest.pays()).isTrue();
    vectorTime = 5_000;
    for (int i = 0; i <= Contest.CALLS; i++) {
      assertThat(contest.isForVectors()).isTrue();
      call(contest);
    }
    assertThat(numberCalls).isZero();
    vectorTime = 50;
    play(contest);
    assertThat(contest.isForVectors()).isTrue();
    now = 0;
    vectorTime = 5_000;
    Contest lost = new Contest(() -> now, true);
    play(lost);
    assertThat(lost.isForVectors()).isFalse();
  }
}
