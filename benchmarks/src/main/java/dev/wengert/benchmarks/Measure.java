package dev.wengert.benchmarks;

import dev.wengert.Wengert;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Times the workloads and prints one JSON line a measurement, as other frameworks' programs do.
 *
 * <p>A figure is the median over batches of about 100 ms, after 2 s of warm-up. Arguments are the
 * workloads to run, {@code W1} or {@code W1/base}; none means all. Each is run with one thread and
 * with more, as it is and, in a second line, as a compiled program.
 */
public final class Measure {

  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final long BATCH_NANOS = 100_000_000L;
  private static final int BATCHES = 15;

  private Measure() {}

  /** Runs the workloads that the arguments name. */
  public static void main(String[] arguments) {
    beginWithVectors();
    for (String name : Workloads.names()) {
      boolean wanted =
          arguments.length == 0
              || Arrays.stream(arguments).anyMatch(a -> name.equals(a) || name.startsWith(a + "/"));
      for (int threads = 1; wanted && threads <= Wengert.threads(); threads++) {
        int count = threads;
        Wengert.withThreads(count, () -> measure(name, count));
      }
    }
  }

  /**
   * Lets loops begin with vectors unless the command line says otherwise: the steady state is the
   * same, and comes sooner.
   */
  static void beginWithVectors() {
    if (System.getProperty("wengert.simd") == null) {
      System.setProperty("wengert.simd", "always");
    }
  }

  private static void measure(String name, int threads) {
    Workload workload = Workloads.draw(name);
    Workload.Check check = workload.check();
    System.out.println(measure(name, "eager", workload::run, check, threads));
    workload
        .work()
        .map(CompiledWork::new)
        .ifPresent(
            work -> System.out.println(measure(name, "compiled", work::run, check, threads)));
  }

  private static String measure(
      String name, String mode, Runnable work, Workload.Check check, int threads) {
    long warm = System.nanoTime();
    long runs = 0;
    while (System.nanoTime() - warm < WARM_UP_NANOS) {
      work.run();
      runs++;
    }
    long perBatch = Math.max(1, runs * BATCH_NANOS / WARM_UP_NANOS);
    double[] micros = new double[BATCHES];
    for (int batch = 0; batch < BATCHES; batch++) {
      long start = System.nanoTime();
      for (long i = 0; i < perBatch; i++) {
        work.run();
      }
      micros[batch] = (System.nanoTime() - start) / 1e3 / perBatch;
    }
    Arrays.sort(micros);
    String[] parts = name.split("/", 2);
    return String.format(
        Locale.ROOT,
        "{\"workload\": \"%s\", \"variant\": \"%s\", \"mode\": \"%s\", \"threads\": %d,"
            + " \"median_us\": %.2f, \"min_us\": %.2f, \"check\": {\"value\": %s, \"gradients\":"
            + " [%s]}}",
        parts[0],
        parts[1],
        mode,
        threads,
        micros[BATCHES / 2],
        micros[0],
        check.value(),
        check.gradients().stream().map(Object::toString).collect(Collectors.joining(", ")));
  }
}
