package dev.wengert.array;

import com.google.common.base.Preconditions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a block of numbers lies, whatever the numbers are: dtype, shape, and for each axis the
 * natural stride or 0. A {@link Buffer} is a layout with an array in it.
 */
public class Layout {

  private final Spec spec;

  /** The strides in elements; null when they are the natural ones. */
  final int @Nullable [] strides;

  Layout(Spec spec, int @Nullable [] strides) {
    this.spec = spec;
    this.strides = strides;
  }

  /** Returns the layout in which elements lie one after the other. */
  public static Layout contiguous(Spec spec) {
    return new Layout(spec, null);
  }

  /**
   * Returns the layout in which elements lie one after the other, but all that differ along some
   * axes only are one.
   *
   * @param same for each axis whether nothing changes along it
   */
  public static Layout broadcast(Spec spec, boolean[] same) {
    int[] sides = spec.shape().sides();
    int[] strides = new int[sides.length];
    boolean natural = true;
    int next = 1;
    for (int axis = sides.length - 1; axis >= 0; axis--) {
      if (same[axis]) {
        natural &= sides[axis] == 1;
      } else {
        strides[axis] = next;
        next *= sides[axis];
      }
    }
    return new Layout(spec, natural ? null : strides);
  }

  /** Returns dtype and shape. */
  public final Spec spec() {
    return spec;
  }

  /** Returns the dtype. */
  public final DType dtype() {
    return spec.dtype();
  }

  /** Returns the shape. */
  public final Shape shape() {
    return spec.shape();
  }

  /** Returns whether the elements lie one after the other, none of them shared. */
  public final boolean isContiguous() {
    return strides == null;
  }

  /** Returns whether all elements are one stored value. */
  public final boolean isFill() {
    if (strides == null) {
      return shape().size() == 1;
    }
    for (int i = 0; i < strides.length; i++) {
      if (strides[i] != 0 && shape().side(i) != 1) {
        return false;
      }
    }
    return true;
  }

  /** Returns the shape with side 1 along the axes of stride 0. */
  public final Shape narrow() {
    return strides == null ? shape() : narrow(shape(), strides);
  }

  /** Returns how many elements are stored. */
  public final int stored() {
    return narrow().size();
  }

  static Shape narrow(Shape shape, int[] strides) {
    Shape result = shape;
    for (int axis = 0; axis < strides.length; axis++) {
      if (strides[axis] == 0 && result.side(axis) > 1) {
        result = result.withSide(axis, 1);
      }
    }
    return result;
  }

  /**
   * Returns the layout of the same values stretched to a larger shape, without a copy.
   *
   * @throws IllegalArgumentException if this shape does not broadcast to the target
   */
  public Layout broadcastTo(Shape target) {
    if (target.equals(shape())) {
      return this;
    }
    Preconditions.checkArgument(
        shape().broadcastsTo(target),
        "broadcastTo: the shape does not broadcast: %s to %s; sides must be equal or 1",
        shape(),
        target);
    return new Layout(spec.withShape(target), stridesWithin(target));
  }

  /**
   * Returns the part with index 0 along the axes that are 1 in a shape and broadcast here.
   *
   * @param shape this shape, but with side 1 at some axes of stride 0
   */
  public Layout narrowTo(Shape shape) {
    if (strides == null || shape.equals(shape())) {
      return this;
    }
    int[] natural = shape.strides();
    boolean contiguous = true;
    for (int axis = 0; axis < natural.length; axis++) {
      contiguous &= shape.side(axis) == 1 || strides[axis] == natural[axis];
    }
    return new Layout(spec.withShape(shape), contiguous ? null : strides);
  }

  /**
   * Returns the layout of the same values under another shape of the same size, without a copy.
   *
   * @throws IllegalStateException if this is neither contiguous nor a fill
   */
  public Layout reshape(Shape target) {
    if (target.equals(shape())) {
      return this;
    }
    Preconditions.checkArgument(
        target.size() == shape().size(),
        "reshape: the sizes differ: %s to %s; both must have the same number of elements",
        shape(),
        target);
    if (strides == null) {
      return new Layout(spec.withShape(target), null);
    }
    Preconditions.checkState(
        isFill(), "reshape: %s is broadcast along some axes; copy it first", shape());
    return fill(target);
  }

  /**
   * Returns the layout of the one stored value of a {@linkplain #isFill() fill} under any shape.
   */
  public Layout fill(Shape target) {
    Preconditions.checkState(isFill(), "fill: %s holds more than one value", shape());
    return new Layout(spec.withShape(target), target.size() == 1 ? null : new int[target.rank()]);
  }

  /** Returns the strides in elements: for each axis the natural one or 0. */
  public final int[] strides() {
    return strides == null ? shape().strides() : strides.clone();
  }

  /** Returns this layout's strides as an operand of a loop over {@code target}. */
  public final int[] stridesWithin(Shape target) {
    int[] own = strides();
    int[] result = new int[target.rank()];
    int offset = target.rank() - own.length;
    for (int i = 0; i < own.length; i++) {
      result[offset + i] = shape().side(i) == 1 ? 0 : own[i];
    }
    return result;
  }

  @Override
  public String toString() {
    return spec + (strides == null ? "" : " strides " + Arrays.toString(strides));
  }
}
