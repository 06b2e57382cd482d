package dev.wengert.nn;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that training passes update and no gradient reaches: a running mean, for example.
 *
 * <p>Like a {@link Parameter} it is a name plate; the values are in {@link Values}. A pass only
 * notes what the new value would be, and whoever trains takes it over after the step.
 */
public final class Statistic {

  private final Shape shape;
  private final Initializer initializer;
  private final @Nullable Parameter source;

  private Statistic(Shape shape, Initializer initializer, @Nullable Parameter source) {
    this.shape = shape;
    this.initializer = initializer;
    this.source = source;
  }

  /** Returns a new statistic that begins with one value everywhere. */
  public static Statistic of(double initial, int... sides) {
    return of(Initializer.constant(initial), sides);
  }

  /** Returns a new statistic that begins as an initializer says. */
  public static Statistic of(Initializer initializer, int... sides) {
    return new Statistic(Shape.of(sides), initializer, null);
  }

  /**
   * Returns a new statistic that begins with what a function makes of a parameter's first value.
   *
   * @param source the parameter that is drawn first; declared in the same model
   */
  public static Statistic following(Parameter source, UnaryOperator<Tensor> first, int... sides) {
    return new Statistic(Shape.of(sides), source.followed(first), source.origin());
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  @Override
  public String toString() {
    return shape.toString();
  }

  /** Returns how the statistic begins, if given the key of its {@link #origin}. */
  Initializer initializer() {
    return initializer;
  }

  /** Returns the parameter whose draw decides how this begins; null if there is none. */
  @Nullable Parameter origin() {
    return source;
  }
}
