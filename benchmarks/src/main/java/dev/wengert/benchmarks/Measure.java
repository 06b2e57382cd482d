package dev.wengert.benchmarks;

import com.google.common.base.Preconditions;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Wengert;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times the workloads and prints one JSON line a measurement, as other frameworks' programs do.
 *
 * <p>A figure is the median over batches of about 100 ms, after a warm-up of 2 s, or 4 where 1,000
 * runs take longer, and for as long as each half second is quicker than the one before it, 20 s at
 * most; over 15 batches, or 5 where a run takes half a second. Arguments are the workloads to run,
 * {@code W1} or {@code W1/base}; none means all. Each is run with one thread and with more, as it
 * is and, in a second line, as a compiled program. {@code threads=2} runs with two alone, {@code
 * mode=eager} or {@code mode=compiled} in one way alone, and {@code check=true} times nothing: the
 * lines have the numbers alone that other frameworks must get too.
 *
 * <p>{@code rss_mb} is the memory that the process has resident when the workload ends, and {@code
 * peak_mb} the most that it had; they are a workload's own where a process runs one in one mode.
 */
public final class Measure {

  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final long WARM_UP_RUNS = 1000;
  private static final long MOST_WARM_UP_NANOS = 20_000_000_000L;

  /** By so much half a second of warm-up is quicker than the one before it while it goes on. */
  private static final double QUICKER = 0.97;

  private static final long BATCH_NANOS = 100_000_000L;
  private static final int BATCHES = 15;
  private static final long SLOW_NANOS = 500_000_000L;
  private static final int SLOW_BATCHES = 5;

  private static final String EAGER = "eager";
  private static final String COMPILED = "compiled";
  private static final ImmutableSet<String> MODES = ImmutableSet.of("", EAGER, COMPILED);
  private static final ImmutableMap<String, String> DEFAULTS =
      ImmutableMap.of("threads", "", "mode", "", "check", "false");

  private final boolean timed;
  private final String mode;

  private Measure(boolean timed, String mode) {
    this.timed = timed;
    this.mode = mode;
  }

  /** Runs the workloads that the arguments name. */
  public static void main(String[] arguments) {
    beginWithVectors();
    List<String> wanted = Arrays.stream(arguments).filter(each -> !each.contains("=")).toList();
    ImmutableMap<String, String> options = options(arguments);
    for (String each : wanted) {
      Preconditions.checkArgument(
          Workloads.names().stream().anyMatch(name -> isNamed(name, each)),
          "measure: there is no workload named %s; give one of %s",
          each,
          Workloads.names());
    }
    Preconditions.checkArgument(
        MODES.contains(options.get("mode")),
        "measure: there is no mode %s; give eager or compiled, or leave it out for both",
        options.get("mode"));
    Measure measure =
        new Measure(!Boolean.parseBoolean(options.get("check")), options.getOrDefault("mode", ""));
    String only = options.getOrDefault("threads", "");
    int first = only.isEmpty() ? 1 : Integer.parseInt(only);
    int last = only.isEmpty() ? Wengert.threads() : first;
    for (String name : Workloads.names()) {
      if (wanted.isEmpty() || wanted.stream().anyMatch(each -> isNamed(name, each))) {
        for (int threads = first; threads <= last; threads++) {
          int count = threads;
          Wengert.withThreads(count, () -> measure.run(name, count));
        }
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

  private static boolean isNamed(String name, String wanted) {
    return name.equals(wanted) || name.startsWith(wanted + "/");
  }

  private static ImmutableMap<String, String> options(String[] arguments) {
    ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
    options.putAll(DEFAULTS);
    for (String argument : arguments) {
      List<String> parts = Splitter.on('=').limit(2).splitToList(argument);
      if (parts.size() == 2) {
        Preconditions.checkArgument(
            DEFAULTS.containsKey(parts.get(0)),
            "measure: there is no option %s; give one of %s",
            parts.get(0),
            DEFAULTS.keySet());
        options.put(parts.get(0), parts.get(1));
      }
    }
    return options.buildKeepingLast();
  }

  private void run(String name, int threads) {
    Workload workload = Workloads.draw(name);
    if (!mode.equals(COMPILED)) {
      print(name, EAGER, workload::run, workload.numbers().eager(), threads);
    }
    if (!mode.equals(EAGER)) {
      workload
          .work()
          .map(CompiledWork::new)
          .ifPresent(
              work -> print(name, COMPILED, work::run, workload.numbers().compiled(), threads));
    }
  }

  private void print(String name, String mode, Runnable work, Workload.Check check, int threads) {
    String[] parts = name.split("/", 2);
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "{\"workload\": \"%s\", \"variant\": \"%s\", \"mode\": \"%s\", \"threads\": %d",
            parts[0],
            parts[1],
            mode,
            threads));
    if (timed) {
      double[] micros = micros(work);
      line.append(
          String.format(
              Locale.ROOT,
              ", \"median_us\": %.2f, \"min_us\": %.2f, \"rss_mb\": %d, \"peak_mb\": %d",
              micros[micros.length / 2],
              micros[0],
              ResidentMemory.megabytes("VmRSS"),
              ResidentMemory.megabytes("VmHWM")));
    }
    line.append(", \"check\": {\"value\": ").append(check.value());
    for (Map.Entry<String, Double> sum : check.gradients().entrySet()) {
      line.append(", \"").append(sum.getKey()).append("\": ").append(sum.getValue());
    }
    System.out.println(line.append("}}"));
  }

  /** Returns the nanoseconds of one run, by half a second of them. */
  private static double nanos(Runnable work) {
    long start = System.nanoTime();
    long runs = 0;
    long nanos = 0;
    while (nanos < SLOW_NANOS) {
      work.run();
      runs++;
      nanos = System.nanoTime() - start;
    }
    return (double) nanos / runs;
  }

  /** Returns the microseconds of one run in each batch, sorted. */
  private static double[] micros(Runnable work) {
    long warm = System.nanoTime();
    long runs = 0;
    long nanos = 0;
    while (nanos < WARM_UP_NANOS || (runs < WARM_UP_RUNS && nanos < 2 * WARM_UP_NANOS)) {
      work.run();
      runs++;
      nanos = System.nanoTime() - warm;
    }
    double before = (double) nanos / runs;
    double now = nanos(work);
    while (now < QUICKER * before && System.nanoTime() - warm < MOST_WARM_UP_NANOS) {
      before = now;
      now = nanos(work);
    }
    long perBatch = Math.max(1, (long) (BATCH_NANOS / now));
    double[] micros = new double[now > SLOW_NANOS ? SLOW_BATCHES : BATCHES];
    for (int batch = 0; batch < micros.length; batch++) {
      long start = System.nanoTime();
      for (long i = 0; i < perBatch; i++) {
        work.run();
      }
      micros[batch] = (System.nanoTime() - start) / 1e3 / perBatch;
    }
    Arrays.sort(micros);
    return micros;
  }
}
