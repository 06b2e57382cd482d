package dev.wengert.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long the instructions of a program take, beside how long they would take at this machine's
 * {@linkplain Limits limits}: what moves more bytes than it computes, by its bytes, else by its
 * operations.
 *
 * @param lines one an instruction that does something, in order
 * @param limits the machine's
 */
public record Profile(ImmutableList<Line> lines, Limits limits) {

  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final int LEAST_RUNS = 3;
  private static final int RUNS = 11;
  private static final Escaper JSON = json();

  /**
   * An instruction.
   *
   * @param cost what it does
   * @param begin when it began in the last run, in nanoseconds from the run's begin
   * @param nanos how long it takes: the median of several runs
   * @param least how long it would take at the machine's limits
   */
  public record Line(Cost.Line cost, long begin, long nanos, double least) {}

  static Profile of(Schedule schedule, Arena arena, List<Tensor> inputs) {
    long end = System.nanoTime() + WARM_UP_NANOS;
    for (int i = 0; i < LEAST_RUNS || System.nanoTime() < end; i++) {
      arena.time(inputs);
    }
    Timing[] timings = new Timing[RUNS];
    Arrays.setAll(timings, i -> arena.time(inputs));
    Limits limits = Limits.measure();
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    List<Cost.Line> costs = Counting.of(schedule.plan()).lines();
    int at = 0;
    for (int step = 0; step < schedule.steps().size(); step++) {
      Instruction instruction = schedule.steps().get(step).instruction();
      while (!costs.get(at).instruction().equals(instruction)) {
        at++;
      }
      Cost.Line cost = costs.get(at);
      long[] nanos = new long[RUNS];
      int which = step;
      Arrays.setAll(nanos, i -> timings[i].nanos(which));
      Arrays.sort(nanos);
      Timing last = timings[RUNS - 1];
      DType dtype = instruction.results().get(0).dtype();
      lines.add(
          new Line(
              cost,
              last.begin(step) - last.start(),
              nanos[RUNS / 2],
              limits.nanos(dtype, cost.flops(), cost.bytes())));
    }
    return new Profile(lines.build(), limits);
  }

  /** Returns the nanoseconds of a run. */
  public long nanos() {
    return lines.stream().mapToLong(Line::nanos).sum();
  }

  /** Returns the nanoseconds that a run would take at the machine's limits. */
  public double least() {
    return lines.stream().mapToDouble(Line::least).sum();
  }

  /** Returns a table, in order, and the whole in its last line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "limits: %.0f GFLOP/s in FLOAT32, %.0f in FLOAT64, %.1f GB/s%n",
            limits.flopsInFloat32(),
            limits.flopsInFloat64(),
            limits.bytes()));
    text.append(
        String.format(
            "%10s %10s %6s %12s %12s  %s%n", "us", "at limits", "%", "FLOPs", "bytes", ""));
    for (Line line : lines) {
      Instruction instruction = line.cost.instruction();
      String what = "%" + instruction.firstResult() + " " + instruction.title();
      text.append(row(line.nanos, line.least, line.cost.flops(), line.cost.bytes(), what));
    }
    long flops = lines.stream().mapToLong(line -> line.cost.flops()).sum();
    long bytes = lines.stream().mapToLong(line -> line.cost.bytes()).sum();
    text.append(row(nanos(), least(), flops, bytes, "in all"));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private String row(long nanos, double least, long flops, long bytes, String what) {
    return String.format(
        Locale.ROOT,
        "%10.1f %10.1f %6.1f %12d %12d  %s%n",
        nanos / 1e3,
        least / 1e3,
        100.0 * nanos / Math.max(1, nanos()),
        flops,
        bytes,
        what);
  }

  /**
   * Writes a trace of one run, which the viewers of Chrome ({@code chrome://tracing}) and Perfetto
   * open.
   */
  public void writeTrace(Path file) throws IOException {
    StringBuilder text = new StringBuilder("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [");
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      Instruction instruction = line.cost.instruction();
      text.append(i == 0 ? "\n" : ",\n");
      text.append(
          String.format(
              Locale.ROOT,
              "{\"name\": \"%s\", \"ph\": \"X\", \"pid\": 1, \"tid\": 1, \"ts\": %.3f, \"dur\":"
                  + " %.3f, \"args\": {\"result\": \"%%%d\", \"flops\": %d, \"bytes\": %d,"
                  + " \"line\": \"%s\"}}",
              JSON.escape(instruction.title()),
              line.begin / 1e3,
              line.nanos / 1e3,
              instruction.firstResult(),
              line.cost.flops(),
              line.cost.bytes(),
              JSON.escape(instruction.line())));
    }
    Files.writeString(file, text.append("\n]}\n"), UTF_8);
  }

  private static Escaper json() {
    Escapers.Builder json = Escapers.builder().addEscape('"', "\\\"").addEscape('\\', "\\\\");
    for (char c = 0; c < ' '; c++) {
      json.addEscape(c, String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return json.build();
  }
}
