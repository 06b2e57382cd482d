package dev.wengert.gradcheck.verdict;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Aspect;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.difference.KinkedElements;
import dev.wengert.gradcheck.difference.Line;
import dev.wengert.gradcheck.difference.Noise;
import dev.wengert.gradcheck.difference.Site;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Outputs;
import dev.wengert.gradcheck.point.Precision;
import dev.wengert.gradcheck.point.Reach;
import dev.wengert.gradcheck.point.Sight;
import dev.wengert.gradcheck.point.Sights;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elements that tie, moved together, within one argument and across several.
 *
 * <p>Why: at a tie in a maximum each element alone has a kink, and any share of the cotangent lies
 * between its two sides; that all of them get the whole of it shows only when they move together.
 *
 * <p>How: all elements of the same value get the same shift, others another one. Along such a
 * direction a maximum, a minimum, a median or a sorted list is smooth, and its slope is told as
 * precisely as any. Outputs along which there is a kink still, as that of a relu at zero, are left
 * out: several kinks that take different sides may add up to what lies between no sides. But where
 * the elements' kinks do not add up to that of all of them, they belong to one thing, as in the
 * norm of zeros, and the derivative must lie between the sides of each output.
 *
 * <p>Alternatives: random directions have a kink wherever elements tie; pairs of elements are too
 * many. Elements that tie only after something was done to them are not found.
 *
 * <p>Invariant: two directions are looked at, each with a cotangent of its own, and only where a
 * kink was found before.
 */
final class Together {

  private static final int DIRECTIONS = 2;

  /** So many elements with kinks may be looked at one by one. */
  private static final int MOST_ALONE = 64;

  private static final double CLOSER = 16;
  private static final double NOISE = 64;
  private static final double ADDITIVE = 1e-3;

  private final Subject subject;
  private final Sights sights;
  private final Signs signs;
  private final Precision precision;
  private final List<Integer> arguments;
  private final Subject joint;
  private final double[] point;
  private final ImmutableList<Reach> reaches;

  /**
   * Makes a check.
   *
   * @param arguments those in which kinks were found
   */
  Together(
      Subject subject, Sights sights, Signs signs, Precision precision, List<Integer> arguments) {
    this.subject = subject;
    this.sights = sights;
    this.signs = signs;
    this.precision = precision;
    this.arguments = arguments;
    List<Double> values = new ArrayList<>();
    ImmutableList.Builder<Reach> own = ImmutableList.builder();
    DType dtype = DType.FLOAT64;
    for (int argument : arguments) {
      for (double value : subject.arguments().get(argument).numbers()) {
        values.add(value);
        own.add(subject.arguments().get(argument).reach());
      }
      dtype = subject.dtype(argument) == DType.FLOAT32 ? DType.FLOAT32 : dtype;
    }
    this.reaches = own.build();
    this.point = values.stream().mapToDouble(Double::doubleValue).toArray();
    Tensor all = Subject.tensor(point.clone(), dtype, Shape.of(point.length));
    this.joint =
        new Subject(
            ImmutableList.of(new Argument("elements that tie", all, true)),
            in -> subject.evaluate(split(in.get(0).toDoubleArray())),
            null,
            ImmutableList.of(),
            Outputs.ONE);
  }

  private double[] @Nullable [] split(double[] values) {
    double[] @Nullable [] moved = new double[subject.arguments().size()][];
    int from = 0;
    for (int argument : arguments) {
      int size = subject.arguments().get(argument).value().size();
      moved[argument] = java.util.Arrays.copyOfRange(values, from, from + size);
      from += size;
    }
    return moved;
  }

  private double[] joined(Sight sight) {
    double[] all = new double[point.length];
    int from = 0;
    for (int argument : arguments) {
      double[] gradient = sight.gradient(argument);
      System.arraycopy(gradient, 0, all, from, gradient.length);
      from += gradient.length;
    }
    return all;
  }

  /** Returns what is wrong; null if nothing is. */
  @Nullable Finding check() {
    long before = subject.evaluations();
    for (int k = 0; k < DIRECTIONS; k++) {
      Sight sight = sights.next();
      Site site = new Site(joint, 0, sight.output(), sight.cotangent(), reaches);
      double[] direction = shifts(site);
      Judgement judgement = judge(site, direction, sight.cotangent());
      if (judgement != null) {
        return finding(judgement, subject.evaluations() - before);
      }
    }
    return null;
  }

  private Finding finding(Judgement judgement, long evaluations) {
    List<String> names = new ArrayList<>();
    for (int argument : arguments) {
      names.add(subject.arguments().get(argument).name());
    }
    return Findings.of(
        Aspect.GRADIENT,
        String.join(" and ", names),
        Shape.SCALAR,
        judgement.verdict(),
        judgement.measurement(),
        "elements of the same value, moved together: does each of those that tie get all of the"
            + " cotangent?",
        evaluations);
  }

