package dev.wengert.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Wengert and another framework in turn on the same work, and prints the ratio of their times,
 * eager and compiled.
 *
 * <p>A machine that others share is another one each minute, so that only what ran in turn is
 * compared: a ratio is that of one round, and the table has the median over rounds beside the
 * smallest and the largest. Below 1, Wengert is faster. A workload whose numbers differ from the
 * other framework's is an error.
 */
public final class Paired {

  /** A workload by its name here, there, and in Wengert's benchmarks. */
  private record Pair(String name, String theirs, String ours) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("W1 base", "W1/base", "W1/base"),
          new Pair("W1 l2", "W1/l2", "W1/l2"),
          new Pair("W1 dropout", "W1/dropout", "W1/dropout"),
          new Pair("W2", "W2/full", "W2/base"),
          new Pair("W3", "W3/composed", "W3/layernorm"),
          new Pair("W3, theirs fused", "W3/fused", "W3/layernorm"),
          new Pair("W4", "W4/composed", "W4/batchnorm"),
          new Pair("W4, theirs fused", "W4/fused", "W4/batchnorm"),
          new Pair("W5", "W5/chain", "W5/elementwise"),
          new Pair("W6 64", "W6/f32-64", "W6/f32-64"),
          new Pair("W6 256", "W6/f32-256", "W6/f32-256"),
          new Pair("W6 1024", "W6/f32-1024", "W6/f32-1024"),
          new Pair("W6 512, FLOAT64", "W6/f64-512", "W6/f64-512"),
          new Pair("W7", "W7/overhead", "W7/chain"),
          new Pair("W8", "W8/composed", "W8/base"),
          new Pair("W8, theirs fused", "W8/sdpa", "W8/base"),
          new Pair("W9", "W9/cnn", "W9/base"),
          new Pair("W10", "W10/hvp", "W10/base"));

  private static final Pattern TEXT = Pattern.compile("\"(\\w+)\": ?\"([^\"]*)\"");
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": ?(-?[0-9][0-9.eE+-]*)");

  private final Map<String, String> options;

  private Paired(Map<String, String> options) {
    this.options = options;
  }

  /** Takes {@code peer=libtorch rounds=3 threads=1 only=W2,W8 peers=FOLDER wengert=FOLDER}. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    new Paired(options).run();
  }

  private void run() throws Exception {
    String only = options.get("only");
    List<Pair> pairs =
        PAIRS.stream()
            .filter(
                pair ->
                    only.isEmpty()
                        || Arrays.stream(only.split(","))
                            .anyMatch(
                                each ->
                                    pair.theirs().equals(each)
                                        || pair.theirs().startsWith(each + "/")))
            .toList();
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    int rounds = Integer.parseInt(options.get("rounds"));
    for (int round = 1; round <= rounds; round++) {
      for (Pair pair : pairs) {
        Map<String, String> theirs = theirs(pair).get("eager");
        if (theirs == null || !theirs.containsKey("median_us")) {
          continue;
        }
        Map<String, Map<String, String>> ours = ours(pair);
        ours.forEach(
            (mode, line) -> {
              compare(pair, line, theirs);
              ratios
                  .computeIfAbsent(pair.name() + "/" + mode, _ -> new ArrayList<>())
                  .add(time(line) / time(theirs));
            });
      }
      System.err.println("round " + round + " of " + rounds + " done");
    }
    System.out.printf("| workload | eager by %s | compiled by %s |%n", peer(), peer());
    System.out.println("|---|---:|---:|");
    for (Pair pair : pairs) {
      System.out.printf(
          "| %s | %s | %s |%n",
          pair.name(),
          shown(ratios.get(pair.name() + "/eager")),
          shown(ratios.get(pair.name() + "/compiled")));
    }
  }

  private static String shown(List<Double> ratios) {
    if (ratios == null) {
      return "";
    }
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double time(Map<String, String> line) {
    return Double.parseDouble(line.get("median_us"));
  }

  /** The loss, or the sum of absolute outputs: the same work has the same number. */
  private void compare(Pair pair, Map<String, String> ours, Map<String, String> theirs) {
    double own = Double.parseDouble(ours.get("value"));
    String other = theirs.getOrDefault("loss", theirs.get("out"));
    if (other != null && Math.abs(own - Double.parseDouble(other)) > 2e-3 * Math.abs(own)) {
      throw new IllegalStateException(
          pair.name() + ": not the same work: " + own + " here, " + other + " by " + peer());
    }
  }

  private String peer() {
    return options.get("peer");
  }

  private Map<String, Map<String, String>> theirs(Pair pair) throws Exception {
    boolean compiled = peer().equals("tensorflow-xla");
    String module = compiled ? "tensorflow" : peer();
    Path target = Path.of(options.get("peers"), module, "target");
    String classes =
        target.resolve("classes") + ":" + Files.readString(target.resolve("classpath.txt")).strip();
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx4g",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-cp",
                classes,
                "dev.wengert.peers.Main",
                module.equals("libtorch")
                    ? "dev.wengert.peers.Libtorch"
                    : "dev.wengert.peers.TensorFlow",
                "--threads",
                options.get("threads"),
                "--only",
                pair.theirs()));
    ProcessBuilder builder = new ProcessBuilder(command);
    if (compiled) {
      builder.environment().put("TF_XLA_FLAGS", "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit");
    }
    return lines(builder);
  }

  private Map<String, Map<String, String>> ours(Pair pair) throws Exception {
    String folder = options.get("wengert");
    List<String> command = new ArrayList<>(List.of(java()));
    if (options.getOrDefault("simd", "true").equals("true")) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx4g",
            "-Dwengert.threads=" + options.get("threads"),
            "-cp",
            folder + "/benchmarks.jar:" + folder + "/lib/*",
            "dev.wengert.benchmarks.Measure",
            pair.ours()));
    return lines(new ProcessBuilder(command));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The lines that a process prints for as many threads as asked, by their mode. */
  private Map<String, Map<String, String>> lines(ProcessBuilder builder)
      throws IOException, InterruptedException {
    String threads = options.get("threads");
    for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
      builder.environment().put(variable, threads);
    }
    // Threads of OpenMP and of OpenBLAS spin against each other, at ten times the time, unless
    // told.
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("{")) {
          continue;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Pattern pattern : List.of(TEXT, NUMBER)) {
          Matcher matcher = pattern.matcher(line);
          while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
          }
        }
        if (fields.containsKey("error")) {
          throw new IllegalStateException(line);
        }
        if (threads.equals(fields.get("threads"))) {
          found.put(fields.getOrDefault("mode", "eager"), fields);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", builder.command()) + " ended with " + process.exitValue());
    }
    return found;
  }
}
