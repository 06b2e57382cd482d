package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.KinkedElements;
import dev.wengert.gradcheck.difference.Line;
import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.hint.Evidence;
import dev.wengert.gradcheck.hint.Hints;
import dev.wengert.gradcheck.hint.Operand;
import dev.wengert.gradcheck.hint.Slopes;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Places;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Compares the derivative with respect to one argument with finite differences. */
public final class InputCheck {

  private static final int DIRECTIONS = 4;

  /** Up to this size all elements are looked at for a hint, once one is known to be wrong. */
  private static final int MOST_FOR_HINT = 1024;

  /** A tolerance that is a larger share of the derivative hides errors. */
  private static final double VAGUE = 1e-4;

  /** How many roundings of the outputs a change must be to tell something. */
  private static final double TELLING = 128;

  /** So many elements that are not resolved are named. */
  private static final int MOST_NAMED = 4;

  /** So many elements with kinks are looked at one by one. */
  private static final int MOST_KINKS = 16;

  private final Subject subject;
  private final int argument;
  private final Argument input;
  private final Shape shape;
  private final Sights sights;
  private final Signs signs;
  private final Precision precision;
  private final Judge judge;

  /** By how much rounding was seen to move the derivative. */
  private final double[] residues;

  private final Zero zero;
  private final long before;
  private final Worst worst = new Worst();
  private @Nullable Noise noise;
  private boolean grained;
  private @Nullable Sight lastPart;
  private boolean lookedAtKinks;

  /** The elements at which kinks were found. */
  private final BitSet kinks = new BitSet();

  InputCheck(
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
    this.shape = input.value().shape();
    this.sights = sights;
    this.signs = signs;
    this.precision = precision;
    this.judge = new Judge(precision.relative());
    this.residues = residues;
    this.zero = zero;
    this.before = subject.evaluations();
  }

  /** Checks each element on its own. */
  Finding full(Sight sight) {
    Site site = new Site(subject, argument, sight.output(), sight.cotangent());
    Comparison comparison = elements(site, sight, worst);
    Judgement judgement = worst.judgement;
    if (judgement == null || judgement.verdict() != Verdict.WRONG) {
      return finding(Mode.FULL, comparison, worst.index, null, "");
    }
    return finding(
        Mode.FULL, comparison, worst.index, output(site, worst.index), hint(sight, comparison));
  }

  private Comparison elements(Site site, Sight sight, Worst found) {
    double[] gradient = sight.gradient(argument);
    Measurement[] measurements = new Measurement[gradient.length];
    double[] values = input.numbers();
    Jitter jitter = new Jitter(subject, sights, signs, precision, sight);
    double cancelled = zero == Zero.DECLARED ? roundingOfAll(sight) : 0;
    for (int i = 0; i < gradient.length; i++) {
      double rounding = Math.max(cancelled, rounding(gradient, i));
      Judgement judgement = forgiven(jitter, element(sight, site, i, rounding), i, values[i], 1);
      judgement = overFloat32(sight, judgement, i);
      kinks.set(i, isAtKink(judgement));
      measurements[i] = judgement.measurement();
      found.add(i, judgement);
    }
    return Comparison.of(Arrays.asList(measurements));
  }

  private Judgement element(Sight sight, Site site, int i, double rounding) {
    return judged(sight, site, (place, noise) -> place.line(i, noise), g -> g[i], rounding);
  }

  /** Makes the line along which a derivative is taken. */
  private interface Way {
    Line line(Site site, Noise noise);
  }

  /**
   * Judges a derivative; before one is called anything but right, the function's noise is looked at
   * once more, from further away, and the outputs that do not move as smooth ones do are judged by
   * themselves.
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
    if (!grained) {
      grained = true;
      noise = site.grained(signs, known);
    }
    Noise grains = noise(site);
    double[] smooth = grains.part(site.cotangent(), true);
    double[] rest = grains.part(site.cotangent(), false);
    if (smooth == null || rest == null) {
      return grains == known ? judgement : judged(site, way, slope, analytic, rounding);
    }
    double part = slope.applyAsDouble(part(smooth).gradient(argument));
    Judgement one = judged(site.through(smooth), way, slope, part, rounding);
    Judgement other = judged(site.through(rest), way, slope, analytic - part, rounding);
    Judgement both = one.and(other);
    return isWrong(both) && judgement.verdict() == both.verdict() ? judgement : both;
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
    double[] reached =
        all.verdict() == Verdict.PASS && hidden && analytic != 0 ? line.reached() : null;
    if (reached == null) {
      return all;
    }
    double part = slope.applyAsDouble(part(reached).gradient(argument));
    Judgement one = judge.judge(way.line(site.through(reached), noise(site)), part, rounding);
    boolean whole = Math.abs(analytic - part) <= rounding;
    return isWrong(one) || (whole && one.verdict() == Verdict.PASS) ? one : all;
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
   * Lets an error pass that is the rounding of terms which cancel in the derivative.
   *
   * @param element which is moved; -1 for all of them
   * @param size that of the elements moved
   * @param amplitude by how much rounding in an element may be off in the derivative
   */
  private Judgement forgiven(
      Jitter jitter, Judgement judgement, int element, double size, double amplitude) {
    Measurement old = judgement.measurement();
    double error = Math.abs(old.analytic() - old.numeric());
    boolean doubtful =
        judgement.verdict() == Verdict.WRONG || judgement.verdict() == Verdict.INCONCLUSIVE;
    if (!doubtful) {
      return judgement;
    }
    if (!jitter.covers(argument, element, error / amplitude, size)) {
      boolean mayBe = jitter.mayExplain(argument, element, error / amplitude);
      return mayBe ? judgement.as(Verdict.INCONCLUSIVE) : judgement;
    }
    return new Judgement(
        Verdict.PASS,
        new Measurement(
            old.analytic(), old.numeric(), old.bar(), amplitude * jitter.of(argument, element)),
        judgement.rungs());
  }

