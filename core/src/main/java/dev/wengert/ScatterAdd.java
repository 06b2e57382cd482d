package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.ScatterAddRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that adds rows into zeros by index: {@code result[b.., i.., index[b.., j..], k..]
 * += x[b.., i.., j.., k..]}.
 *
 * <p>Its inputs are x [b.., i.., j.., k..] and an INT32 index [b.., j..] of positions along the
 * result's axis; its pullback is {@link Gather}. Rows of one position add up in ascending order of
 * j, so the sum is the same on every run.
 *
 * @param axis the indexed axis of the result, counted from the front
 * @param batch how many leading axes b x and the index have in common, at most {@code axis}
 * @param side the result's side at that axis
 */
public record ScatterAdd(int axis, int batch, int side) implements Primitive {

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "scatterAdd";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] x = inputs[0].shape().sides();
    Shape index = inputs[1].shape();
    Gather.checkIndex("scatterAdd", inputs[1], batch, x);
    int taken = index.rank() - batch;
    for (int i = 0; i < taken; i++) {
      if (axis + i >= x.length || x[axis + i] != index.side(batch + i)) {
        throw new IllegalArgumentException(
            "scatterAdd: the values do not fit the index: they are "
                + inputs[0].shape()
                + ", the index is "
                + index
                + "; give one row a position");
      }
    }
    if (inputs[0].dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          "scatterAdd: BOOL values cannot be added; convert them with to(INT32)");
    }
    int[] sides = Arrays.copyOf(x, x.length - taken + 1);
    sides[axis] = side;
    System.arraycopy(x, axis + taken, sides, axis + 1, x.length - axis - taken);
    return new Spec[] {inputs[0].withShape(Shape.of(sides))};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new ScatterAddRows(axis, batch);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor index = inputs[1];
    Gather transpose = new Gather(axis, batch);
    return cotangents -> new @Nullable Tensor[] {transpose.apply(cotangents[0], index), null};
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = tangents[0];
    return new @Nullable Tensor[] {tangent == null ? null : apply(tangent, inputs[1])};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    if (!mapped[1] && batch == 0) {
      return new ScatterAdd(axis + 1, 0, side).applyAll(inputs);
    }
    return new ScatterAdd(axis + 1, batch + 1, side)
        .applyAll(
            Batching.spread(inputs[0], mapped[0], size),
            Batching.spread(inputs[1], mapped[1], size));
  }
}
