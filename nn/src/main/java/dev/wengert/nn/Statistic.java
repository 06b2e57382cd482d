package dev.wengert.nn;

import dev.wengert.array.Shape;

/**
 * A tensor that training passes update and no gradient reaches: a running mean, for example.
 *
 * <p>Like a {@link Parameter} it is a name plate; the values are in {@link Values}. A pass only
 * notes what the new value would be, and whoever trains takes it over after the step.
 */
public final class Statistic {

  private final Shape shape;
  private final double initial;

  private Statistic(Shape shape, double initial) {
    this.shape = shape;
    this.initial = initial;
  }

  /** Returns a new statistic that begins with one value everywhere. */
  public static Statistic of(double initial, int... sides) {
    return new Statistic(Shape.of(sides), initial);
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns the value with which all elements begin. */
  public double initial() {
    return initial;
  }
}
