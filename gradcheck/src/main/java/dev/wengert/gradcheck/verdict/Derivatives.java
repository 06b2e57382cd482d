package dev.wengert.gradcheck.verdict;

import dev.wengert.array.DType;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.Line;
import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Judges the derivative in one argument, along single elements and along directions. */
final class Derivatives {

  /** A tolerance that is a larger share of the derivative hides errors. */
  private static final double VAGUE = 1e-4;

  private final Subject subject;
  private final int argument;
  private final Argument input;
  private final Sights sights;
  private final Signs signs;
  private final Precision precision;
  private final Judge judge;

  /** By how much rounding was seen to move the derivative. */
  private final double[] residues;

  private final Zero zero;
  private @Nullable Noise noise;
  private boolean lookedAgain;
  private @Nullable Sight lastPart;
  private final Inverses inverses;

  Derivatives(
      Subject subject,
      int argument,
      Sights sights,
      Signs signs,
      Precision precision,
      double[] residues,
      Zero zero) {
    this.subject = subject;
    this.argument = argument;
    this.input = subject.arguments().get(argument);
    this.sights = sights;
    this.signs = signs;
    this.precision = precision;
    this.judge = new Judge(precision.relative());
    this.residues = residues;
    this.zero = zero;
    this.inverses = new Inverses(sights, argument, precision);
  }

  /** Returns the argument seen through a cotangent. */
  Site site(Sight sight) {
    return new Site(subject, argument, sight.output(), sight.cotangent());
  }

  /** Judges the derivative in one element. */
  Judgement element(Sight sight, Site site, int i) {
    return element(sight, site, i, rounding(sight.gradient(argument), i));
  }

  /** Judges the derivative in one element, by how much rounding may have moved it given. */
  Judgement element(Sight sight, Site site, int i, double rounding) {
    Judgement judgement =
        judged(sight, site, (place, noise) -> place.line(i, noise), g -> g[i], rounding);
    return overFloat32(sight, conventional(sight, judgement, i), i);
  }

  /** Makes the line along which a derivative is taken. */
  private interface Way {
    Line line(Site site, Noise noise);
  }

  /**
   * Judges a derivative; before one is called anything but right, the function's noise is looked at
   * once more, and the outputs that do not move as smooth ones do are judged by themselves.
   *
   * @param slope what a gradient says along the line
   */
  private Judgement judged(
      Sight sight, Site site, Way way, ToDoubleFunction<double[]> slope, double rounding) {
    double analytic = slope.applyAsDouble(sight.gradient(argument));
    Noise known = noise(site);
    Judgement judgement = judged(site, way, slope, analytic, rounding);
    if (judgement.verdict() == Verdict.PASS) {
      return judgement;
    }
    if (!lookedAgain) {
      lookedAgain = true;
      noise = site.noiseAgain(signs, known);
    }
    Noise better = noise(site);
    double[] smooth = better.part(site.cotangent(), true);
    double[] rest = better.part(site.cotangent(), false);
    if (smooth == null || rest == null) {
      return better == known ? judgement : judged(site, way, slope, analytic, rounding);
    }
    double part = slope.applyAsDouble(part(smooth).gradient(argument));
    Judgement one = judged(site.through(smooth), way, slope, part, rounding);
    Judgement other = judged(site.through(rest), way, slope, analytic - part, rounding);
    Judgement both = one.and(other);
    return both.isWrong() && judgement.verdict() == both.verdict() ? judgement : both;
  }

  /**
   * Judges a derivative. Where the rounding of outputs hides it, the outputs that the line reaches
   * are judged alone: that of others, which may be larger by far, is none of theirs.
   */
  private Judgement judged(
      Site site, Way way, ToDoubleFunction<double[]> slope, double analytic, double rounding) {
    Line line = way.line(site, noise(site));
    Judgement all = judge.judge(line, analytic, rounding);
    boolean hidden = all.measurement().tolerance() > VAGUE * Math.abs(analytic);
    boolean untold =
        all.verdict() == Verdict.INCONCLUSIVE || (all.verdict() == Verdict.PASS && hidden);
    if (!untold || analytic == 0) {
      return all;
    }
    double[] reached = line.reached();
    if (reached != null) {
      double part = slope.applyAsDouble(part(reached).gradient(argument));
      Judgement one = judge.judge(way.line(site.through(reached), noise(site)), part, rounding);
      boolean whole = Math.abs(analytic - part) <= rounding;
      if (one.isWrong() || (whole && one.verdict() == Verdict.PASS)) {
        return one;
      }
    }
    return wrongInOne(site, way, slope, rounding, line.reachedAlone(), all);
  }

  /** Returns the judgement on one output if it is wrong; else that on all of them. */
  private Judgement wrongInOne(
      Site site,
      Way way,
      ToDoubleFunction<double[]> slope,
      double rounding,
      List<double[]> outputs,
      Judgement all) {
    for (double[] output : outputs) {
      double part = slope.applyAsDouble(part(output).gradient(argument));
      double own = Math.max(rounding, precision.rounding(part));
      Judgement one = judge.judge(way.line(site.through(output), noise(site)), part, own);
      if (one.isWrong() && one.measurement().tolerance() <= VAGUE * Math.abs(part)) {
        return one;
      }
    }
    return all;
  }

