package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;

/** Checks of the numbers that optimisers are made with. */
final class Hyperparameters {

  private Hyperparameters() {}

  static Schedule rate(String rule, double rate) {
    Preconditions.checkArgument(
        rate > 0 && Double.isFinite(rate),
        "%s: not a learning rate: %s; give a positive number",
        rule,
        rate);
    return Schedule.constant(rate);
  }

  static void positive(String rule, String what, double value) {
    Preconditions.checkArgument(
        value > 0 && Double.isFinite(value),
        "%s: the %s is %s; give a positive number",
        rule,
        what,
        value);
  }

  static void notNegative(String rule, String what, double value) {
    Preconditions.checkArgument(
        value >= 0 && Double.isFinite(value),
        "%s: the %s is %s; give 0 or a positive number",
        rule,
        what,
        value);
  }

  static void finite(String rule, String what, double value) {
    Preconditions.checkArgument(
        Double.isFinite(value), "%s: the %s is %s; give a finite number", rule, what, value);
  }

  /** A share of the old in a moving average. */
  static void share(String rule, String what, double value) {
    Preconditions.checkArgument(
        value >= 0 && value < 1,
        "%s: %s is %s; give a number from 0 to below 1",
        rule,
        what,
        value);
  }

  /** What running means of gradients and of their squares are made with. */
  static void moments(String rule, double beta1, double beta2, double epsilon) {
    share(rule, "beta1", beta1);
    share(rule, "beta2", beta2);
    positive(rule, "epsilon", epsilon);
  }

  /** A part of a whole. */
  static void part(String rule, String what, double value) {
    Preconditions.checkArgument(
        value > 0 && value <= 1,
        "%s: %s is %s; give a number above 0, 1 at most",
        rule,
        what,
        value);
  }
}
