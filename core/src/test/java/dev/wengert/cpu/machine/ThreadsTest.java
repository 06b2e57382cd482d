package dev.wengert.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.device.Frame;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, 4",
    "1, 1, 4",
    "7, 7, 4",
    "8, 7, 4",
    "1000, 1, 1",
    "1000, 1, 2",
    "1000, 3, 7",
    "1000, 999, 7",
    "1001, 64, 3",
    "2147483647, 500000000, 3"
  })
  void everyStepIsInOneRangeThatBeginsAtAGrain(int n, int grain, int threads) {
    AtomicIntegerArray seen = new AtomicIntegerArray(n > 10_000 ? 0 : n);
    AtomicInteger lengths = new AtomicInteger();
    Threads.with(
        threads,
        () ->
            Threads.forEachRange(
                n,
                grain,
                new Frame(0, new Lanes()),
                (frame, lane, from, to) -> {
                  assertThat(from % grain).isZero();
                  assertThat(to).isGreaterThan(from).isLessThanOrEqualTo(n);
                  lengths.addAndGet(to - from);
                  for (int i = from; i < to && seen.length() > 0; i++) {
                    seen.incrementAndGet(i);
                  }
                }));
    assertThat(lengths).hasValue(n);
    for (int i = 0; i < seen.length(); i++) {
      assertThat(seen.get(i)).as("step %s", i).isEqualTo(1);
    }
  }

  @Test
  void twoThreadsWorkAtOnce() throws InterruptedException {
    for (int call = 0; call < 300; call++) {
      assertTwoAtOnce();
      if (call % 10 == 0) {
        Thread.sleep(1); // helpers go to rest
      }
    }
  }

  @Test
  void callersWhoShareHelpersLoseNothing() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    Thread[] callers = new Thread[4];
    for (int i = 0; i < callers.length; i++) {
      callers[i] =
          new Thread(
              () -> {
                for (int call = 0; call < 1000; call++) {
                  Threads.with(
                      3,
                      () ->
                          Threads.forEachRange(
                              30,
                              1,
                              new Frame(0, new Lanes()),
                              (frame, lane, from, to) -> done.addAndGet(to - from)));
                }
              });
      callers[i].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(done).hasValue(4 * 1000 * 30);
  }

  private static void assertTwoAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    Threads.with(
        2,
        () ->
            Threads.forEachRange(
                2,
                1,
                new Frame(0, new Lanes()),
                (frame, lane, from, to) -> {
                  try {
                    both.await(60, TimeUnit.SECONDS);
                  } catch (Exception e) {
                    throw new AssertionError("the other range did not begin", e);
                  }
                }));
    assertThat(both.isBroken()).isFalse();
  }

  @Test
  void oneThreadIsTheCaller() {
    Thread caller = Thread.currentThread();
    AtomicInteger ranges = new AtomicInteger();
    Threads.with(
        1,
        () ->
            Threads.forEachRange(
                1000,
                1,
                new Frame(0, new Lanes()),
                (frame, lane, from, to) -> {
                  ranges.incrementAndGet();
                  assertThat(Thread.currentThread()).isSameAs(caller);
                }));
    assertThat(ranges).hasValue(1);
  }

  @Test
  void anExceptionOfAnyRangeReachesTheCallerAndTheNextCallWorks() {
    for (int bad = 0; bad < 100; bad += 33) {
      int step = bad;
      assertThatThrownBy(
              () ->
                  Threads.with(
                      3,
                      () ->
                          Threads.forEachRange(
                              100,
                              1,
                              new Frame(0, new Lanes()),
                              (frame, lane, from, to) -> {
                                if (from <= step && step < to) {
                                  throw new IllegalStateException("at " + step);
                                }
                              })))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("at " + step);
    }
    AtomicInteger steps = new AtomicInteger();
    Threads.with(
        3,
        () ->
            Threads.forEachRange(
                100,
                1,
                new Frame(0, new Lanes()),
                (frame, lane, from, to) -> steps.addAndGet(to - from)));
    assertThat(steps).hasValue(100);
  }

  @Test
  void aNumberHoldsInItsScopeOnItsThreadAlone() throws InterruptedException {
    int usual = Threads.count();
    int[] elsewhere = new int[1];
    Thread other = new Thread(() -> elsewhere[0] = Threads.count());
    Threads.with(
        usual + 3,
        () -> {
          assertThat(Threads.count()).isEqualTo(usual + 3);
          Threads.with(1, () -> assertThat(Threads.count()).isEqualTo(1));
          assertThat(Threads.count()).isEqualTo(usual + 3);
          other.start();
        });
    other.join();
    assertThat(elsewhere[0]).isEqualTo(usual);
    assertThat(Threads.count()).isEqualTo(usual);
  }

  @Test
  void noThreadsIsAnError() {
    assertThatThrownBy(() -> Threads.with(0, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "withThreads: the number of threads must be positive: 0; 1 keeps all work on the"
                + " calling thread");
  }
}
