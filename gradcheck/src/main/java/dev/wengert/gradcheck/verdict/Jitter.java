package dev.wengert.gradcheck.verdict;

import dev.wengert.gradcheck.point.Dither;
import dev.wengert.gradcheck.point.Magnitudes;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * By how much a derivative differs between points that are next to each other: where large terms
 * cancel, rounding is all there is of it.
 *
 * <p>A third of the times the point is moved, a third the cotangent is: of a linear function, the
 * derivative does not depend on the point at all, but its rounding depends on the cotangent. The
 * last third takes other roundings on the way ({@link Dither}).
 *
 * <p>It is measured once, and only when somebody's error could be rounding at all. A derivative
 * that jumps at the point differs as well; therefore no error is covered that over a step of the
 * point's size would move the outputs visibly.
 */
final class Jitter {

  /** At how many points next to the point the derivative is taken. */
  private static final int NEARBY = 32;

  /** How many times the difference that was seen an error may be. */
  private static final double ROUNDINGS = 64;

  /** Which share of the largest derivative rounding may move, where a jump moves all of it. */
  private static final double CONDITIONED = 0.1;

  /** How many times the difference that was seen are a few: what an error that shows may be. */
  private static final double TIMES = 8;

  private final Subject subject;
  private final Sights sights;
  private final Signs signs;
  private final Sight sight;
  private final double epsilon;

  /** What an error may move the outputs by, over a step of the point's size. */
  private final double visible;

  private double @Nullable [] @Nullable [] measured;

  /** The part of it that other roundings make, without moving anything. */
  private double[][] dithered = new double[0][];

  /**
   * Makes a measure.
   *
   * @param sight what the derivatives nearby are compared with
   */
  Jitter(Subject subject, Sights sights, Signs signs, Precision precision, Sight sight) {
    this.subject = subject;
    this.sights = sights;
    this.signs = signs;
    this.sight = sight;
    this.epsilon = precision.epsilon();
    this.visible = Math.sqrt(precision.epsilon()) * size(subject, sight);
  }

  /** Returns the size of the outputs, or of what a step of the point's size makes of them. */
  private static double size(Subject subject, Sight sight) {
    double size = 0;
    for (int i = 0; i < sight.output().length; i++) {
      size += Math.abs(sight.output()[i] * sight.cotangent()[i]);
    }
    for (int i = 0; i < subject.arguments().size(); i++) {
      double[] gradient = sight.gradient(i);
      double[] values = subject.arguments().get(i).numbers();
      for (int j = 0; j < gradient.length; j++) {
        double change = Math.abs(gradient[j] * values[j]);
        size = Double.isFinite(change) ? Math.max(size, change) : size;
      }
    }
    return size;
  }

  /**
   * Returns whether an error of a derivative may be rounding.
   *
   * @param element which it is the derivative in; -1 for all of them
   * @param size that of the elements it is the derivative in
   */
  boolean covers(int argument, int element, double error, double size) {
    return error * (size == 0 ? 1 : Math.abs(size)) <= visible && error <= of(argument, element);
  }

  /**
   * Returns the bound below which an error that is covered lies: that of a few differences that
   * were seen, if it is as small. A larger one would have had a larger bound, and be stated with
   * it.
   */
  double covering(int argument, int element, double error) {
    double all = of(argument, element);
    double few = all / ROUNDINGS * TIMES;
    return error <= few ? few : all;
  }

  /**
   * Returns whether an error that would show in the outputs may be rounding all the same: that of a
   * derivative which is ill conditioned, as when a matrix that is nearly singular is solved with. A
   * derivative that jumps at the point differs by more.
   */
  boolean mayExplain(int argument, int element, double error) {
    double seen = of(argument, element) / ROUNDINGS;
    double largest = Magnitudes.largest(sight.gradient(argument));
    return (error <= TIMES * seen && seen <= CONDITIONED * largest)
        || (error <= TIMES * rounded(argument, element) && error <= CONDITIONED * largest);
  }

  /**
   * Returns how far other roundings on the way were seen to move the derivative; no further than in
   * half of its elements, since a kink that rounding crosses moves a few.
   */
  private double rounded(int argument, int element) {
    double[] elements = dithered[argument];
    double[] sorted = elements.clone();
    Arrays.sort(sorted);
    double median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    return element < 0 ? median : Math.min(median, elements[element]);
  }

  /** Returns how far rounding may move the derivative in an element; the largest of all for -1. */
  double of(int argument, int element) {
    double[][] known = measured;
    if (known == null) {
      known = measure();
      measured = known;
    }
    double[] elements = known[argument];
    return ROUNDINGS * (element < 0 ? Magnitudes.largest(elements) : elements[element]);
  }

  private double[][] measure() {
    double[][] jitter = new double[subject.arguments().size()][];
    for (int i = 0; i < jitter.length; i++) {
      jitter[i] = new double[sight.gradient(i).length];
    }
    dithered = new double[jitter.length][];
    for (int i = 0; i < jitter.length; i++) {
      dithered[i] = new double[jitter[i].length];
    }
    for (int k = 0; k < NEARBY; k++) {
      Sight near = near(k);
      for (int i = 0; near != null && i < jitter.length; i++) {
        for (int j = 0; j < jitter[i].length; j++) {
          double change = Math.abs(near.gradient(i)[j] - sight.gradient(i)[j]);
          double seen = Double.isFinite(change) ? change : 0;
          jitter[i][j] = Math.max(jitter[i][j], seen);
          dithered[i][j] = Math.max(dithered[i][j], k % 3 == 2 ? seen : 0);
        }
      }
    }
    return jitter;
  }

  /**
   * Returns the sight from next to the point, or of next to the cotangent; null beyond the domain.
   */
  private @Nullable Sight near(int k) {
    try {
      return switch (k % 3) {
        case 0 -> sights.at(subject.nearby(signs), sight.cotangent());
        case 1 -> sights.of(signs.nearby(sight.cotangent(), epsilon));
        default -> sights.dithered(sight.cotangent(), epsilon);
      };
    } catch (RuntimeException e) {
      return null;
    }
  }
}