  /** Returns the sight through a part of a cotangent; the last one is kept. */
  private Sight part(double[] cotangent) {
    Sight last = lastPart;
    if (last == null || !Arrays.equals(last.cotangent(), cotangent)) {
      last = sights.of(cotangent);
      lastPart = last;
    }
    return last;
  }

  /**
   * Lets an error pass that is the rounding of terms which cancel in the derivative. Where both
   * values agree and nothing can be said all the same, there is no error to forgive: smaller steps
   * show another slope.
   *
   * @param element which is moved; -1 for all of them
   * @param size that of the elements moved
   * @param amplitude by how much rounding in an element may be off in the derivative
   */
  Judgement forgiven(
      Jitter jitter, Judgement judgement, int element, double size, double amplitude) {
    Measurement old = judgement.measurement();
    double error = Math.abs(old.analytic() - old.numeric());
    boolean doubtful =
        judgement.verdict() == Verdict.WRONG || judgement.verdict() == Verdict.INCONCLUSIVE;
    if (!doubtful || old.agrees()) {
      return judgement;
    }
    if (!jitter.covers(argument, element, error / amplitude, size)) {
      Noise known = noise;
      boolean mayBe =
          jitter.mayExplain(argument, element, error / amplitude)
              || (known != null && inverses.mayExplain(element, error, known));
      return mayBe ? judgement.as(Verdict.INCONCLUSIVE) : judgement;
    }
    return new Judgement(
        Verdict.PASS,
        new Measurement(
            old.analytic(),
            old.numeric(),
            old.bar(),
            amplitude * jitter.covering(argument, element, error / amplitude)),
        judgement.rungs());
  }

  private Judgement overFloat32(Sight sight, Judgement judgement, int element) {
    return subject.dtype(argument) == DType.FLOAT32
        ? CoarseSteps.judged(judgement, sight, precision.epsilon(), t -> slope(sight, element, t))
        : judgement;
  }

  /** Returns the derivative in an element at a distance; NaN beyond its domain. */
  private double slope(Sight sight, int element, double distance) {
    double[] moved = input.numbers();
    double from = moved[element];
    moved[element] += distance;
    return input.reach().allows(moved[element], from)
        ? sights.at(subject.inputs(argument, moved), sight.cotangent()).gradient(argument)[element]
        : Double.NaN;
  }

  /** Returns by how much outputs err. */
  Noise noise(Site site) {
    Noise known = noise;
    if (known == null) {
      known = site.noise(signs);
      noise = known;
    }
    return known;
  }

  /** Returns by how much rounding may move what is declared zero; 0 if it is not. */
  double cancelled(Sight sight) {
    return zero == Zero.DECLARED ? roundingOfAll(sight) : 0;
  }

  /** Returns by how much rounding may move an element of a gradient. */
  double rounding(Sight sight, int element) {
    return rounding(sight.gradient(argument), element);
  }

  /** Says nothing of a derivative that conventions at kinks inside of the function may explain. */
  private Judgement conventional(Sight sight, Judgement judgement, int element) {
    boolean may =
        judgement.verdict() == Verdict.KINK_WRONG
            && new Conventions(subject, argument, sights, signs, judge)
                .mayExplain(sight, element, judgement);
    return may ? judgement.as(Verdict.INCONCLUSIVE) : judgement;
  }

  /**
   * What cancels to a declared zero has the size of the other gradients, and so has its rounding.
   */
  private double roundingOfAll(Sight sight) {
    double rounding = 0;
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (subject.arguments().get(i).differentiated()) {
        double largest = Magnitudes.largest(sight.gradient(i));
        rounding =
            Math.max(rounding, precision.rounding(largest) + 4 * Magnitudes.largest(residues));
      }
    }
    return rounding;
  }

  /** Returns by how much rounding may move an element of a gradient: by a share of its own size. */
  private double rounding(double[] gradient, int element) {
    double own = precision.rounding(gradient[element]) + 4 * residues[element];
    return Math.max(own, precision.accuracy() * Magnitudes.largest(gradient));
  }

  /** Judges the derivative along a direction. */
  Judgement along(Sight sight, Site site, double[] direction) {
    double squares = 0;
    for (int j = 0; j < direction.length; j++) {
      double term = sight.gradient(argument)[j] * direction[j];
      squares += term * term;
    }
    double rounding = precision.rounding(Math.sqrt(squares)) + 4 * Magnitudes.norm(residues);
    if (zero == Zero.DECLARED) {
      rounding += Math.sqrt(direction.length) * roundingOfAll(sight);
    }
    return forgiven(
        new Jitter(subject, sights, signs, precision, sight),
        judged(
            sight,
            site,
            (place, known) -> place.line(direction, known),
            gradient -> dot(gradient, direction),
            rounding),
        -1,
        Magnitudes.largest(input.numbers()),
        Math.sqrt(direction.length));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
