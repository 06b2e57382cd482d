package dev.wengert.peers.paired;

import java.util.Map;

/** That both sides do the same work: every number that they print of it agrees. */
final class Agreement {

  private Agreement() {}

  /**
   * Stops where one number differs, with both.
   *
   * @param tolerance relative
   * @param zero what is zero but for rounding
   */
  static void require(String title, double tolerance, double zero, Line theirs, Line ours) {
    Map<String, Double> own = ours.check();
    Map<String, Double> other = theirs.check();
    Options.require(
        !own.isEmpty() && own.keySet().equals(other.keySet()),
        title + ": not the same numbers: " + own.keySet() + " here, " + other.keySet() + " there",
        "let both sides print the value and a sum for each parameter");
    own.forEach(
        (name, number) -> {
          double there = other.get(name);
          double limit = tolerance * Math.max(Math.abs(number), Math.abs(there)) + zero;
          Options.require(
              Math.abs(number - there) <= limit,
              title
                  + ": not the same work: "
                  + name
                  + " is "
                  + number
                  + " here, "
                  + there
                  + " there",
              "make them agree before they are timed");
        });
  }
}
