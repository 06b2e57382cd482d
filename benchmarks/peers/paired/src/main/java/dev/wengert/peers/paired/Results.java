package dev.wengert.peers.paired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the rounds gave, and the table of it. */
final class Results {

  /** Two lines of one round. */
  private record Round(Line ours, Line theirs) {

    double ratio() {
      return micros() / theirMicros();
    }

    double micros() {
      return ours.number("median_us");
    }

    double theirMicros() {
      return theirs.number("median_us");
    }

    double peak() {
      return ours.number("peak_mb");
    }

    double theirPeak() {
      return theirs.number("peak_mb");
    }
  }

  private final Options options;
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  Results(Options options) {
    this.options = options;
  }

  /** Adds what one round gave. */
  void add(Pair pair, Line theirs, Line ours) {
    rounds
        .computeIfAbsent(key(pair, ours.fields().get("mode")), _ -> new ArrayList<>())
        .add(new Round(ours, theirs));
  }

  private static String key(Pair pair, String mode) {
    return pair.title() + "/" + mode;
  }

  private List<Round> of(Pair pair, String mode) {
    return rounds.getOrDefault(key(pair, mode), List.of());
  }

  /** Prints medians over the rounds, and for ratios the smallest and the largest. */
  void print(List<Pair> pairs, Map<Pair, String> notOffered) {
    List<String> columns = new ArrayList<>(List.of("workload", options.peer() + ", us"));
    for (String mode : options.modes()) {
      columns.add(mode + ", us");
      columns.add(mode + " by " + options.peer());
    }
    columns.add(options.peer() + ", MB");
    options.modes().forEach(mode -> columns.add(mode + ", MB"));
    System.out.println(row(columns));
    System.out.println("|---|" + "---:|".repeat(columns.size() - 1));
    for (Pair pair : pairs) {
      List<String> cells = new ArrayList<>();
      cells.add(pair.title());
      if (notOffered.containsKey(pair)) {
        cells.add("not offered");
      } else {
        addCells(cells, pair);
      }
      while (cells.size() < columns.size()) {
        cells.add("");
      }
      System.out.println(row(cells));
    }
    notOffered.forEach(
        (pair, why) -> System.out.printf("%n%s is not offered: %s%n", pair.title(), why));
  }

  private void addCells(List<String> cells, Pair pair) {
    List<Round> any = of(pair, options.modes().getFirst());
    cells.add(micros(median(any, Round::theirMicros)));
    for (String mode : options.modes()) {
      List<Round> all = of(pair, mode);
      double[] ratios = sorted(all, Round::ratio);
      cells.add(micros(median(all, Round::micros)));
      cells.add(
          text(
              "%.2f (%.2f to %.2f)",
              median(all, Round::ratio), ratios[0], ratios[ratios.length - 1]));
    }
    cells.add(text("%,.0f", median(any, Round::theirPeak)));
    for (String mode : options.modes()) {
      cells.add(text("%,.0f", median(of(pair, mode), Round::peak)));
    }
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String micros(double micros) {
    return text(micros < 1000 ? "%.1f" : "%,.0f", micros);
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> number) {
    return rounds.stream().mapToDouble(number).sorted().toArray();
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> number) {
    double[] sorted = sorted(rounds, number);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
