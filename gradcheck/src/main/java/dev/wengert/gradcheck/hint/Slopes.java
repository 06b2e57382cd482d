package dev.wengert.gradcheck.hint;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of each output in each element of each input, as the pullback has it and as
 * differences over two steps have it: enough to tell what a wrong gradient looks like, not to judge
 * one.
 */
public final class Slopes {

  /** Larger problems are not looked at so closely. */
  private static final int MOST_OUTPUTS = 128;

  private static final int MOST_INPUTS = 512;
  private static final int MOST_PAIRS = 16_384;

  private static final double STEP = 0x1p-9;

  /** By argument; row by row, an output a row; empty for constants. */
  private final ImmutableList<double[]> numeric;

  private final ImmutableList<double[]> analytic;
  private final int outputs;

  private Slopes(ImmutableList<double[]> numeric, ImmutableList<double[]> analytic, int outputs) {
    this.numeric = numeric;
    this.analytic = analytic;
    this.outputs = outputs;
  }

  /** Measures all derivatives; null if there are too many, or the function fails nearby. */
  public static @Nullable Slopes of(Subject subject, Sights sights) {
    int outputs = sights.output().length;
    int inputs = 0;
    for (Argument argument : subject.arguments()) {
      inputs += argument.differentiated() ? argument.value().size() : 0;
    }
    if (outputs > MOST_OUTPUTS || inputs > MOST_INPUTS || (long) inputs * outputs > MOST_PAIRS) {
      return null;
    }
    try {
      ImmutableList.Builder<double[]> numeric = ImmutableList.builder();
      ImmutableList.Builder<double[]> analytic = ImmutableList.builder();
      for (Argument argument : subject.arguments()) {
        int size = argument.differentiated() ? argument.value().size() : 0;
        analytic.add(new double[outputs * size]);
      }
      ImmutableList<double[]> pulled = analytic.build();
      for (int o = 0; o < outputs; o++) {
        double[] one = new double[outputs];
        one[o] = 1;
        Sight sight = sights.of(one);
        for (int k = 0; k < pulled.size(); k++) {
          double[] row = sight.gradient(k);
          System.arraycopy(row, 0, pulled.get(k), o * row.length, row.length);
        }
      }
      for (int k = 0; k < pulled.size(); k++) {
        numeric.add(measured(subject, k, pulled.get(k).length / Math.max(1, outputs), outputs));
      }
      return new Slopes(numeric.build(), pulled, outputs);
    } catch (RuntimeException e) {
      return null; // no hint is worth an exception
    }
  }

  private static double[] measured(Subject subject, int argument, int size, int outputs) {
    double[] slopes = new double[size * outputs];
    Argument moved = subject.arguments().get(argument);
    double[] point = moved.numbers();
    for (int i = 0; i < size; i++) {
      double step =
          Math.min(
              STEP * (point[i] == 0 ? 1 : Math.abs(point[i])), moved.reach().room(point[i], 1, 0));
      double[] far = difference(subject, argument, point, i, step);
      double[] near = difference(subject, argument, point, i, step / 2);
      for (int o = 0; o < outputs; o++) {
        slopes[o * size + i] = (4 * near[o] - far[o]) / 3;
      }
    }
    return slopes;
  }

  private static double[] difference(
      Subject subject, int argument, double[] point, int i, double step) {
    double[] plus = point.clone();
    double[] minus = point.clone();
    plus[i] += step;
    minus[i] -= step;
    double[] result = subject.evaluate(argument, plus).toDoubleArray();
    double[] below = subject.evaluate(argument, minus).toDoubleArray();
    for (int o = 0; o < result.length; o++) {
      result[o] = (result[o] - below[o]) / (plus[i] - minus[i]);
    }
    return result;
  }

  int outputs() {
    return outputs;
  }

  /** Returns the measured derivatives in an argument: row by row, an output a row. */
  double[] numeric(int argument) {
    return numeric.get(argument);
  }

  /** Returns what the pullback says, likewise. */
  double[] analytic(int argument) {
    return analytic.get(argument);
  }

  /** Returns the measured gradient for a cotangent. */
  double[] gradient(int argument, double[] cotangent) {
    double[] slopes = numeric.get(argument);
    double[] gradient = new double[slopes.length / Math.max(1, outputs)];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += cotangent[o] * slopes[o * gradient.length + i];
      }
    }
    return gradient;
  }
}
