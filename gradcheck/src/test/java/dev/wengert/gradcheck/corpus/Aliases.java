package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.normal;

import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Ripples on a line, left out by the derivative: over steps that are multiples of a ripple's
 * period, it is not there.
 */
final class Aliases {

  private static final double GOLDEN = (1 + Math.sqrt(5)) / 2;

  private Aliases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    double[] periods = {
      1.0 / 8,
      1.0 / 16,
      0x1p-6,
      0x1p-10,
      0x1p-14,
      0x1p-20,
      1.0 / 27,
      Math.pow(3, -9),
      1e-2,
      1e-4,
      1e-7,
      GOLDEN / 16,
      Math.pow(GOLDEN, -20)
    };
    for (double period : periods) {
      cases.addAll(
          Twins.of("a sine of period " + period, s -> sine(s, period, 0), s -> sine(s, period, 1)));
    }
    for (double period : new double[] {1.0 / 16, 1.0 / 27, 1e-4}) {
      cases.addAll(
          Twins.of(
              "a sine of period " + period + ", in 1,100 elements along directions",
              s -> projected(s, period, 0),
              s -> projected(s, period, 1)));
    }
    for (double period : new double[] {1.0 / 8, 1.0 / 32, 1.0 / 27, 1e-3}) {
      cases.addAll(
          Twins.of(
              "a triangle wave of period " + period,
              s -> triangle(s, period, 0),
              s -> triangle(s, period, 1)));
      cases.addAll(
          Twins.hard(
              "stairs of width " + period, s -> stairs(s, period, 1), s -> stairs(s, period, 0)));
      cases.addAll(
          Twins.hard(
              "a sawtooth of period " + period,
              s -> sawtooth(s, period, 1),
              s -> sawtooth(s, period, 1.3)));
    }
    for (double amplitude : new double[] {1e-6, 1e-9, 1e-11, 1e-12}) {
      double period = 20 * amplitude;
      cases.addAll(
          Twins.hard(
              "a sine of amplitude " + amplitude,
              s -> sine(s, period, 0),
              s -> sine(s, period, 1)));
    }
    for (double slope : new double[] {0.03, 0.3}) {
      cases.addAll(
          Twins.hard(
              "a sine of amplitude 1.0E-12 with slope " + slope + ", in one element",
              s -> rippled(normal(s, 1), 2 * Math.PI * 1e-12 / slope, slope, 0),
              s -> rippled(normal(s, 1), 2 * Math.PI * 1e-12 / slope, slope, 1)));
    }
    // The right one is another's: its derivative is that of a wave of 900 roundings.
    cases.add(Twins.hardWrong("a sine of amplitude 1.0E-13", s -> sine(s, 2e-12, 0)));
    for (double share : new double[] {1e-2, 1e-4, 1e-6}) {
      cases.addAll(
          Twins.of(
              "a sine of period 1/512 with slope " + share,
              s -> rippled(normal(s, 3), 0x1p-9, share, 0),
              s -> rippled(normal(s, 3), 0x1p-9, share, 1)));
    }
    cases.addAll(
        Twins.of("a sine in one element of twelve", s -> oneOf(s, 12, 0), s -> oneOf(s, 12, 1)));
    cases.addAll(
        Twins.of("a sine in one element of 1,500", s -> oneOf(s, 1500, 0), s -> oneOf(s, 1500, 1)));
    cases.addAll(Twins.of("two sines", s -> twoSines(s, 0), s -> twoSines(s, 1)));
    cases.addAll(
        Twins.of(
            "the sum of a function with a ripple", s -> rippledLoss(s, 0), s -> rippledLoss(s, 1)));
    return cases;
  }

  private static Problem sine(long seed, double period, double told) {
    return rippled(normal(seed, 3), period, 0.3, told);
  }

  private static Problem projected(long seed, double period, double told) {
    return rippled(normal(seed, 20, 55), period, 0.3, told)
        .with(check -> check.mode(Mode.PROJECTED));
  }

  /** x, and a sine whose slope is at most a share, of which the derivative tells a part. */
  private static Problem rippled(Tensor x, double period, double share, double told) {
    double w = 2 * Math.PI / period;
    return Twins.map(
        t -> t + Math.sin(w * t) * share / w, t -> 1 + told * share * Math.cos(w * t), x);
  }

  private static Problem twoSines(long seed, double told) {
    double v = 32 * Math.PI;
    double w = 2e5;
    return Twins.map(
        t -> Math.tanh(t) + Math.sin(v * t) * 0.2 / v + Math.sin(w * t) * 0.1 / w,
        t -> 1 - Math.tanh(t) * Math.tanh(t) + 0.2 * Math.cos(v * t) + told * 0.1 * Math.cos(w * t),
        normal(seed, 4));
  }

  private static Problem rippledLoss(long seed, double told) {
    double w = 64 * Math.PI;
    DoubleUnaryOperator f = t -> Math.sin(t) + Math.sin(w * t) * 0.1 / w;
    DoubleUnaryOperator slope = t -> Math.cos(t) + told * 0.1 * Math.cos(w * t);
    return Problem.of(
        in -> Sum.of(Twins.map(in.get(0), f), false),
        (in, out, d) -> List.of(Twins.map(in.get(0), slope).times(d)),
        normal(seed, 5));
  }

  private static Problem oneOf(long seed, int size, double told) {
    int place = (int) Math.floorMod(seed * 31, (long) size);
    double w = 32 * Math.PI;
    return Problem.of(
        in -> {
          double[] x = in.get(0).toDoubleArray();
          x[place] += Math.sin(w * x[place]) * 0.3 / w;
          return Tensor.wrap(x, size);
        },
        (in, out, d) -> {
          double[] pulled = d.toDoubleArray();
          pulled[place] *= 1 + told * 0.3 * Math.cos(w * in.get(0).toDoubleArray()[place]);
          return List.of(Tensor.wrap(pulled, size));
        },
        normal(seed, size));
  }

  private static Problem triangle(long seed, double period, double told) {
    return Twins.map(
        t -> t + 0.3 * period * Math.abs(t / period - Math.rint(t / period)),
        t -> 1 + told * 0.3 * Math.signum(t / period - Math.rint(t / period)),
        normal(seed, 3));
  }

  private static Problem stairs(long seed, double width, double told) {
    return Twins.map(t -> Math.floor(t / width) * width, t -> told, normal(seed, 3));
  }

  /** A line of slope 1 whose ripple of slope 0.3 jumps back once a period. */
  private static Problem sawtooth(long seed, double period, double told) {
    return Twins.map(
        t -> t + 0.3 * (t - Math.floor(t / period) * period), t -> told, normal(seed, 3));
  }
}
