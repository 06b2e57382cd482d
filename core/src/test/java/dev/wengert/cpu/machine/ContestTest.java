package dev.wengert.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** Calls until it is over. */
  private void play(Contest contest) {
    for (int calls = 0; !contest.isOver(); calls++) {
      assertThat(calls).isLessThan(10_000_000);
      call(contest);
    }
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

  @Test
  void quickVectorsWinSoonAfterTheyAreCompared() {
    Contest contest = new Contest(() -> now, false);
    vectorTime = 10;
    play(contest);
    assertThat(contest.isForVectors()).isTrue();
    assertThat(vectorCalls).isEqualTo(Contest.CALLS + Contest.WINS);
  }

  @Test
  void slowVectorsGetASmallShareAndLose() {
    Contest contest = new Contest(() -> now, false);
    vectorTime = 5_000;
    play(contest);
    assertThat(contest.isForVectors()).isFalse();
    assertThat(vectorCalls).isEqualTo(Contest.CALLS + Contest.LOSSES);
    assertThat(vectorNanos).isLessThan(now / 8);
  }

  @Test
  void aWinOrTwoAreNotEnough() {
    Contest contest = new Contest(() -> now, false);
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
  void callsOfDifferentLengthsAreNotCompared() {
    Contest contest = new Contest(() -> now, true);
    for (int i = 0; i < 3 * Contest.CALLS; i++) {
      boolean isForVectors = contest.isForVectors();
      long start = contest.now();
      now += isForVectors ? 100 : 1_000;
      contest.took(isForVectors, isForVectors ? 100 : 16, start);
    }
    assertThat(contest.isOver()).isFalse();
  }

  @Test
  void whatIsOverStaysSo() {
    Contest contest = new Contest(() -> now, true);
    vectorTime = 10;
    play(contest);
    for (int i = 0; i < 20; i++) {
      contest.took(i % 2 == 0, ELEMENTS, contest.now() - (i % 2 == 0 ? 1_000 : 1));
    }
    assertThat(contest.isOver()).isTrue();
    assertThat(contest.isForVectors()).isTrue();
  }

  @Test
  void vectorsHaveAllTheTimeFromTheStartWhereThatIsWanted() {
    Contest contest = new Contest(() -> now, true);
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
