package dev.wengert.peers.paired;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs Wengert and another framework in turn on the same work, and prints how many times as long
 * Wengert takes: below 1 it is faster.
 *
 * <p>A machine that others share is another one each minute, so a ratio is that of one round, in
 * which both sides of one workload run within seconds of each other; the next round begins with the
 * other side. Each workload, and each of Wengert's modes, has a JVM of its own, although starting
 * them takes a third of the time: a user's JVM runs one model, and in a shared one a workload would
 * find the heap that the one before has grown, and loops compiled for its shapes.
 *
 * <p>A workload whose numbers differ from the other framework's ends the run.
 */
public final class Paired {

  private final Options options;
  private final Programs programs;
  private final Map<Pair, String> notOffered = new LinkedHashMap<>();

  private Paired(Options options) throws IOException {
    this.options = options;
    this.programs = new Programs(options);
  }

  /** Takes {@link Options} as {@code name=value}. */
  public static void main(String[] arguments) throws Exception {
    try {
      Options options = Options.of(arguments);
      if (options.peer().equals("onnxruntime")) {
        new Served(options).run();
      } else {
        new Paired(options).run();
      }
    } catch (Options.Refused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    List<Pair> pairs = Pair.wanted(options.only());
    if (options.isCheck()) {
      check(pairs);
    } else {
      time(pairs);
    }
  }

  private void check(List<Pair> pairs) throws IOException, InterruptedException {
    List<Line> theirs = programs.theirs(untimed(pairs.stream().map(Pair::theirs).toList()));
    List<Pair> offered = new ArrayList<>();
    for (Pair pair : pairs) {
      String missing = named(theirs, pair.theirs()).getFirst().notOffered();
      if (missing.isEmpty()) {
        offered.add(pair);
      } else {
        System.out.printf("%s: not offered: %s%n", pair.title(), missing);
      }
    }
    if (offered.isEmpty()) {
      return;
    }
    List<Line> ours =
        programs.ours("Measure", untimed(offered.stream().map(Pair::ours).distinct().toList()));
    for (Pair pair : offered) {
      Line line = named(theirs, pair.theirs()).getFirst();
      for (Line own : named(ours, pair.ours())) {
        pair.compare(line, own);
        System.out.printf(
            "%s, %s: %d numbers agree%n",
            pair.title(), own.fields().get("mode"), line.check().size());
      }
    }
  }

  private static List<String> untimed(List<String> workloads) {
    List<String> arguments = new ArrayList<>(workloads);
    arguments.add("check=true");
    return arguments;
  }

  private static List<Line> named(List<Line> lines, String name) {
    return lines.stream().filter(line -> line.name().equals(name)).toList();
  }

  private void time(List<Pair> pairs) throws IOException, InterruptedException {
    Map<String, List<Pair>> groups = new LinkedHashMap<>();
    pairs.forEach(pair -> groups.computeIfAbsent(pair.ours(), _ -> new ArrayList<>()).add(pair));
    Results results = new Results(options);
    System.out.println(Circumstances.of(options));
    for (List<Pair> group : groups.values()) {
      for (String mode : options.modes()) {
        List<String> arguments = List.of(group.getFirst().ours(), "mode=" + mode);
        Line line = programs.measuredAsUsersStart(arguments).getLast();
        group.forEach(pair -> results.addPeak(pair, line));
      }
    }
    for (int round = 1; round <= options.rounds(); round++) {
      for (List<Pair> group : groups.values()) {
        time(group, round % 2 == 1, results);
      }
      System.err.println("round " + round + " of " + options.rounds() + " done");
    }
    results.print(pairs, notOffered);
  }

  /** Times pairs that have one workload of ours, either side first. */
  private void time(List<Pair> group, boolean isTheirsFirst, Results results)
      throws IOException, InterruptedException {
    Map<Pair, Line> theirs = isTheirsFirst ? theirs(group) : Map.of();
    if (notOffered.keySet().containsAll(group)) {
      return;
    }
    List<Line> ours = new ArrayList<>();
    for (String mode : options.modes()) {
      ours.addAll(programs.ours("Measure", List.of(group.getFirst().ours(), "mode=" + mode)));
    }
    Map<Pair, Line> others = isTheirsFirst ? theirs : theirs(group);
    others.forEach(
        (pair, line) -> {
          for (Line own : ours) {
            pair.compare(line, own);
            results.add(pair, line, own);
          }
        });
  }

  /** Returns the other framework's lines of those that it offers. */
  private Map<Pair, Line> theirs(List<Pair> group) throws IOException, InterruptedException {
    Map<Pair, Line> lines = new LinkedHashMap<>();
    for (Pair pair : group) {
      if (!notOffered.containsKey(pair)) {
        Line line = programs.theirs(List.of(pair.theirs())).getLast();
        if (line.notOffered().isEmpty()) {
          lines.put(pair, line);
        } else {
          notOffered.put(pair, line.notOffered());
        }
      }
    }
    return lines;
  }
}
