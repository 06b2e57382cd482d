package dev.wengert.peers.paired;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Runs the inference of Wengert and of ONNX Runtime in turn on the same models, and prints requests
 * a second and latencies. A model has a JVM of its own on either side, in which several callers
 * share it, and the next round begins with the other side.
 */
final class Served {

  private static final List<String> MODELS = List.of("classifier", "convolutional", "encoder");

  private final Options options;
  private final Programs programs;
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  Served(Options options) throws IOException {
    this.options = options;
    this.programs = new Programs(options);
  }

  /** Two lines of one round. */
  private record Round(Line ours, Line theirs) {

    double ratio() {
      return ours.number("requests_per_second") / theirs.number("requests_per_second");
    }
  }

  void run() throws IOException, InterruptedException {
    for (String name : options.only()) {
      Options.require(
          MODELS.contains(name), "there is no model '" + name + "'", "give some of " + MODELS);
    }
    List<String> models = options.only().isEmpty() ? MODELS : options.only();
    if (options.isCheck()) {
      for (String model : models) {
        run(model, true);
      }
      return;
    }
    System.out.println(Circumstances.of(options));
    for (int round = 1; round <= options.rounds(); round++) {
      for (String model : models) {
        run(model, round % 2 == 1);
      }
      System.err.println("round " + round + " of " + options.rounds() + " done");
    }
    print();
  }

  private void run(String model, boolean isTheirsFirst) throws IOException, InterruptedException {
    List<String> arguments = List.of(model, "check=" + options.isCheck());
    List<Line> first = isTheirsFirst ? programs.theirs(arguments) : List.of();
    List<Line> ours = programs.ours("Requests", arguments);
    List<Line> theirs = isTheirsFirst ? first : programs.theirs(arguments);
    Options.require(
        ours.size() == theirs.size(),
        model + ": " + ours.size() + " lines here, " + theirs.size() + " there",
        "let both sides have the same batches and callers");
    for (int i = 0; i < ours.size(); i++) {
      Line own = ours.get(i);
      String title = own.name() + ", callers " + own.fields().get("callers");
      Agreement.require(title, 1e-3, 1e-5, theirs.get(i), own);
      if (options.isCheck()) {
        System.out.printf("%s: %d numbers agree%n", own.name(), own.check().size());
      } else {
        rounds.computeIfAbsent(title, _ -> new ArrayList<>()).add(new Round(own, theirs.get(i)));
      }
    }
  }

  private void print() {
    System.out.println(
        "| model, batch, callers | requests/s: onnxruntime | Wengert | by onnxruntime's | p50, us:"
            + " onnxruntime | Wengert | p99, us: onnxruntime | Wengert | peak MB: onnxruntime |"
            + " Wengert |");
    System.out.println("|---|" + "---:|".repeat(9));
    rounds.forEach(
        (title, all) -> {
          List<String> cells = new ArrayList<>();
          cells.add(title.replace("/batch-", ", "));
          addBoth(cells, all, "requests_per_second");
          cells.add(Table.spread(all, Round::ratio));
          addBoth(cells, all, "p50_us");
          addBoth(cells, all, "p99_us");
          addBoth(cells, all, "peak_mb");
          System.out.println(Table.row(cells));
        });
  }

  private static void addBoth(List<String> cells, List<Round> all, String name) {
    List<ToDoubleFunction<Round>> sides =
        List.of(round -> round.theirs().number(name), round -> round.ours().number(name));
    for (ToDoubleFunction<Round> side : sides) {
      cells.add(Table.number(Table.median(all, side)));
    }
  }
}
