package dev.wengert.array;

/**
 * What is known of a tensor before its values: dtype and shape.
 *
 * @param dtype the type of the elements
 * @param shape the sides
 */
public record Spec(DType dtype, Shape shape) {

  /** Returns this spec with another shape; itself when the shape is the same. */
  public Spec withShape(Shape other) {
    return other.equals(shape) ? this : new Spec(dtype, other);
  }

  /** Returns this spec with another dtype; itself when the dtype is the same. */
  public Spec withDType(DType other) {
    return other == dtype ? this : new Spec(other, shape);
  }

  /** Returns for example {@code FLOAT32[3, 4]}. */
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
