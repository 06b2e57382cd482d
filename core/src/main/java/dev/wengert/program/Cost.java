package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/**
 * What a program does, in numbers that no measurement is needed for.
 *
 * <p>A FLOP is an addition, product, quotient, comparison or choice of floating numbers; a fused
 * multiply-add counts two, and a function (exp, say) as the arithmetic it is written out as. Bytes
 * are those of operands and results as they are stored: a number that is everywhere is read once, a
 * reshape moves nothing. What a Java function computes is not known and counts nothing. A loop
 * counts what all its steps do, as many as there are at most, or one if nothing bounds them; of a
 * choice the largest branch counts.
 *
 * @param lines one an instruction, in order
 */
public record Cost(ImmutableList<Line> lines) {

  /**
   * What an instruction does.
   *
   * @param instruction which
   * @param flops how many floating-point operations
   * @param bytes how many bytes it reads and writes
   * @param live how many bytes of results exist while it runs, its own included; not those of
   *     arguments and constants
   */
  public record Line(Instruction instruction, long flops, long bytes, long live) {}

  /** Returns the number of floating-point operations of a run. */
  public long flops() {
    return lines.stream().mapToLong(Line::flops).sum();
  }

  /** Returns how many bytes a run reads and writes. */
  public long bytes() {
    return lines.stream().mapToLong(Line::bytes).sum();
  }

  /** Returns the most bytes of results that exist at one time. */
  public long peak() {
    return lines.stream().mapToLong(Line::live).max().orElse(0);
  }

  /** Returns a table, an instruction a line and the whole in the last. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(row("FLOPs", "bytes", "live", "instruction"));
    for (Line line : lines) {
      text.append(
          row(
              Long.toString(line.flops()),
              Long.toString(line.bytes()),
              Long.toString(line.live()),
              "%" + line.instruction().firstResult() + " " + line.instruction().title()));
    }
    text.append(
        row(Long.toString(flops()), Long.toString(bytes()), Long.toString(peak()), "in all"));
    return text.toString();
  }

  private static String row(String flops, String bytes, String live, String what) {
    return String.format(Locale.ROOT, "%14s %14s %14s  %s%n", flops, bytes, live, what)
        .replace(System.lineSeparator(), "\n");
  }
}
