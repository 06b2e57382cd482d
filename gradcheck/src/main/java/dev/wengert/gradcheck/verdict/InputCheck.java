package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Mode;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.gradcheck.difference.KinkedElements;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the derivative with respect to one argument with finite differences. */
final class InputCheck {

  private static final int DIRECTIONS = 4;

  /** So many elements with kinks are looked at one by one. */
  private static final int MOST_KINKS = 16;

  /** How often elements that turn out to be at a kink are set apart. */
  private static final int MOST_RETRIES = 8;

  private final int argument;
  private final Argument input;
  private final Subject subject;
  private final Sights sights;
  private final Signs signs;
  private final Precision precision;
  private final Derivatives derivatives;
  private final Conclusion conclusion;
  private final Worst worst = new Worst();
  private boolean lookedAtKinks;

  /** The elements at which kinks were found. */
  private final BitSet kinks = new BitSet();

  /** What was measured along each direction without those. */
  private final List<Measurement> besideKinks = new ArrayList<>();

  /** Those of them that were not looked at one by one: there may be none at some. */
  private final BitSet unsearched = new BitSet();

  InputCheck(
      Subject subject,
      int argument,
      Sights sights,
      Signs signs,
      Precision precision,
      double[] residues,
      Zero zero) {
    this.argument = argument;
    this.input = subject.arguments().get(argument);
    this.subject = subject;
    this.sights = sights;
    this.signs = signs;
    this.precision = precision;
    this.derivatives = new Derivatives(subject, argument, sights, signs, precision, residues, zero);
    this.conclusion = new Conclusion(subject, argument, sights, precision, derivatives, zero);
  }

  /** Checks each element on its own. */
  Finding full(Sight sight) {
    Site site = derivatives.site(sight);
    Comparison comparison = elements(site, sight, worst);
    boolean wrong = worst.judgement != null && worst.judgement.verdict() == Verdict.WRONG;
    return conclusion.of(
        Mode.FULL,
        comparison,
        worst.judgement,
        kinks,
        worst.index,
        wrong ? conclusion.output(site, worst.index) : null,
        wrong ? conclusion.hint(sight, comparison, worst.index) : "");
  }

  private Comparison elements(Site site, Sight sight, Worst found) {
    Measurement[] measurements = new Measurement[input.value().size()];
    double[] values = input.numbers();
    Jitter jitter = new Jitter(subject, sights, signs, precision, sight);
    double cancelled = derivatives.cancelled(sight);
    for (int i = 0; i < measurements.length; i++) {
      double rounding = Math.max(cancelled, derivatives.rounding(sight, i));
      Judgement judgement = derivatives.element(sight, site, i, rounding);
      judgement = derivatives.forgiven(jitter, judgement, i, values[i], 1);
      kinks.set(i, judgement.isAtKink());
      measurements[i] = judgement.measurement();
      found.add(i, judgement);
    }
    return Comparison.of(Arrays.asList(measurements));
  }

