package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares the derivative with respect to one argument with finite differences. */
final class InputCheck {

  private static final int DIRECTIONS = 4;

  /** Up to this size all elements are looked at for a hint, once one is known to be wrong. */
  private static final int MOST_FOR_HINT = 1024;

  private final Subject subject;
  private final int argument;
  private final Argument input;
  private final Shape shape;
  private final Views views;
  private final Signs signs;
  private final Precision precision;
  private final Judge judge;

  /** By how much rounding was seen to move the derivative. */
  private final double residue;

  private final Zero zero;
  private final long before;
  private final Worst worst = new Worst();
  private @Nullable Noise noise;
  private boolean grained;

  InputCheck(
      Subject subject,
      int argument,
      Views views,
      Signs signs,
      Precision precision,
      double residue,
      Zero zero) {
    this.subject = subject;
    this.argument = argument;
    this.input = subject.arguments().get(argument);
    this.shape = input.value().shape();
    this.views = views;
    this.signs = signs;
    this.precision = precision;
    this.judge = new Judge(precision.relative());
    this.residue = residue;
    this.zero = zero;
    this.before = subject.evaluations();
  }

  /** Checks each element on its own. */
  Finding full(View view) {
    Site site = new Site(subject, argument, view.output(), view.cotangent());
    Comparison comparison = elements(site, view, worst);
    Judgement judgement = worst.judgement;
    if (judgement == null || judgement.verdict() != Verdict.WRONG) {
      return finding(Mode.FULL, comparison, worst.index, null, "");
    }
    return finding(
        Mode.FULL, comparison, worst.index, output(site, worst.index), hint(view, comparison));
  }

  private Comparison elements(Site site, View view, Worst found) {
    double[] gradient = view.gradient(argument);
    Comparison comparison = new Comparison(gradient.length);
    double[] values = input.numbers();
    Jitter jitter = new Jitter(subject, views, signs, precision, view);
    double rounding = zero == Zero.DECLARED ? roundingOfAll(view) : rounding(gradient);
    for (int i = 0; i < gradient.length; i++) {
      Judgement judgement = forgiven(jitter, element(site, i, gradient[i], rounding), values[i], 1);
      comparison.set(i, judgement.measurement());
      found.add(i, judgement);
    }
    return comparison;
  }

  private Judgement element(Site site, int i, double analytic, double rounding) {
    return judged(site, noise -> site.line(i, noise), analytic, rounding);
  }

  /**
   * Judges a derivative; before the first is called anything but right, the function's noise is
   * looked at once more, from further away.
   */
  private Judgement judged(
      Site site, Function<Noise, Probe> line, double analytic, double rounding) {
    Noise known = noise(site);
    Judgement judgement = judge.judge(line.apply(known), analytic, rounding);
    if (judgement.verdict() != Verdict.PASS && !grained) {
      grained = true;
      Noise other = site.grained(signs, known);
      if (other != known) {
        noise = other;
        return judge.judge(line.apply(other), analytic, rounding);
      }
    }
    return judgement;
  }

  /**
   * Lets an error pass that is the rounding of terms which cancel in the derivative.
   *
   * @param size that of the elements moved
   * @param amplitude by how much rounding in an element may be off in the derivative
   */
  private Judgement forgiven(Jitter jitter, Judgement judgement, double size, double amplitude) {
    Measurement old = judgement.measurement();
    double error = Math.abs(old.analytic() - old.numeric());
    boolean doubtful =
        judgement.verdict() == Verdict.WRONG || judgement.verdict() == Verdict.INCONCLUSIVE;
    if (!doubtful || !jitter.covers(argument, error / amplitude, size)) {
      return judgement;
    }
    return new Judgement(
        Verdict.PASS,
        new Measurement(old.analytic(), old.numeric(), old.bar(), amplitude * jitter.of(argument)),
        judgement.rungs());
  }

  private static boolean isWrong(Judgement judgement) {
    return judgement.verdict() == Verdict.WRONG || judgement.verdict() == Verdict.KINK_WRONG;
  }

  private Noise noise(Site site) {
    Noise known = noise;
    if (known == null) {
      known = site.noise(signs);
      noise = known;
    }
    return known;
  }

