package dev.wengert.gradcheck.difference;

import com.google.common.collect.ImmutableList;
import dev.wengert.gradcheck.point.Argument;
import dev.wengert.gradcheck.point.Places;
import dev.wengert.gradcheck.point.Reach;
import dev.wengert.gradcheck.point.Signs;
import dev.wengert.gradcheck.point.Subject;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One argument of the subject at its point, and the output seen through a cotangent. */
public final class Site {

  private static final double UNITS = 0x1p7;

  /** A ladder has room for so many halvings at least. */
  private static final double RUNGS = 0x1p6;

  private final Subject subject;
  private final int argument;
  private final double[] point;
  private final double[] base;
  private final double[] cotangent;
  private final double epsilon;

  /** Where each element may go; one for all of them, as a rule. */
  private final ImmutableList<Reach> reaches;

  /** What the steps to begin with are drawn from: random, as the cotangent is. */
  private final long key;

  /**
   * Makes a site.
   *
   * @param base the output at the point
   * @param cotangent the weight of each output
   */
  public Site(Subject subject, int argument, double[] base, double[] cotangent) {
    this(
        subject,
        argument,
        base,
        cotangent,
        ImmutableList.of(subject.arguments().get(argument).reach()));
  }

  /**
   * Makes a site.
   *
   * @param reaches where each element may go
   */
  public Site(
      Subject subject,
      int argument,
      double[] base,
      double[] cotangent,
      ImmutableList<Reach> reaches) {
    this(
        subject,
        argument,
        subject.arguments().get(argument).value().toDoubleArray(),
        base,
        cotangent,
        reaches,
        31L * argument + Arrays.hashCode(cotangent));
  }

  private Site(
      Subject subject,
      int argument,
      double[] point,
      double[] base,
      double[] cotangent,
      ImmutableList<Reach> reaches,
      long key) {
    this.subject = subject;
    this.argument = argument;
    this.point = point;
    this.base = base;
    this.cotangent = cotangent;
    this.reaches = reaches;
    this.key = key;
    this.epsilon = subject.dtype(argument).epsilon();
  }

  /** Returns the same place seen through another cotangent. */
  public Site through(double[] other) {
    return new Site(subject, argument, point, base, other, reaches, key);
  }

  Subject subject() {
    return subject;
  }

  int argument() {
    return argument;
  }

  public double[] point() {
    return point;
  }

  public double[] base() {
    return base;
  }

  public double[] cotangent() {
    return cotangent;
  }

  /** Returns the line that moves one element. */
  public Line line(int element, Noise noise) {
    Argument moved = subject.arguments().get(argument);
    double size = Double.isFinite(point[element]) ? Math.abs(point[element]) : 0;
    return line(
        (values, t) -> values[element] += t,
        moved.name() + Places.of(moved.value().shape(), element),
        noise,
        size,
        UNITS,
        reach(element).room(point[element], 1, least(size, UNITS)),
        reach(element).least(),
        key + element);
  }

  /** Returns the line that moves all elements along a direction. */
  public Line line(double[] direction, Noise noise) {
    double squares = 0;
    double largest = 0;
    for (double x : point) {
      if (Double.isFinite(x)) {
        squares += x * x;
        largest = Math.max(largest, Math.abs(x));
      }
    }
    double typical = Math.sqrt(squares / Math.max(1, point.length));
    double units = typical == 0 ? UNITS : UNITS * Math.max(1, largest / typical);
    return line(
        (values, t) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += t * direction[i];
          }
        },
        subject.arguments().get(argument).name() + " along a random direction",
        noise,
        typical,
        units,
        room(direction, least(typical, units)),
        shortest(direction),
        key + Arrays.hashCode(direction));
  }

  /**
   * Returns a line that starts at an irrational share, about an eighth, of the moved elements'
   * size, or of 1.
   *
   * @param units the least step, in units in the last place of such elements: enough to keep the
   *     sum of point and step exact
   * @param room the longest step that the domain leaves
   * @param declared the shortest step that is allowed
   * @param seed of the share
   */
  private Line line(
      Line.Motion motion,
      String name,
      Noise noise,
      double size,
      double units,
      double room,
      double declared,
      long seed) {
    double share = 0.7 + 0.6 * new SplittableRandom(seed).nextDouble();
    double start = Math.min(room, share * Math.scalb(1.0, Math.getExponent(Math.max(size, 1)) - 3));
    double scale =
        size == 0
            ? Double.NaN
            : Math.min(room, share * Math.scalb(1.0, Math.getExponent(size) - 3));
    double shortest = start / RUNGS;
    double resolved = Math.min(least(size, units), shortest);
    double least = Math.max(resolved, Math.min(declared, shortest));
    return new Line(this, motion, name, noise, start, scale, resolved, least);
  }

  private double least(double size, double units) {
    return units * epsilon * (size == 0 ? epsilon : size);
  }

  private Reach reach(int element) {
    return reaches.get(reaches.size() == 1 ? 0 : element);
  }

  private double shortest(double[] direction) {
    double shortest = 0;
    for (int i = 0; i < Math.min(direction.length, reaches.size()); i++) {
      shortest = Math.max(shortest, reach(i).least());
    }
    return shortest;
  }

  private double room(double[] direction, double least) {
    double room = Double.POSITIVE_INFINITY;
    for (int i = 0; i < direction.length; i++) {
      if (direction[i] != 0) {
        room = Math.min(room, reach(i).room(point[i], direction[i], least));
      }
    }
    return room;
  }

  /** Returns a direction that leads inward from the ends of the argument's domain. */
  public double[] inward(double[] direction) {
    for (int i = 0; i < direction.length; i++) {
      direction[i] = reach(i).inward(point[i], direction[i], least(Math.abs(point[i]), UNITS));
    }
    return direction;
  }

  /** Returns whether an element is at an end of its domain. */
  public boolean isAtEnd(int element) {
    return reach(element).isAtEnd(point[element], least(Math.abs(point[element]), UNITS));
  }

  /** Returns whether probes may go there. */
  boolean allows(double[] moved) {
    if (reaches.size() == 1 && reaches.get(0).isAnywhere()) {
      return true;
    }
    for (int i = 0; i < moved.length; i++) {
      if (!reach(i).allows(moved[i], point[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the spacing of numbers at 1. */
  public double epsilon() {
    return epsilon;
  }

  /** Measures how much the function's outputs err. */
  public Noise noise(Signs signs) {
    return Noise.of(fine(signs), base, epsilon);
  }

  /** Looks at how much they err once more, from elsewhere and from further away. */
  public Noise noiseAgain(Signs signs, Noise noise) {
    return noise.again(fine(signs));
  }

  /** Returns a line whose unit is a few units in the last place of the point. */
  private Line fine(Signs signs) {
    double[] direction = signs.coarse(point.length);
    for (int i = 0; i < direction.length; i++) {
      double size = point[i] == 0 ? 1 : Math.abs(point[i]);
      direction[i] *= Double.isFinite(size) ? Noise.UNIT * epsilon * size : 0;
    }
    return line(inward(direction), Noise.NONE);
  }
}