  /** Returns whether kinks were found. */
  boolean hasKinks() {
    return !kinks.isEmpty();
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
      Site site = derivatives.site(sight);
      double[] direction = site.inward(signs.coarse(size));
      Judgement judgement = besideKinks(sight, site, direction);
      measurements.add(judgement.measurement());
      if (worst.index >= 0) {
        return located(site, sight, Comparison.of(measurements));
      }
      worst.add(i, judgement);
      worst.index = -1;
    }
    Judgement judgement = worst.judgement;
    if (judgement != null
        && judgement.verdict() == Verdict.KINK_OK
        && Comparison.of(besideKinks).resolution() > precision.required()) {
      judgement = judgement.as(Verdict.ILL_CONDITIONED);
    }
    return conclusion.of(
        Mode.PROJECTED, Comparison.of(measurements), judgement, kinks, -1, null, "");
  }

  /**
   * Judges a direction without the elements at kinks, and then those. A failure is traced to the
   * element; one that turns out to be at a kink after all is set apart, with all of its value.
   */
  private Judgement besideKinks(Sight sight, Site site, double[] direction) {
    double[] rest = KinkedElements.without(direction, kinks);
    Judgement judgement = derivatives.along(sight, site, rest);
    if (judgement.verdict() != Verdict.PASS) {
      BitSet found = KinkedElements.along(site, derivatives.noise(site), rest, unsearched);
      if (!found.isEmpty()) {
        kinks.or(found);
        rest = KinkedElements.without(direction, kinks);
        judgement = derivatives.along(sight, site, rest);
      }
    }
    for (int i = 0; i < MOST_RETRIES && judgement.isWrong(); i++) {
      int place = place(sight, site, rest, judgement);
      Judgement there = derivatives.element(sight, site, place);
      if (there.verdict() != Verdict.KINK_OK) {
        worst.replace(place, there.verdict().isCorrect() ? judgement : there);
        return judgement;
      }
      kinks.or(KinkedElements.alike(site.point(), place));
      rest = KinkedElements.without(direction, kinks);
      judgement = derivatives.along(sight, site, rest);
    }
    if (judgement.isWrong()) {
      judgement = judgement.as(Verdict.INCONCLUSIVE);
    }
    if (judgement.verdict() == Verdict.KINK_OK) {
      // Too small to be found; where most of them are, as a rule.
      kinks.or(KinkedElements.likely(site.point()));
      rest = KinkedElements.without(direction, kinks);
      judgement = derivatives.along(sight, site, rest);
      if (judgement.verdict() == Verdict.KINK_OK) {
        judgement = judgement.as(Verdict.INCONCLUSIVE); // the gap may hide any error
      }
    }
    besideKinks.add(judgement.measurement());
    if (kinks.isEmpty()) {
      return judgement;
    }
    double[] apart = only(direction, kinks);
    judgement = judgement.and(atKinks(sight, site, apart));
    if (judgement.isWrong()) {
      int place = place(sight, site, apart, judgement);
      Judgement there = derivatives.element(sight, site, place);
      worst.replace(place, there.verdict().isCorrect() ? judgement : there);
    }
    return judgement;
  }

  private int place(Sight sight, Site site, double[] direction, Judgement judgement) {
    return new Bisection(derivatives.noise(site))
        .element(site, direction, sight.gradient(argument), judgement.measurement().error());
  }

  /** Reports the element that a failed direction was traced back to. */
  private Finding located(Site site, Sight sight, Comparison directions) {
    int place = worst.index;
    String hint =
        input.value().size() <= Conclusion.MOST_FOR_HINT
            ? conclusion.hint(sight, elements(site, sight, new Worst()), place)
            : "";
    return conclusion.of(
        Mode.PROJECTED,
        directions,
        worst.judgement,
        kinks,
        place,
        conclusion.output(site, place),
        hint);
  }

  private static double[] only(double[] direction, BitSet elements) {
    BitSet others = new BitSet();
    others.set(0, direction.length);
    others.andNot(elements);
    return KinkedElements.without(direction, others);
  }

  /**
   * Judges the elements with kinks: as many as may be one by one, and all of them along the
   * direction. Where kinks of several elements meet, a direction may have slopes that no choice of
   * derivatives lies between; the element that differs most then decides.
   */
  private Judgement atKinks(Sight sight, Site site, double[] direction) {
    Judgement all = derivatives.along(sight, site, direction);
    if (!lookedAtKinks) {
      lookedAtKinks = true;
      Judgement some = oneByOne(sight, site, kinks).and(oneByOne(sight, site, unsearched));
      if (!some.verdict().isCorrect()) {
        return some;
      }
    }
    if (!all.isWrong()) {
      return all;
    }
    Judgement there = derivatives.element(sight, site, place(sight, site, direction, all));
    return there.verdict().isCorrect() ? excused(all) : there;
  }

  /** Returns the worst judgement on as many elements as may be looked at one by one. */
  private Judgement oneByOne(Sight sight, Site site, BitSet elements) {
    Judgement worstOne = new Judgement(Verdict.PASS, Measurement.NONE, ImmutableList.of());
    int every = Math.max(1, elements.cardinality() / MOST_KINKS);
    int count = 0;
    for (int i = elements.nextSetBit(0); i >= 0; i = elements.nextSetBit(i + 1)) {
      if (count++ % every == 0) {
        Judgement alone = derivatives.element(sight, site, i);
        if (alone.verdict().compareTo(worstOne.verdict()) > 0) {
          worstOne = alone;
        }
      }
    }
    return worstOne;
  }

  /** Returns that elements which each lie between their sides do so together. */
  private static Judgement excused(Judgement all) {
    Measurement measurement = all.measurement();
    return new Judgement(
        Verdict.KINK_OK, measurement.within(Math.abs(measurement.error())), all.rungs());
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
