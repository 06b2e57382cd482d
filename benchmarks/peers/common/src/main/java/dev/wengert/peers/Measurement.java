package dev.wengert.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times a framework's work and prints one JSON line a workload, as Wengert's own program does.
 *
 * <p>A figure is the median over batches of about 100 ms, after 2 s of warm-up, or 4 where 1,000
 * steps take longer; over 15 batches, or 5 where a step takes half a second.
 */
public final class Measurement {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double WARM_UP_SECONDS = 2;
  private static final int WARM_UP_STEPS = 1000;
  private static final double BATCH_SECONDS = 0.1;
  private static final int BATCHES = 15;
  private static final double SLOW_SECONDS = 0.5;
  private static final int SLOW_BATCHES = 5;

  private final Peer peer;
  private final int threads;
  private final boolean timed;

  private Measurement(Peer peer, int threads, boolean timed) {
    this.peer = peer;
    this.threads = threads;
    this.timed = timed;
  }

  /**
   * Runs a framework and ends the process, whose native threads may outlive their work.
   *
   * @param arguments {@code threads=1}, {@code check=true} to time nothing, and the workloads to
   *     run, {@code W3} or {@code W3/fused}; none means all
   */
  public static void main(Peer peer, String[] arguments) {
    int threads = 1;
    boolean timed = true;
    List<String> wanted = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.startsWith("threads=")) {
        threads = Integer.parseInt(argument.substring("threads=".length()));
      } else if (argument.startsWith("check=")) {
        timed = !Boolean.parseBoolean(argument.substring("check=".length()));
      } else {
        wanted.add(argument);
      }
    }
    peer.setThreads(threads);
    Measurement measurement = new Measurement(peer, threads, timed);
    for (String name : Data.WORKLOADS) {
      if (wanted.isEmpty()
          || wanted.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "/"))) {
        System.out.println(measurement.line(name));
        System.out.flush();
      }
    }
    System.exit(0);
  }

  private String line(String name) {
    String workload = name.substring(0, name.indexOf('/'));
    String variant = name.substring(name.indexOf('/') + 1);
    String head =
        String.format(
            "{\"peer\": \"%s\", \"version\": \"%s\", \"workload\": \"%s\", \"variant\": \"%s\","
                + " \"mode\": \"eager\", \"threads\": %d",
            peer.name(), peer.version(), workload, variant, threads);
    try (Work work = peer.make(workload, variant)) {
      Map<String, Double> check = work.check();
      return head + (timed ? time(work) : "") + ", \"check\": {" + numbers(check) + "}}";
    } catch (Peer.NotOffered e) {
      return head + ", \"not_offered\": \"" + plain(e.getMessage()) + "\"}";
    } catch (Exception e) {
      e.printStackTrace();
      return head + ", \"error\": \"" + plain(e.toString()) + "\"}";
    }
  }

  private static String plain(String message) {
    return message.replaceAll("[\\\\\"\\p{Cntrl}]", " ");
  }

  private static String numbers(Map<String, Double> check) {
    StringBuilder numbers = new StringBuilder();
    check.forEach(
        (name, number) ->
            numbers
                .append(numbers.isEmpty() ? "" : ", ")
                .append('"')
                .append(name)
                .append("\": ")
                .append(number));
    return numbers.toString();
  }

  private static String time(Work work) {
    double[] micros = micros(work);
    return String.format(
        Locale.ROOT,
        ", \"median_us\": %.2f, \"min_us\": %.2f, \"rss_mb\": %d, \"peak_mb\": %d",
        micros[micros.length / 2],
        micros[0],
        megabytes("VmRSS"),
        megabytes("VmHWM"));
  }

  /** Returns the microseconds of a step in each batch, sorted. */
  private static double[] micros(Work work) {
    long start = System.nanoTime();
    long steps = 0;
    double seconds = 0;
    while (seconds < WARM_UP_SECONDS || steps < WARM_UP_STEPS && seconds < 2 * WARM_UP_SECONDS) {
      work.step();
      steps++;
      seconds = (System.nanoTime() - start) * 1e-9;
    }
    long perBatch = Math.max(1, Math.round(steps * BATCH_SECONDS / seconds));
    double[] micros = new double[seconds > SLOW_SECONDS * steps ? SLOW_BATCHES : BATCHES];
    for (int batch = 0; batch < micros.length; batch++) {
      long begin = System.nanoTime();
      for (long i = 0; i < perBatch; i++) {
        work.step();
      }
      micros[batch] = (System.nanoTime() - begin) * 1e-3 / perBatch;
    }
    Arrays.sort(micros);
    return micros;
  }

  /** Returns what Linux says of this process: what is resident now, or the most that ever was. */
  public static long megabytes(String name) {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(name + ":")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
