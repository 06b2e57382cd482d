package dev.wengert.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Times a workload in a JVM that has just begun: drawing its data, and its first runs, whatever is
 * loaded, generated and compiled on the way.
 *
 * <p>Arguments are a workload, {@code W2/base}, and counts of runs, in order: {@code 1 20 400}. It
 * prints one JSON line: for each count the milliseconds since the main method began and those that
 * all threads computed, the JVM's own included. One process is one measurement.
 */
public final class FirstRuns {

  private FirstRuns() {}

  /** Runs the workload that the first argument names, so often as the last one says. */
  public static void main(String[] arguments) {
    long start = System.nanoTime();
    StringBuilder line = new StringBuilder("{\"workload\": \"" + arguments[0] + "\"");
    Workload workload = Workloads.draw(arguments[0]);
    int done = 0;
    append(line, 0, start);
    for (int i = 1; i < arguments.length; i++) {
      int count = Integer.parseInt(arguments[i]);
      for (; done < count; done++) {
        workload.run();
      }
      append(line, count, start);
    }
    System.out.println(line.append("}"));
  }

  private static void append(StringBuilder line, int runs, long start) {
    long computed =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime();
    line.append(
        String.format(
            Locale.ROOT,
            ", \"%d\": {\"ms\": %.0f, \"computed_ms\": %.0f}",
            runs,
            (System.nanoTime() - start) / 1e6,
            computed / 1e6));
  }
}
