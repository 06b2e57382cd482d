package dev.wengert.gradcheck;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import org.jspecify.annotations.Nullable;

/** Compares the derivative with respect to one argument with finite differences. */
final class InputCheck {

  private static final int DIRECTIONS = 4;

  private final Subject subject;
  private final Precision precision;
  private final Signs signs;

  InputCheck(Subject subject, Precision precision, Signs signs) {
    this.subject = subject;
    this.precision = precision;
    this.signs = signs;
  }

  /**
   * Checks each element on its own.
   *
   * @param view a cotangent and the gradient that belongs to it
   */
  Finding full(int argument, View view, boolean expectZero) {
    long before = subject.evaluations();
    Site site = new Site(subject, argument, view.output(), view.cotangent());
    double noise = site.noise(signs);
    double[] gradient = view.gradient(argument);
    double rounding = expectZero ? roundingOfAll(view) : precision.rounding(gradient);
    Judge judge = new Judge(precision.relative());
    Worst worst = new Worst();
    Comparison comparison = new Comparison(gradient.length);
    for (int i = 0; i < gradient.length; i++) {
      Judgement judgement = judge.judge(site.line(i, noise), gradient[i], rounding);
      comparison.set(i, judgement.measurement());
      worst.add(i, judgement);
    }
    return finding(argument, Mode.FULL, worst, comparison, expectZero, before);
  }

  /**
   * What cancels to a declared zero has the size of the other gradients, and so has its rounding.
   */
  private double roundingOfAll(View view) {
    double rounding = 0;
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        rounding = Math.max(rounding, precision.rounding(view.gradient(i)));
      }
    }
    return rounding;
  }

  /** Checks random directions through all elements, each with a cotangent of its own. */
  Finding projected(int argument, Views views, boolean expectZero) {
    long before = subject.evaluations();
    Judge judge = new Judge(precision.relative());
    Worst worst = new Worst();
    Comparison comparison = new Comparison(DIRECTIONS);
    double noise = Double.NaN;
    for (int i = 0; i < DIRECTIONS; i++) {
      View view = views.next();
      Site site = new Site(subject, argument, view.output(), view.cotangent());
      double[] gradient = view.gradient(argument);
      double[] direction = signs.draw(gradient.length);
      noise = Double.isNaN(noise) ? site.noise(signs) : noise;
      double slope = 0;
      double squares = 0;
      for (int j = 0; j < gradient.length; j++) {
        double term = gradient[j] * direction[j];
        slope += term;
        squares += term * term;
      }
      double rounding = precision.rounding(new double[] {Math.sqrt(squares)});
      Judgement judgement = judge.judge(site.line(direction, noise), slope, rounding);
      comparison.set(i, judgement.measurement());
      worst.add(i, judgement);
    }
    return finding(argument, Mode.PROJECTED, worst, comparison, expectZero, before);
  }

  private Finding finding(
      int argument,
      Mode mode,
      Worst worst,
      Comparison comparison,
      boolean expectZero,
      long before) {
    Argument input = subject.arguments().get(argument);
    Shape shape = input.value().shape();
    long evaluations = subject.evaluations() - before;
    Judgement judgement = worst.judgement;
    if (judgement == null) {
      return Finding.of(
          Aspect.GRADIENT, input.name(), shape, Verdict.PASS, "the input is empty", evaluations);
    }
    double resolution = comparison.resolution();
    Verdict verdict = judgement.verdict();
    String detail = "";
    if (verdict == Verdict.PASS) {
      boolean zero = comparison.isZero();
      if (expectZero && !zero) {
        verdict = Verdict.WRONG;
        detail = "declared zero by expectZero, but it is not";
      } else if (zero) {
        verdict = expectZero ? Verdict.PASS : Verdict.VACUOUS;
        detail = expectZero ? "zero, as declared" : "";
      } else if (!(resolution <= precision.required())) {
        verdict = Verdict.ILL_CONDITIONED;
      }
    }
    ImmutableIntArray place = mode == Mode.FULL ? Places.of(shape, worst.index) : null;
    return new Finding(
        Aspect.GRADIENT,
        input.name(),
        shape,
        verdict,
        mode,
        place,
        judgement.measurement(),
        comparison,
        resolution,
        judgement.rungs(),
        detail,
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
        index = i;
        judgement = next;
      }
    }

    private static double excess(Judgement judgement) {
      Measurement m = judgement.measurement();
      return m.tolerance() == 0 ? 0 : Math.abs(m.analytic() - m.numeric()) / m.tolerance();
    }
  }
}
