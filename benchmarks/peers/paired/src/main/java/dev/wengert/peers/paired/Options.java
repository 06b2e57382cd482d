package dev.wengert.peers.paired;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run is asked for.
 *
 * @param peer the other framework
 * @param rounds how often each side is timed
 * @param threads how many threads share the work
 * @param only workloads by name, {@code W6} or {@code W6/f32-64}; none means all
 * @param modes how Wengert works: {@code eager}, {@code compiled}
 * @param isVectored whether Wengert has the JVM's vector module
 * @param isCheck whether numbers are compared alone, and nothing is timed
 * @param peers the folder of the other frameworks' builds
 * @param wengert the folder with {@code benchmarks.jar}
 */
record Options(
    String peer,
    int rounds,
    int threads,
    List<String> only,
    List<String> modes,
    boolean isVectored,
    boolean isCheck,
    Path peers,
    Path wengert) {

  private static final List<String> PEERS =
      List.of("libtorch", "tensorflow", "tensorflow-xla", "onnxruntime");
  private static final List<String> MODES = List.of("eager", "compiled");
  private static final List<String> NAMES =
      List.of("peer", "rounds", "threads", "only", "modes", "simd", "check", "peers", "wengert");

  /** Returns the options of arguments {@code name=value}, or says which is wrong. */
  static Options of(String[] arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      require(NAMES.contains(name), "there is no option " + name, "give one of " + NAMES);
      values.put(name, equals < 0 ? "" : argument.substring(equals + 1).strip());
    }
    for (String name : NAMES) {
      require(
          values.containsKey(name), "the option " + name + " is missing", "give all of " + NAMES);
    }
    String peer = values.get("peer");
    require(PEERS.contains(peer), "there is no peer '" + peer + "'", "give one of " + PEERS);
    List<String> modes = list(values.get("modes"));
    require(
        !modes.isEmpty() && MODES.containsAll(modes),
        "there are no modes '" + values.get("modes") + "'",
        "give eager, compiled, or both with a comma between");
    return new Options(
        peer,
        positive("rounds", values.get("rounds")),
        positive("threads", values.get("threads")),
        list(values.get("only")),
        modes,
        truth("simd", values.get("simd")),
        truth("check", values.get("check")),
        Path.of(values.get("peers")),
        Path.of(values.get("wengert")));
  }

  private static List<String> list(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static int positive(String name, String value) {
    require(
        value.matches("[1-9][0-9]{0,3}"),
        name + " is '" + value + "'",
        "give a whole number from 1 on");
    return Integer.parseInt(value);
  }

  private static boolean truth(String name, String value) {
    require(
        value.equals("true") || value.equals("false"),
        name + " is '" + value + "'",
        "give true or false");
    return Boolean.parseBoolean(value);
  }

  /** Refuses options: what is wrong, and what to give instead. */
  static void require(boolean isRight, String wrong, String remedy) {
    if (!isRight) {
      throw new Refused("paired: " + wrong + "; " + remedy);
    }
  }

  /** A run that cannot be done as asked; the message says why. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }
}
