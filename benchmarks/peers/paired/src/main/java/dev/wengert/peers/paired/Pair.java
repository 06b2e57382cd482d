package dev.wengert.peers.paired;

import java.util.List;

/**
 * The same work by its names.
 *
 * @param title its name in tables
 * @param theirs workload and variant as other frameworks have it
 * @param ours workload and variant in Wengert's benchmarks
 */
record Pair(String title, String theirs, String ours) {

  /** W3, W4 and W8 stand beside operations that others wrote for them by hand, too. */
  private static final List<Pair> ALL =
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
          new Pair("W8, theirs fused", "W8/fused", "W8/base"),
          new Pair("W9", "W9/cnn", "W9/base"),
          new Pair("W10", "W10/hvp", "W10/base"),
          new Pair("transformer, 85 M", "transformer/step", "transformer/12"));

  /** Returns those that are wanted, by their workload or in full; all if none is named. */
  static List<Pair> wanted(List<String> names) {
    for (String name : names) {
      Options.require(
          ALL.stream().anyMatch(pair -> pair.isNamed(name)),
          "there is no workload '" + name + "'",
          "give some of " + ALL.stream().map(Pair::theirs).toList());
    }
    return ALL.stream()
        .filter(pair -> names.isEmpty() || names.stream().anyMatch(pair::isNamed))
        .toList();
  }

  private boolean isNamed(String name) {
    return theirs.equals(name) || theirs.startsWith(name + "/");
  }

  private boolean isDouble() {
    return theirs.startsWith("W1/") || theirs.contains("f64");
  }

  /** Stops where the same work has not the same numbers. */
  void compare(Line theirLine, Line ourLine) {
    // In FLOAT32 the gradient of a bias in front of batch norm is zero but for rounding.
    Agreement.require(title, isDouble() ? 1e-9 : 1e-3, isDouble() ? 0 : 1e-5, theirLine, ourLine);
  }
}
