package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    ACTIVATION,
    /** It changes a weight that itself stays as it is. */
    ADAPTER
  }

  private final Role role;
  private final Shape shape;
  private final Initializer initializer;
  private final @Nullable Parameter source;
  private final int unitAxis;

  private Parameter(
      Role role, Shape shape, Initializer initializer, @Nullable Parameter source, int unitAxis) {
    this.role = role;
    this.shape = shape;
    this.initializer = initializer;
    this.source = source;
    this.unitAxis = unitAxis;
  }

  /** Returns a new parameter. */
  public static Parameter of(Role role, Initializer initializer, int... sides) {
    return new Parameter(role, Shape.of(sides), initializer, null, 0);
  }

  /**
   * Returns a new parameter like this one whose units are along another axis than the first. A
   * unit's weights are what the parameter has at one position of that axis: what {@link MaxNorm}
   * and the layers that normalize weights treat as one vector.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public Parameter withUnitsAlong(int axis) {
    Preconditions.checkArgument(
        axis >= 0 && axis < shape.rank(),
        "parameter: there is no axis %s: the shape is %s; give one from 0 on, below its rank",
        axis,
        shape);
    return new Parameter(role, shape, initializer, source, axis);
  }

  /**
   * Returns a new parameter that begins with what a function makes of another's first value. From
   * then on the two are independent.
   *
   * @param source the parameter that is drawn first; declared in the same model
   */
  public static Parameter following(
      Role role, Parameter source, UnaryOperator<Tensor> first, int... sides) {
    return new Parameter(role, Shape.of(sides), source.followed(first), source.origin(), 0);
  }

  /** Returns what the parameter does in its layer. */
  public Role role() {
    return role;
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns the axis that counts units: 0 unless {@linkplain #withUnitsAlong said otherwise}. */
  public int unitAxis() {
    return unitAxis;
  }

  /** Returns how the parameter begins, if given the key of its {@link #origin}. */
  public Initializer initializer() {
    return initializer;
  }

  /** Returns the parameter whose draw decides how this one begins: itself, or one it follows. */
  Parameter origin() {
    return source == null ? this : source;
  }

  /** Returns how something begins that is computed of this parameter's first value. */
  Initializer followed(UnaryOperator<Tensor> first) {
    return (key, spec) -> first.apply(initializer.draw(key, spec.withShape(shape)));
  }

  @Override
  public String toString() {
    return role + " " + shape;
  }
}
