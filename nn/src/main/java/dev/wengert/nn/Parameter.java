package dev.wengert.nn;

import dev.wengert.array.Shape;

/**
 * A tensor that training adjusts: what it is for, its shape, and how it begins.
 *
 * <p>A parameter is a name plate, not a value: the values of a model are {@link Values}, and a
 * {@link Pass} brings them. Two parameters are equal only if they are the same object.
 */
public final class Parameter {

  /** What a parameter does in its layer. */
  public enum Role {
    /** It multiplies inputs. Penalties apply to these unless told otherwise. */
    WEIGHT,
    /** It is added. */
    BIAS,
    /** It scales or shifts what was normalized. */
    NORMALIZATION,
    /** It shapes an activation. */
    ACTIVATION
  }

  private final Role role;
  private final Shape shape;
  private final Initializer initializer;

  private Parameter(Role role, Shape shape, Initializer initializer) {
    this.role = role;
    this.shape = shape;
    this.initializer = initializer;
  }

  /** Returns a new parameter. */
  public static Parameter of(Role role, Initializer initializer, int... sides) {
    return new Parameter(role, Shape.of(sides), initializer);
  }

  /** Returns what the parameter does in its layer. */
  public Role role() {
    return role;
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns how the parameter begins. */
  public Initializer initializer() {
    return initializer;
  }

  @Override
  public String toString() {
    return role + " " + shape;
  }
}