  /**
   * Returns a direction in which elements of the same value are moved alike; those at the end of
   * their domain, which has no two sides, stay.
   */
  private double[] shifts(Site site) {
    double[] random = signs.coarse(point.length);
    double[] direction = new double[point.length];
    Map<Double, Double> shifts = new HashMap<>();
    for (int i = 0; i < direction.length; i++) {
      Double shift = shifts.putIfAbsent(point[i] + 0.0, random[i]);
      direction[i] = site.isAtEnd(i) ? 0 : shift == null ? random[i] : shift;
    }
    return direction;
  }

  private @Nullable Judgement judge(Site site, double[] direction, double[] cotangent) {
    Noise noise = site.noise(signs);
    double[][] bends = bends(site, noise, direction);
    double[] smooth = cotangent.clone();
    boolean any = false;
    for (int j = 0; j < smooth.length; j++) {
      boolean bent = bends[0][j] != 0;
      smooth[j] = bent ? 0 : smooth[j];
      any |= !bent && bends[1][j] != 0;
    }
    if (any) {
      Judgement judgement = wrong(site, noise, direction, smooth);
      if (judgement != null) {
        return judgement;
      }
    }
    return oneByOne(site, noise, direction, cotangent, bends[0]);
  }

  /** Returns the judgement on the slope of some outputs if it is wrong; else null. */
  private @Nullable Judgement wrong(
      Site site, Noise noise, double[] direction, double[] cotangent) {
    Sight sight = sights.of(cotangent);
    double slope = slope(sight, direction);
    double squares = 0;
    double[] gradient = joined(sight);
    for (int i = 0; i < gradient.length; i++) {
      double term = gradient[i] * direction[i];
      squares += term * term;
    }
    double rounding = precision.rounding(Math.sqrt(squares));
    Line line = site.through(cotangent).line(direction, noise);
    Judgement judgement = new Judge(precision.relative()).judge(line, slope, rounding);
    if (joint.dtype(0) == DType.FLOAT32) {
      judgement =
          CoarseSteps.judged(
              judgement,
              sight,
              precision.epsilon(),
              t -> slope(sights.at(subject.inputs(moved(direction, t)), cotangent), direction));
    }
    double error = Math.abs(judgement.measurement().error());
    boolean clear = error > Math.sqrt(precision.epsilon()) * Math.sqrt(squares);
    return judgement.isWrong() && clear ? judgement : null;
  }

  private double slope(Sight sight, double[] direction) {
    double[] gradient = joined(sight);
    double slope = 0;
    for (int i = 0; i < gradient.length; i++) {
      slope += gradient[i] * direction[i];
    }
    return slope;
  }

  /** Returns the values of each argument, at a distance along a direction. */
  private double[] @Nullable [] moved(double[] direction, double distance) {
    double[] values = point.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += distance * direction[i];
    }
    return split(values);
  }

  /**
   * Returns the difference of the slopes to both sides of each output, 0 where they are the same;
   * and by how much each output changes.
   */
  private static double[][] bends(Site site, Noise noise, double[] direction) {
    Line line = site.line(direction, noise);
    double step = KinkedElements.step(site, line);
    double[] base = site.base();
    double[] farRight = line.sample(step);
    double[] farLeft = line.sample(-step);
    double[] right = line.sample(step / CLOSER);
    double[] left = line.sample(-step / CLOSER);
    double[][] result = new double[2][base.length];
    for (int j = 0; j < base.length; j++) {
      double far = (farRight[j] - base[j] + (farLeft[j] - base[j])) / step;
      double near = (right[j] - base[j] + (left[j] - base[j])) / step * CLOSER;
      double size = Math.max(noise.of(j), site.epsilon() * Math.abs(base[j]));
      boolean bent =
          Math.abs(near) > NOISE * size / step * CLOSER && Math.abs(near) > Math.abs(far) / 4;
      result[0][j] = bent || Double.isNaN(near) ? near : 0;
      result[1][j] = right[j] - left[j];
    }
    return result;
  }

  /** Looks at outputs with kinks that are not the sum of the elements' kinks. */
  private @Nullable Judgement oneByOne(
      Site site, Noise noise, double[] direction, double[] cotangent, double[] bends) {
    int moved = 0;
    for (double shift : direction) {
      moved += shift == 0 ? 0 : 1;
    }
    boolean bent = false;
    for (double bend : bends) {
      bent |= bend != 0;
    }
    if (!bent || moved > MOST_ALONE) {
      return null;
    }
    double[] added = new double[bends.length];
    double[] sizes = new double[bends.length];
    for (int i = 0; i < direction.length; i++) {
      double[] alone = new double[direction.length];
      alone[i] = direction[i];
      double[] parts = bends(site, noise, alone)[0];
      for (int j = 0; j < added.length; j++) {
        added[j] += parts[j];
        sizes[j] += Math.abs(parts[j]);
      }
    }
    for (int j = 0; j < bends.length; j++) {
      if (Math.abs(bends[j] - added[j]) > ADDITIVE * sizes[j] && cotangent[j] != 0) {
        double[] one = new double[cotangent.length];
        one[j] = cotangent[j];
        Judgement judgement = wrong(site, noise, direction, one);
        if (judgement != null) {
          return judgement;
        }
      }
    }
    return null;
  }
}
