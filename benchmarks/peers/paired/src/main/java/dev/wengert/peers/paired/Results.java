package dev.wengert.peers.paired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    double theirPeak() {
      return theirs.number("peak_mb");
    }
  }

  private final Options options;
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  /** The most memory in megabytes. */
  private final Map<String, Double> peaks = new LinkedHashMap<>();

  Results(Options options) {
    this.options = options;
  }

  /** Adds what one round gave. */
  void add(Pair pair, Line theirs, Line ours) {
    rounds
        .computeIfAbsent(key(pair, ours.fields().get("mode")), _ -> new ArrayList<>())
        .add(new Round(ours, theirs));
  }

  /** Adds the most memory that ours had. */
  void addPeak(Pair pair, Line ours) {
    peaks.put(key(pair, ours.fields().get("mode")), ours.number("peak_mb"));
  }

  private static String key(Pair pair, String mode) {
    return pair.title() + "/" + mode;
  }

  private List<Round> of(Pair pair, String mode) {
    return rounds.getOrDefault(key(pair, mode), List.of());
  }

  /**
   * Prints medians over the rounds, and for ratios the smallest and the largest; our memory is that
   * of one run.
   */
  void print(List<Pair> pairs, Map<Pair, String> notOffered) {
    List<String> columns = new ArrayList<>(List.of("workload", options.peer() + ", us"));
    for (String mode : options.modes()) {
      columns.add(mode + ", us");
      columns.add(mode + " by " + options.peer());
    }
    columns.add(options.peer() + ", MB");
    options.modes().forEach(mode -> columns.add(mode + ", MB"));
    System.out.println(Table.row(columns));
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
      System.out.println(Table.row(cells));
    }
    notOffered.forEach(
        (pair, why) -> System.out.printf("%n%s is not offered: %s%n", pair.title(), why));
  }

  private void addCells(List<String> cells, Pair pair) {
    List<Round> any = of(pair, options.modes().getFirst());
    cells.add(Table.number(Table.median(any, Round::theirMicros)));
    for (String mode : options.modes()) {
      List<Round> all = of(pair, mode);
      cells.add(Table.number(Table.median(all, Round::micros)));
      cells.add(Table.spread(all, Round::ratio));
    }
    cells.add(Table.number(Table.median(any, Round::theirPeak)));
    for (String mode : options.modes()) {
      cells.add(Table.number(peaks.getOrDefault(key(pair, mode), Double.NaN)));
    }
  }
}
