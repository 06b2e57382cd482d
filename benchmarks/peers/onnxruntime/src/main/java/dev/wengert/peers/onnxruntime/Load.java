package dev.wengert.peers.onnxruntime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What callers see who ask again as soon as they are answered, as Wengert's {@code Load} measures
 * it.
 *
 * @param requestsPerSecond of all callers together
 * @param median the time of an answer, in microseconds
 * @param slowest the time that 99 of 100 answers do not exceed, in microseconds
 */
record Load(double requestsPerSecond, double median, double slowest) {

  private static final long NANOS = 1_000_000_000L;

  /** Measures so many callers for so many seconds, after as long a warm-up. */
  static Load of(int callers, double seconds, Callable<?> request) throws Exception {
    measure(callers, seconds, request);
    return measure(callers, seconds, request);
  }

  private static Load measure(int callers, double seconds, Callable<?> request) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      long start = System.nanoTime();
      long end = start + (long) (seconds * NANOS);
      List<Future<long[]>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(threads.submit(() -> ask(request, end)));
      }
      long[] times = {};
      for (Future<long[]> each : answers) {
        long[] more = each.get();
        int size = times.length;
        times = Arrays.copyOf(times, size + more.length);
        System.arraycopy(more, 0, times, size, more.length);
      }
      double elapsed = (System.nanoTime() - start) / (double) NANOS;
      Arrays.sort(times);
      return new Load(times.length / elapsed, micros(times, 0.5), micros(times, 0.99));
    }
  }

  /** Returns the nanoseconds of each answer until a time, of one at least. */
  private static long[] ask(Callable<?> request, long end) throws Exception {
    long[] times = new long[1024];
    int size = 0;
    long now = System.nanoTime();
    do {
      request.call();
      long answered = System.nanoTime();
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
      }
      times[size++] = answered - now;
      now = answered;
    } while (now < end);
    return Arrays.copyOf(times, size);
  }

  private static double micros(long[] sorted, double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)] / 1e3;
  }
}
