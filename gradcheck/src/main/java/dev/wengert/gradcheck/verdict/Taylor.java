package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Probe;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How fast the remainder {@code f(x + h v) - f(x) - h <g, v>} vanishes as h is halved: by a factor
 * of four where g is the gradient, by two where it is not.
 *
 * <p>This needs few evaluations beside the gradient, whatever the number of parameters; but it sees
 * only errors that are large beside the function's curvature over the step. Kinks that the step
 * crosses leave a remainder like that of an error, but it ends at the nearest of them, while that
 * of an error goes on until it is lost in rounding.
 */
final class Taylor {

  private static final int HALVINGS = 4;
  private static final int MOST_HALVINGS = 40;

  /** How far above the noise a remainder must be to be looked at. */
  private static final double SIGNAL = 256;

  private static final double RIGHT = 2;
  private static final double WRONG = 1;
  private static final double NEAR = 0.35;

  /** A remainder that shrinks to less than such a share in one halving is not that of an error. */
  private static final double VANISHING = 0.35;

  private Taylor() {}

  static Finding check(Subject subject, int argument, Sight sight, Signs signs) {
    Argument input = subject.arguments().get(argument);
    long before = subject.evaluations();
    Site site = new Site(subject, argument, sight.output(), sight.cotangent());
    double[] direction = site.inward(signs.coarse(input.value().size()));
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += sight.gradient(argument)[i] * direction[i];
    }
    Probe probe = site.line(direction, site.noise(signs));
    double[] remainders = new double[MOST_HALVINGS];
    double[] steps = new double[MOST_HALVINGS];
    int size = 0;
    double next = Double.POSITIVE_INFINITY;
    double step = probe.start();
    while (size < MOST_HALVINGS) {
      double remainder = Math.abs(probe.at(step) - step * slope);
      double noise = probe.noise() + site.epsilon() * Math.abs(step * slope);
      if (!Double.isNaN(remainder)) {
        if (!(remainder > SIGNAL * noise)) {
          next = remainder;
          break;
        }
        steps[size] = step;
        remainders[size++] = remainder;
      }
      step /= 2;
      if (step < probe.least()) {
        break;
      }
    }
    Verdict verdict = Verdict.PASS;
    String detail;
    if (size > HALVINGS) {
      double[] rates = new double[HALVINGS];
      for (int i = 0; i < HALVINGS; i++) {
        int at = size - 1 - i;
        rates[i] = Math.log(remainders[at - 1] / remainders[at]) / Math.log(2);
      }
      Arrays.sort(rates);
      double rate = (rates[1] + rates[2]) / 2;
      verdict = verdict(rate);
      detail =
          String.format(
              Locale.ROOT, "the remainder vanishes like step^%.2f; 2 is right, 1 is wrong", rate);
      if (verdict != Verdict.PASS && next < remainders[size - 1] * VANISHING) {
        verdict = Verdict.PASS;
        detail =
            String.format(
                Locale.ROOT,
                "the remainder is that of kinks: below step %.1e there is none",
                steps[size - 1]);
      }
    } else {
      detail = "the remainder is rounding: the function is a straight line here";
    }
    double resolution = size == 0 ? 0 : remainders[size - 1] / Math.abs(steps[size - 1] * slope);
    return new Finding(
        Aspect.TAYLOR,
        input.name(),
        input.value().shape(),
        verdict,
        Mode.PROJECTED,
        null,
        null,
        null,
        Comparison.of(List.of()),
        resolution,
        ImmutableList.of(),
        detail,
        "",
        subject.evaluations() - before);
  }

  private static Verdict verdict(double rate) {
    if (rate > RIGHT - NEAR) {
      return Verdict.PASS;
    }
    return Math.abs(rate - WRONG) < NEAR ? Verdict.WRONG : Verdict.INCONCLUSIVE;
  }
}
