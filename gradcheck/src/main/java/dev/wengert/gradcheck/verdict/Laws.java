package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Places;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every pullback, whatever the function: it is linear in the cotangent and remembers
 * nothing from one call to the next. No finite differences are needed to see it broken.
 */
final class Laws {

  /** A violation that is such a share of the derivative is one of FLOAT32's roundings. */
  private static final double FLOAT32 = 1e-6;

  private static final double[] FACTORS = {1e3, -1e3, 1e-3, -1e-3};

  /** By how many of the smallest numbers a thousandth, times a thousand again, may be off. */
  private static final double UNDERFLOW = 0x1p14;

  /** Beyond it, a thousand times the derivative overflows. */
  private static final double LARGEST = 1e300;

  private final Subject subject;
  private final Precision precision;

  /** What is wrong with the derivative of each argument; null if nothing. */
  private final @Nullable String[] violations;

  /** By how much rounding was seen to move each element of each derivative. */
  private final ImmutableList<double[]> rounding;

  /** What rounding of the outputs' size is in a derivative. */
  private final double floor;

  private final Jitter jitter;

  private Laws(Subject subject, Precision precision, Sight first, Jitter jitter) {
    this.subject = subject;
    this.precision = precision;
    this.violations = new @Nullable String[subject.arguments().size()];
    this.rounding = zero(subject);
    double size = 0;
    for (int i = 0; i < first.output().length; i++) {
      size += Math.abs(first.output()[i] * first.cotangent()[i]);
    }
    this.floor = precision.rounding(size);
    this.jitter = jitter;
  }

  /**
   * Tries the laws on random cotangents. Where one is broken, it must be by more than the
   * derivative's rounding, as it shows between points that are next to each other.
   */
  static Laws check(Subject subject, Sights sights, Signs signs, Precision precision) {
    Sight u = sights.next();
    Sight w = sights.next();
    Laws laws = new Laws(subject, precision, u, new Jitter(subject, sights, signs, precision, u));
    double[] zero = new double[u.cotangent().length];
    double[] sum = new double[zero.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = u.cotangent()[i] + w.cotangent()[i];
    }
    laws.require("the pullback of zero is not zero", sights.of(zero), zero(subject), u);
    laws.additive(sights.of(sum), u, w);
    for (double factor : FACTORS) {
      laws.homogeneous(factor, sights, u);
    }
    laws.forgetful(sights.of(u.cotangent()), u);
    return laws;
  }

  boolean isBroken() {
    for (String violation : violations) {
      if (violation != null) {
        return true;
      }
    }
    return false;
  }

  private static ImmutableList<double[]> zero(Subject subject) {
    ImmutableList.Builder<double[]> zeros = ImmutableList.builder();
    for (Argument argument : subject.arguments()) {
      zeros.add(new double[argument.value().size()]);
    }
    return zeros.build();
  }

  private void additive(Sight sum, Sight u, Sight w) {
    ImmutableList.Builder<double[]> expected = ImmutableList.builder();
    for (int i = 0; i < violations.length; i++) {
      double[] a = u.gradient(i);
      double[] b = w.gradient(i);
      double[] total = new double[a.length];
      for (int j = 0; j < a.length; j++) {
        total[j] = a[j] + b[j];
        double residue = Math.abs(sum.gradient(i)[j] - total[j]);
        rounding.get(i)[j] = Double.isFinite(residue) ? residue : 0;
      }
      expected.add(total);
    }
    require("the pullback of a sum is not the sum of the pullbacks", sum, expected.build(), u);
  }

  private void homogeneous(double factor, Sights sights, Sight u) {
    double[] scaled = times(factor, u.cotangent());
    Sight sight = sights.of(scaled);
    ImmutableList.Builder<double[]> gradients = ImmutableList.builder();
    ImmutableList.Builder<double[]> expected = ImmutableList.builder();
    for (int i = 0; i < violations.length; i++) {
      gradients.add(times(1 / factor, sight.gradient(i)));
      expected.add(u.gradient(i));
    }
    require(
        "the pullback of a cotangent times " + factor + " is not " + factor + " times its pullback",
        new Sight(u.output(), scaled, gradients.build()),
        expected.build(),
        u);
  }

  private static double[] times(double factor, double[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> factor * values[i]);
    return result;
  }

  private void forgetful(Sight again, Sight first) {
    for (int i = 0; i < violations.length; i++) {
      int place = Arrays.mismatch(again.gradient(i), first.gradient(i));
      if (place >= 0 && violations[i] == null) {
        violations[i] =
            "the pullback gives another answer after a different cotangent in between (a stale"
                + " cache?): "
                + again.gradient(i)[place]
                + " instead of "
                + first.gradient(i)[place];
      }
    }
  }

  private void require(String law, Sight found, ImmutableList<double[]> expected, Sight scale) {
    for (int i = 0; i < violations.length; i++) {
      double[] a = found.gradient(i);
      double[] b = expected.get(i);
      double[] point = subject.arguments().get(i).numbers();
      double largest = precision.rounding(Magnitudes.largest(scale.gradient(i)));
      double least = largest + floor + UNDERFLOW * precision.smallest();
      for (int j = 0; j < a.length && violations[i] == null; j++) {
        double size = Math.abs(scale.gradient(i)[j]);
        double tolerance = precision.linearity() * size + least;
        double error = Math.abs(a[j] - b[j]);
        if (size < LARGEST && !(error <= tolerance) && !jitter.covers(i, j, error, point[j])) {
          violations[i] =
              "%s: at %s %s instead of %s%s"
                  .formatted(
                      law,
                      Places.of(subject.arguments().get(i).value().shape(), j),
                      a[j],
                      b[j],
                      error <= FLOAT32 * size
                          ? ": is something rounded to FLOAT32 on the way?"
                          : "");
        }
      }
    }
  }

  /** Returns which law the derivative of an argument breaks; null if none. */
  @Nullable String violation(int argument) {
    return violations[argument];
  }

  /** Returns by how much rounding was seen to move each element of a derivative. */
  double[] rounding(int argument) {
    return rounding.get(argument);
  }
}
