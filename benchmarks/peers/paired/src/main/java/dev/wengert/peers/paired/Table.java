package dev.wengert.peers.paired;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Rows of tables, and what stands in their cells. */
final class Table {

  private Table() {}

  /** Returns a row. */
  static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** Returns a number with as many digits as it is worth. */
  static String number(double number) {
    return String.format(Locale.ROOT, number < 1000 ? "%.1f" : "%,.0f", number);
  }

  /** Returns a ratio's median with its smallest and largest. */
  static <T> String spread(List<T> rounds, ToDoubleFunction<T> ratio) {
    double[] sorted = sorted(rounds, ratio);
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        median(rounds, ratio),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  /** Returns the median over rounds. */
  static <T> double median(List<T> rounds, ToDoubleFunction<T> number) {
    double[] sorted = sorted(rounds, number);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static <T> double[] sorted(List<T> rounds, ToDoubleFunction<T> number) {
    return rounds.stream().mapToDouble(number).sorted().toArray();
  }
}
