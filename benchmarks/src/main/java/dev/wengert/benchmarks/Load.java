package dev.wengert.benchmarks;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What callers see who ask again as soon as they are answered.
 *
 * @param requestsPerSecond of all callers together
 * @param median the time of an answer, in microseconds
 * @param slowest the time that 99 of 100 answers do not exceed, in microseconds
 */
record Load(double requestsPerSecond, double median, double slowest) {

  private static final long NANOS = 1_000_000_000L;

  /** Measures so many callers for so many seconds, after as long a warm-up. */
  static Load of(int callers, double seconds, Runnable request) {
    measure(callers, seconds, request);
    return measure(callers, seconds, request);
  }

  private static Load measure(int callers, double seconds, Runnable request) {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * NANOS);
      List<Future<ImmutableLongArray>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(threads.submit(() -> ask(request, end)));
      }
      ImmutableLongArray.Builder all = ImmutableLongArray.builder();
      for (Future<ImmutableLongArray> each : answers) {
        all.addAll(each.get());
      }
      double elapsed = (System.nanoTime() - start) / (double) NANOS;
      long[] times = all.build().toArray();
      Arrays.sort(times);
      return new Load(times.length / elapsed, micros(times, 0.5), micros(times, 0.99));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the nanoseconds of each answer until a time, of one at least. */
  private static ImmutableLongArray ask(Runnable request, long end) {
    ImmutableLongArray.Builder times = ImmutableLongArray.builder();
    long now = System.nanoTime();
    do {
      request.run();
      long answered = System.nanoTime();
      times.add(answered - now);
      now = answered;
    } while (now < end);
    return times.build();
  }

  private static double micros(long[] sorted, double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)] / 1e3;
  }
}