  /**
   * What cancels to a declared zero has the size of the other gradients, and so has its rounding.
   */
  private double roundingOfAll(View view) {
    double rounding = 0;
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        rounding = Math.max(rounding, rounding(view.gradient(i)));
      }
    }
    return rounding;
  }

  private double rounding(double[] gradient) {
    return precision.rounding(gradient) + 4 * residue;
  }

  /**
   * Checks random directions through all elements, each with a cotangent of its own.
   *
   * <p>Where kinks of several elements meet at the point, a direction may have slopes that no
   * choice of derivatives lies between; the element that differs most then decides.
   */
  Finding projected() {
    int size = input.value().size();
    Comparison comparison = new Comparison(size == 0 ? 0 : DIRECTIONS);
    for (int i = 0; i < comparison.size(); i++) {
      View view = views.next();
      Site site = new Site(subject, argument, view.output(), view.cotangent());
      double[] gradient = view.gradient(argument);
      double[] direction = site.inward(signs.coarse(size));
      double slope = 0;
      double squares = 0;
      for (int j = 0; j < size; j++) {
        double term = gradient[j] * direction[j];
        slope += term;
        squares += term * term;
      }
      double rounding =
          precision.rounding(new double[] {Math.sqrt(squares)}) + 4 * residue * Math.sqrt(size);
      if (zero == Zero.DECLARED) {
        rounding += Math.sqrt(size) * roundingOfAll(view);
      }
      Judgement judgement =
          forgiven(
              new Jitter(subject, views, signs, precision, view),
              judged(site, known -> site.line(direction, known), slope, rounding),
              Precision.largest(input.numbers()),
              Math.sqrt(size));
      if (isWrong(judgement)) {
        int place =
            new Bisection(noise(site))
                .element(site, direction, gradient, judgement.measurement().error());
        Judgement there = element(site, place, gradient[place], rounding(gradient));
        if (there.verdict() == Verdict.KINK_OK) {
          judgement = there;
        } else {
          comparison.set(i, judgement.measurement());
          worst.replace(place, there.verdict().isCorrect() ? judgement : there);
          return located(site, view, comparison.first(i + 1));
        }
      }
      comparison.set(i, judgement.measurement());
      worst.add(i, judgement);
    }
    return finding(Mode.PROJECTED, comparison, -1, null, "");
  }

  /** Reports the element that a failed direction was traced back to. */
  private Finding located(Site site, View view, Comparison directions) {
    String hint =
        view.gradient(argument).length <= MOST_FOR_HINT
            ? hint(view, elements(site, view, new Worst()))
            : "";
    int place = worst.index;
    return finding(Mode.PROJECTED, directions, place, output(site, place), hint);
  }

  private ImmutableIntArray output(Site site, int element) {
    int place = new Bisection(noise(site)).output(site, argument, element, views);
    return subject.layout().place(views.value().shape(), place);
  }

  private String hint(View view, Comparison comparison) {
    List<String> hints = Hints.of(evidence(view, comparison), argument, () -> isRightForOnes(view));
    return String.join("; ", hints);
  }

  private Evidence evidence(View view, Comparison comparison) {
    ImmutableList.Builder<Operand> others = ImmutableList.builder();
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (i != argument) {
        others.add(operand(i, view));
      }
    }
    Shape output = views.value().shape();
    return new Evidence(
        operand(argument, view),
        comparison,
        others.build(),
        output,
        subject.layout().shapes(output),
        view.output(),
        view.cotangent(),
        Slopes.of(subject, views));
  }

  private Operand operand(int i, View view) {
    Argument operand = subject.arguments().get(i);
    return new Operand(
        operand.name(), operand.value().shape(), operand.numbers(), view.gradient(i));
  }

  /** Returns whether the worst element is right when all outputs weigh the same. */
  private boolean isRightForOnes(View view) {
    double[] ones = new double[view.cotangent().length];
    Arrays.fill(ones, 1);
    double[] gradient = views.of(ones).gradient(argument);
    Site site = new Site(subject, argument, view.output(), ones);
    Judgement judgement = element(site, worst.index, gradient[worst.index], rounding(gradient));
    return ones.length > 1
        && judgement.verdict() == Verdict.PASS
        && !judgement.measurement().isZero();
  }

  private Finding finding(
      Mode mode,
      Comparison comparison,
      int place,
      @Nullable ImmutableIntArray output,
      String hint) {
    long evaluations = subject.evaluations() - before;
    Judgement judgement = worst.judgement;
    if (judgement == null) {
      return Finding.of(
          Aspect.GRADIENT, input.name(), shape, Verdict.PASS, "the input is empty", evaluations);
    }
    double resolution = comparison.resolution();
    Verdict verdict = judgement.verdict();
    String detail = "";
    if (verdict == Verdict.PASS && views.output().length == 0) {
      detail = "the output is empty";
    } else if (verdict == Verdict.PASS && comparison.isZero()) {
      verdict = zero.verdict();
      detail = zero.detail();
    } else if (verdict == Verdict.PASS && zero == Zero.DECLARED) {
      verdict = Verdict.WRONG;
      detail = "declared zero by expectZero, but it is not";
    } else if (verdict == Verdict.PASS && !(resolution <= precision.required())) {
      verdict = Verdict.ILL_CONDITIONED;
    }
    return new Finding(
        Aspect.GRADIENT,
        input.name(),
        shape,
        verdict,
        mode,
        place < 0 ? null : Places.of(shape, place),
        output,
        judgement.measurement(),
        comparison,
        resolution,
        judgement.rungs(),
        detail,
        hint,
        evaluations);
  }

  /** Keeps the judgement that is worst: by verdict, then by how far beyond its tolerance it is. */
  private static final class Worst {
    private int index = -1;
    private @Nullable Judgement judgement;

    void add(int i, Judgement next) {
      Judgement old = judgement;
      if (old == null
          || next.verdict().compareTo(old.verdict()) > 0
          || (next.verdict() == old.verdict() && excess(next) > excess(old))) {
        replace(i, next);
      }
    }

    void replace(int i, Judgement next) {
      index = i;
      judgement = next;
    }

    private static double excess(Judgement judgement) {
      Measurement m = judgement.measurement();
      return m.tolerance() == 0 ? 0 : Math.abs(m.analytic() - m.numeric()) / m.tolerance();
    }
  }
}
