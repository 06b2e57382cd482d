package dev.wengert;

import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import java.util.Arrays;

/**
 * The primitive that stretches a tensor to a larger shape; nothing is copied.
 *
 * @param shape the shape of the result
 */
public record Broadcast(Shape shape) implements Linear {

  /** Returns a tensor stretched to a shape; itself when it has that shape. */
  public static Tensor to(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new Broadcast(shape).apply(x);
  }

  /**
   * Returns a cotangent summed down to the shape of a primal that was stretched: the one place
   * where broadcasting is undone.
   */
  public static Tensor sumTo(Tensor cotangent, Shape primal) {
    if (cotangent.shape().equals(primal)) {
      return cotangent;
    }
    int[] axes = primal.stretchedAxes(cotangent.shape());
    Tensor summed = axes.length == 0 ? cotangent : Sum.of(cotangent, true, axes);
    return summed.reshape(primal);
  }

  /** Returns a cotangent computed by a function of elements, summed down in the same pass. */
  static Tensor sumTo(Elementwise map, Tensor[] inputs, Shape from, Shape primal) {
    int[] axes = primal.stretchedAxes(from);
    return axes.length == 0
        ? map.apply(inputs).reshape(primal)
        : MapSum.of(map, true, axes, inputs).reshape(primal);
  }

  @Override
  public String name() {
    return "broadcastTo";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (!inputs[0].shape().broadcastsTo(shape)) {
      throw new IllegalArgumentException(
          "broadcastTo: the shape does not stretch: "
              + inputs[0].shape()
              + " to "
              + shape
              + "; aligned at the last axis, sides must be equal or 1");
    }
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return sumTo(cotangent, input.shape());
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    int[] from = inputs[0].shape().sides();
    int[] aligned = new int[shape.rank() + 1];
    Arrays.fill(aligned, 1);
    aligned[0] = size;
    System.arraycopy(from, 1, aligned, aligned.length - from.length + 1, from.length - 1);
    return new Broadcast(shape.prepend(size)).applyAll(inputs[0].reshape(aligned));
  }
}
