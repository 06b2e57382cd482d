package dev.wengert.gradcheck.corpus;

import static dev.wengert.gradcheck.corpus.Functions.RELU;
import static dev.wengert.gradcheck.corpus.Functions.TANH;
import static dev.wengert.gradcheck.corpus.Functions.normal;
import static dev.wengert.gradcheck.corpus.Functions.square;

import dev.wengert.Key;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Derivatives that are wrong beside elements with a kink, which excuse nothing but themselves. */
final class Kinks {

  private static final int SIDE = 40;

  private Kinks() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (double error : new double[] {1e-3, 1e-2, 1e-1, -1e-2}) {
      cases.addAll(
          Twins.of(
              "relu of 40 x 40 features, half of them zero, off by " + error,
              s -> features(s, SIDE * SIDE / 2, 1 + error),
              s -> features(s, SIDE * SIDE / 2, 1)));
      cases.addAll(
          Twins.of(
              "relu of 40 x 40 features, one of them zero, off by " + error,
              s -> features(s, 1, 1 + error),
              s -> features(s, 1, 1)));
      cases.addAll(
          Twins.of(
              "hinge loss with margins met exactly, off by " + error,
              s -> hinge(s, 1 + error),
              s -> hinge(s, 1)));
      cases.addAll(
          Twins.of(
              "absolute values of residuals, some of them zero, off by " + error,
              s -> residuals(s, 1 + error),
              s -> residuals(s, 1)));
      cases.addAll(
          Twins.of(
              "relu layer with a row of zeros and no bias, off by " + error,
              s -> layer(s, 1 + error),
              s -> layer(s, 1)));
    }
    for (int zeros : new int[] {1, 7, 40, 800}) {
      cases.addAll(
          Twins.of(
              "1e-3 in one element, " + zeros + " kinks of 1,600",
              s -> oneWrong(s, zeros, 1e-3),
              s -> oneWrong(s, zeros, 0)));
      cases.addAll(
          Twins.hard(
              "clamped at odd places, " + zeros + " of 1,600 there, off by 1e-3, summed up",
              s -> clamped(s, zeros, 1 + 1e-3),
              s -> clamped(s, zeros, 1)));
    }
    cases.addAll(
        Twins.of(
            "leaky relu at exact zeros, each element alone",
            s -> small(s, 1.01),
            s -> small(s, 1)));
    cases.addAll(
        Twins.of("clamp at both limits, each element alone", s -> clip(s, 0.99), s -> clip(s, 1)));
    cases.add(Twins.right("kinks with other conventions in one sum", s -> conventions(s)));
    for (double error : new double[] {1e-2, -1e-1}) {
      cases.addAll(
          Twins.hard(
              "a row of zeros before thirty relus and another layer, off by " + error,
              s -> hiddenKinks(s, 1 + error),
              s -> hiddenKinks(s, 1)));
    }
    return cases;
  }

  /** Returns normal numbers, as many of which as asked for replaced by another. */
  static Tensor with(long seed, double other, int places, int... sides) {
    double[] values = normal(seed, sides).toDoubleArray();
    double[] order = Key.of(seed + 7).uniform(normal(seed, sides).spec()).toDoubleArray();
    double[] sorted = order.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < values.length && places > 0; i++) {
      if (order[i] <= sorted[places - 1]) {
        values[i] = other;
      }
    }
    return Tensor.wrap(values, sides);
  }

  private static Problem features(long seed, int zeros, double factor) {
    return Problem.of(
            in -> RELU.apply(in.get(0)),
            (in, out, d) -> List.of(d.times(in.get(0).gt(0).to(DType.FLOAT64)).times(factor)),
            with(seed, 0, zeros, SIDE, SIDE))
        .with(check -> check.mode(Mode.PROJECTED));
  }

  /** Behind the second layer, no slope of the whole tells those of the thirty. */
  private static Problem hiddenKinks(long seed, double factor) {
    double[] values = normal(seed, 12, 8).toDoubleArray();
    Arrays.fill(values, 32, 40, 0);
    Tensor w = normal(seed + 1, 8, 30);
    Tensor v = normal(seed + 2, 30, 2);
    return Problem.of(
            in -> RELU.apply(in.get(0).matmul(w)).matmul(v),
            (in, out, d) -> {
              Tensor on = in.get(0).matmul(w).gt(0).to(DType.FLOAT64);
              return List.of(d.matmul(v.transpose()).times(on).matmul(w.transpose()).times(factor));
            },
            Tensor.wrap(values, 12, 8))
        .with(check -> check.mode(Mode.PROJECTED));
  }

  private static Problem oneWrong(long seed, int zeros, double error) {
    Tensor x = with(seed, 0, zeros, SIDE, SIDE);
    double[] values = x.toDoubleArray();
    int place = 0;
    while (values[place] <= 0.5) {
      place++;
    }
    double[] factors = new double[values.length];
    Arrays.fill(factors, 1);
    factors[place] = 1 + error;
    Tensor factor = Tensor.wrap(factors, SIDE, SIDE);
    return Problem.of(
            in -> RELU.apply(in.get(0)),
            (in, out, d) -> List.of(d.times(in.get(0).gt(0).to(DType.FLOAT64)).times(factor)),
            x)
        .with(check -> check.mode(Mode.PROJECTED));
  }

  private static Problem hinge(long seed, double factor) {
    Tensor signs = Twins.map(normal(seed + 1, 1200), Math::signum);
    double[] x = normal(seed, 1200).toDoubleArray();
    double[] sign = signs.toDoubleArray();
    for (int i = 0; i < 1200; i += 60) {
      x[i] = sign[i];
    }
    return Problem.of(
            in -> Sum.of(RELU.apply(in.get(0).times(signs).unaryMinus().plus(1)), false),
            (in, out, d) -> {
              Tensor inside = in.get(0).times(signs).lt(1).to(DType.FLOAT64);
              return List.of(inside.times(signs).times(d).times(-factor));
            },
            Tensor.wrap(x, 1200))
        .with(check -> check.mode(Mode.PROJECTED));
  }

  private static Problem residuals(long seed, double factor) {
    Tensor target = normal(seed + 1, 40, 30);
    double[] x = normal(seed, 40, 30).toDoubleArray();
    double[] y = target.toDoubleArray();
    for (int i = 0; i < x.length; i += 50) {
      x[i] = y[i];
    }
    return Problem.of(
            in -> Sum.of(Twins.map(in.get(0).minus(target), Math::abs), false).div(1200),
            (in, out, d) ->
                List.of(
                    Twins.map(in.get(0).minus(target), Math::signum).times(d).times(factor / 1200)),
            Tensor.wrap(x, 40, 30))
        .with(check -> check.mode(Mode.PROJECTED));
  }

  private static Problem layer(long seed, double factor) {
    double[] values = normal(seed, 12, 9).toDoubleArray();
    Arrays.fill(values, 0, 9, 0);
    Tensor x = Tensor.wrap(values, 12, 9);
    return Problem.of(
        in -> Sum.of(RELU.apply(x.matmul(in.get(0)).plus(in.get(1))), false),
        (in, out, d) -> {
          Tensor open = x.matmul(in.get(0)).plus(in.get(1)).gt(0).to(DType.FLOAT64).times(d);
          return List.of(x.transpose().matmul(open).times(factor), Sum.of(open, false, 0));
        },
        normal(seed + 1, 9, 6),
        Tensor.zeros(DType.FLOAT64, 6));
  }

  private static Problem clamped(long seed, int places, double factor) {
    double edge = 0.7301;
    Tensor weights = normal(seed + 3, SIDE * SIDE);
    return Problem.of(
            in -> Sum.of(Twins.map(in.get(0), t -> Math.min(t, edge)).times(weights), false),
            (in, out, d) ->
                List.of(Twins.map(in.get(0), t -> t < edge ? factor : 0).times(weights).times(d)),
            with(seed, edge, places, SIDE * SIDE))
        .with(check -> check.mode(Mode.PROJECTED));
  }

  private static Problem small(long seed, double factor) {
    return Twins.map(
        t -> t > 0 ? t : 0.1 * t, t -> factor * (t > 0 ? 1 : 0.1), with(seed, 0, 5, 4, 5));
  }

  private static Problem clip(long seed, double factor) {
    DoubleUnaryOperator slope = t -> Math.abs(t) <= 0.5 ? factor : 0;
    double[] x = normal(seed, 20).times(0.3).toDoubleArray();
    x[3] = 0.5;
    x[11] = -0.5;
    x[0] = 0.2;
    return Problem.of(
        in -> square(Twins.map(in.get(0), t -> Math.max(-0.5, Math.min(0.5, t)))),
        (in, out, d) -> List.of(Twins.map(in.get(0), t -> 2 * t * slope.applyAsDouble(t)).times(d)),
        Tensor.wrap(x, 20));
  }

  /** Some kinks take their left slope, others their right one, as clamp and relu do. */
  private static Problem conventions(long seed) {
    Tensor weights = normal(seed + 1, 12);
    double[] right = new double[12];
    for (int i = 0; i < 6; i++) {
      right[i] = 1;
    }
    Tensor told = Tensor.wrap(right, 12);
    Tensor smooth = normal(seed + 2, 12);
    return Problem.of(
        in ->
            Sum.of(RELU.apply(in.get(0)).times(weights), false)
                .plus(Sum.of(TANH.apply(in.get(0).plus(smooth)), false)),
        (in, out, d) -> {
          Tensor open =
              in.get(0).gt(0).to(DType.FLOAT64).plus(in.get(0).eq(0).to(DType.FLOAT64).times(told));
          Tensor bent = square(TANH.apply(in.get(0).plus(smooth))).unaryMinus().plus(1);
          return List.of(open.times(weights).plus(bent).times(d));
        },
        Tensor.zeros(DType.FLOAT64, 12).broadcastTo(Shape.of(12)));
  }
}
