package dev.wengert.nn;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as a table of its components: what each is, its path, what it makes of an input, how many
 * parameters it owns, how much it computes, and how large what it makes is.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="table"}
 *
 * <p>Parameters and FLOPs are those of a component itself, without those of the rows below it, so
 * that a column's sum is the model's. What counts as a FLOP is said at {@link
 * dev.wengert.program.Cost}: a multiplication and an addition are two, so a convolution has twice
 * the number that papers give as multiply-adds. What a component computes counts for the innermost
 * layer around it that is {@linkplain Pass#run run} as such. A layer that stands in several places
 * counts in the row of the first, for all of them; the rows of the others name that one.
 *
 * @param rows one a component, in the order of declaration
 * @param dtype the dtype of all parameters and statistics
 * @param statistics how many numbers all statistics hold
 * @param run what FLOPs and outputs are of: dtype and shape of the input, for example; empty if the
 *     model was not run
 */
public record ModelTable(ImmutableList<Row> rows, DType dtype, long statistics, String run) {

  /**
   * A component.
   *
   * @param layer what it is, and of one that was declared before, as what
   * @param path its path, empty for the root
   * @param output what it made, the last time it ran; null if that is not known
   * @param parameters how many numbers its own parameters hold
   * @param flops how many floating-point operations it does itself
   */
  public record Row(String layer, String path, @Nullable Spec output, long parameters, long flops) {

    /** Returns how many bytes the output takes; 0 if it is not known. */
    public long bytes() {
      return output == null ? 0 : output.shape().size() * (long) output.dtype().bytes();
    }
  }

  private static final ImmutableList<String> HEADER =
      ImmutableList.of("layer", "path", "output", "parameters", "FLOPs", "memory");

  /** The columns from which on numbers stand, at the right. */
  private static final int NUMBERS = 3;

  /** Returns the table of a model that is not run. */
  static ModelTable of(Model<?> model) {
    return of(model, "", ImmutableMap.of(), ImmutableMap.of());
  }

  /**
   * Returns the table.
   *
   * @param outputs what is known of outputs, by path
   * @param flops what was counted, by path
   */
  static ModelTable of(
      Model<?> model,
      String run,
      ImmutableMap<String, Spec> outputs,
      ImmutableMap<String, Long> flops) {
    Map<String, Long> owned = new HashMap<>();
    ImmutableMap<String, String> labels = Structure.labels(model.root());
    model
        .parameters()
        .forEach(
            (path, parameter) ->
                owned.merge(
                    Structure.around(path, labels.keySet()),
                    (long) parameter.shape().size(),
                    Long::sum));
    long statistics = 0;
    for (Statistic statistic : model.statistics().values()) {
      statistics += statistic.shape().size();
    }
    ImmutableMap<String, Object> declared = Declarations.of(model.root()).byPath();
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    labels.forEach(
        (path, label) ->
            rows.add(
                new Row(
                    declared.get(path) instanceof Component component
                        ? named(label, path, model.path(component))
                        : label,
                    path,
                    outputs.get(path),
                    owned.getOrDefault(path, 0L),
                    flops.getOrDefault(path, 0L))));
    return new ModelTable(rows.build(), model.dtype(), statistics, run);
  }

  private static String named(String label, String path, String first) {
    return first.equals(path) ? label : label + " (as " + first + ")";
  }

  /** Returns how many numbers all parameters hold. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Returns how many floating-point operations one run in inference does. */
  public long flops() {
    return rows.stream().mapToLong(Row::flops).sum();
  }

  /** Returns the bytes of all parameters. */
  public long parameterBytes() {
    return parameters() * dtype.bytes();
  }

  /**
   * Returns the bytes of what components make, without those of a component around others that are
   * counted: about what a training step keeps for its backward walk.
   */
  public long outputBytes() {
    long bytes = 0;
    for (Row row : rows) {
      bytes += rows.stream().anyMatch(other -> isMadeWithin(row, other)) ? 0 : row.bytes();
    }
    return bytes;
  }

  private static boolean isMadeWithin(Row row, Row other) {
    boolean isBelow =
        row.path().isEmpty() ? !other.path().isEmpty() : other.path().startsWith(row.path() + ".");
    return isBelow && other.output() != null;
  }

  /** Returns the names of the columns; the last two are there if the model was run. */
  public ImmutableList<String> header() {
    return HEADER.subList(0, columns());
  }

  /** Returns the cells of a row, as they are printed. */
  public ImmutableList<String> cells(Row row) {
    Spec output = row.output();
    return ImmutableList.of(
            row.layer(),
            row.path(),
            output == null ? "" : output.shape().toString(),
            number(row.parameters()),
            number(row.flops()),
            output == null ? "" : memory(row.bytes()))
        .subList(0, columns());
  }

  /** Returns what is said of the whole, a sentence a line. */
  public ImmutableList<String> totals() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s parameters (%s of %s), %s numbers in statistics",
            number(parameters()),
            memory(parameterBytes()),
            dtype,
            number(statistics)));
    if (!run.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s FLOPs for %s, %s of outputs",
              number(flops()),
              run,
              memory(outputBytes())));
    }
    return lines.build();
  }

  private int columns() {
    return run.isEmpty() ? HEADER.size() - 2 : HEADER.size();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String memory(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%,.1f MiB", bytes / (1024.0 * 1024));
  }

  /** Returns the table as text. */
  @Override
  public String toString() {
    List<ImmutableList<String>> lines = new ArrayList<>();
    lines.add(header());
    rows.forEach(row -> lines.add(cells(row)));
    int[] widths = new int[columns()];
    int total = -2;
    for (int i = 0; i < widths.length; i++) {
      for (ImmutableList<String> line : lines) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
      total += widths[i] + 2;
    }
    String rule = "-".repeat(total) + "\n";
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < lines.size(); r++) {
      ImmutableList<String> line = lines.get(r);
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        padded.append(
            i < NUMBERS
                ? Strings.padEnd(line.get(i), widths[i], ' ')
                : Strings.padStart(line.get(i), widths[i], ' '));
        padded.append("  ");
      }
      text.append(padded.toString().stripTrailing()).append('\n');
      text.append(r == 0 ? rule : "");
    }
    return text.append(rule).append(String.join("\n", totals())).toString();
  }
}