  /**
   * Looks at a wrong FLOAT32 derivative over the smallest steps that tell anything, which are not
   * small: where the derivative itself changes over them as much as it is wrong, as near a kink,
   * nothing can be said.
   */
  private Judgement overFloat32(Sight sight, Judgement judgement, int element) {
    if (!isWrong(judgement) || subject.dtype(argument) != DType.FLOAT32) {
      return judgement;
    }
    Measurement measurement = judgement.measurement();
    double error = Math.abs(measurement.analytic() - measurement.numeric());
    double size = 0;
    for (int j = 0; j < sight.output().length; j++) {
      size += Math.abs(sight.output()[j] * sight.cotangent()[j]);
    }
    double step = TELLING * precision.epsilon() * size / error;
    for (int side = -1; side <= 1; side += 2) {
      double[] moved = input.numbers();
      double from = moved[element];
      moved[element] += side * step;
      if (!input.reach().allows(moved[element], from)) {
        continue;
      }
      try {
        Sight near = sights.at(subject.inputs(argument, moved), sight.cotangent());
        double change = near.gradient(argument)[element] - sight.gradient(argument)[element];
        if (Math.abs(change) > error / 4) {
          return judgement.as(Verdict.INCONCLUSIVE);
        }
      } catch (RuntimeException e) {
        // Beyond the end of the domain: nothing is seen there.
      }
    }
    return judgement;
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

  /** Returns whether kinks were found. */
  boolean hasKinks() {
    return !kinks.isEmpty();
  }

  private static boolean isAtKink(Judgement judgement) {
    return judgement.verdict() == Verdict.KINK_OK || judgement.verdict() == Verdict.KINK_WRONG;
  }

  /**
   * Checks random directions through all elements, each with a cotangent of its own. Elements at
   * which there are kinks are set apart, and looked at after the others.
   */
  Finding projected() {
    int size = input.value().size();
    List<Measurement> measurements = new ArrayList<>();
    for (int i = 0; i < (size == 0 ? 0 : DIRECTIONS); i++) {
      Sight sight = sights.next();
      Site site = new Site(subject, argument, sight.output(), sight.cotangent());
      double[] direction = site.inward(signs.coarse(size));
      double[] rest = KinkedElements.without(direction, kinks);
      Judgement judgement = along(sight, site, rest);
      if (judgement.verdict() != Verdict.PASS) {
        BitSet found = KinkedElements.along(site, noise(site), rest);
        if (!found.isEmpty()) {
          kinks.or(found);
          rest = KinkedElements.without(direction, kinks);
          judgement = along(sight, site, rest);
        }
      }
      double[] failed = rest;
      if (!isWrong(judgement) && !kinks.isEmpty()) {
        failed = only(direction, kinks);
        judgement = judgement.and(atKinks(sight, site, failed));
      }
      measurements.add(judgement.measurement());
      if (isWrong(judgement)) {
        double[] gradient = sight.gradient(argument);
        int place =
            new Bisection(noise(site))
                .element(site, failed, gradient, judgement.measurement().error());
        Judgement there = element(sight, site, place, rounding(gradient, place));
        worst.replace(place, there.verdict().isCorrect() ? judgement : there);
        return located(site, sight, Comparison.of(measurements));
      }
      worst.add(i, judgement);
    }
    return finding(Mode.PROJECTED, Comparison.of(measurements), -1, null, "");
  }

  private static double[] only(double[] direction, BitSet elements) {
    BitSet others = new BitSet();
    others.set(0, direction.length);
    others.andNot(elements);
    return KinkedElements.without(direction, others);
  }

  private Judgement along(Sight sight, Site site, double[] direction) {
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

  /**
   * Judges the elements with kinks: as many as may be one by one, and all of them along the
   * direction. Where kinks of several elements meet, a direction may have slopes that no choice of
   * derivatives lies between; the element that differs most then decides.
   */
  private Judgement atKinks(Sight sight, Site site, double[] direction) {
    double[] gradient = sight.gradient(argument);
    Judgement all = along(sight, site, direction);
    int left = lookedAtKinks ? 0 : MOST_KINKS;
    lookedAtKinks = true;
    for (int i = kinks.nextSetBit(0); i >= 0 && left > 0; i = kinks.nextSetBit(i + 1)) {
      Judgement alone = element(sight, site, i, rounding(gradient, i));
      if (isWrong(alone)) {
        return alone;
      }
      left--;
    }
    if (isWrong(all)) {
      int place =
          new Bisection(noise(site)).element(site, direction, gradient, all.measurement().error());
      Judgement there = element(sight, site, place, rounding(gradient, place));
      return isAtKink(there) ? there : all;
    }
    return all;
  }

  /** Reports the element that a failed direction was traced back to. */
  private Finding located(Site site, Sight sight, Comparison directions) {
    String hint =
        sight.gradient(argument).length <= MOST_FOR_HINT
            ? hint(sight, elements(site, sight, new Worst()))
            : "";
    int place = worst.index;
    return finding(Mode.PROJECTED, directions, place, output(site, place), hint);
  }

  private ImmutableIntArray output(Site site, int element) {
    int place = new Bisection(noise(site)).output(site, argument, element, sights);
    return subject.outputs().place(sights.value().shape(), place);
  }

  private String hint(Sight sight, Comparison comparison) {
    List<String> hints =
        Hints.of(evidence(sight, comparison), argument, () -> isRightForOnes(sight));
    return String.join("; ", hints);
  }

  private Evidence evidence(Sight sight, Comparison comparison) {
    ImmutableList.Builder<Operand> others = ImmutableList.builder();
    for (int i = 0; i < subject.arguments().size(); i++) {
      if (i != argument) {
        others.add(operand(i, sight));
      }
    }
    Shape output = sights.value().shape();
    return new Evidence(
        operand(argument, sight),
        comparison,
        others.build(),
        output,
        subject.outputs().shapes(output),
        sight.output(),
        sight.cotangent(),
        Slopes.of(subject, sights));
  }

  private Operand operand(int i, Sight sight) {
    Argument operand = subject.arguments().get(i);
    return new Operand(
        operand.name(), operand.value().shape(), operand.numbers(), sight.gradient(i));
  }

  /** Returns whether the worst element is right when all outputs weigh the same. */
  private boolean isRightForOnes(Sight sight) {
    double[] ones = new double[sight.cotangent().length];
    Arrays.fill(ones, 1);
    Sight even = sights.of(ones);
    Site site = new Site(subject, argument, even.output(), ones);
    int place = worst.index;
    Judgement judgement = element(even, site, place, rounding(even.gradient(argument), place));
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
      return Findings.of(
          Aspect.GRADIENT, input.name(), shape, Verdict.PASS, "the input is empty", evaluations);
    }
    double resolution = comparison.resolution();
    Verdict verdict = judgement.verdict();
    String detail = "";
    if (verdict == Verdict.PASS && sights.output().length == 0) {
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
    detail = String.join("; ", details(detail, verdict, mode, comparison));
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

  /**
   * Returns what more there is to say: which elements tell nothing, and where the function ends.
   */
  private List<String> details(String detail, Verdict verdict, Mode mode, Comparison comparison) {
    List<String> details = new ArrayList<>();
    if (!detail.isEmpty()) {
      details.add(detail);
    }
    if (!kinks.isEmpty() && verdict.isCorrect()) {
      details.add(
          "%d of %d elements at kinks, where any derivative between both sides will do"
              .formatted(kinks.cardinality(), shape.size()));
    }
    String hidden = mode == Mode.FULL && verdict.isCorrect() ? hidden(comparison) : "";
    if (!hidden.isEmpty()) {
      details.add(hidden);
    }
    String failure = subject.takeFailure();
    if (failure != null && (verdict == Verdict.BOUNDARY || !verdict.isCorrect())) {
      details.add(failure);
    }
    return details;
  }

  /** Names the elements of which an error of the required size would not have been seen. */
  private String hidden(Comparison comparison) {
    List<String> places = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < comparison.size(); i++) {
      double size = Math.max(Math.abs(comparison.analytic(i)), Math.abs(comparison.numeric(i)));
      if (!kinks.get(i) && size > 0 && comparison.tolerance(i) > precision.required() * size) {
        count++;
        if (places.size() < MOST_NAMED) {
          places.add(Places.of(shape, i).toString());
        }
      }
    }
    if (count == 0 || count == comparison.size()) {
      return "";
    }
    return "%d of %d elements are not resolved: %s hides them at %s%s"
        .formatted(
            count,
            comparison.size(),
            precision.accuracy() > 0 ? "the stated accuracy, or rounding," : "rounding",
            String.join(", ", places),
            count > places.size() ? ", ..." : "");
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
