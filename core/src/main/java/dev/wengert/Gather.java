package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that takes rows by index: {@code result[b.., i.., j.., k..] = x[b.., i..,
 * index[b.., j..], k..]}.
 *
 * <p>Its inputs are x [b.., i.., n, k..] and an INT32 index [b.., j..] of positions along n, from
 * the end where negative; an index outside the axis is an {@link IndexOutOfBoundsException} when it
 * runs. The pullback adds the cotangent's rows up where they were taken from: {@link ScatterAdd}.
 *
 * @param axis the axis n of x, counted from the front
 * @param batch how many leading axes b x and the index have in common, at most {@code axis}
 */
public record Gather(int axis, int batch) implements Primitive {

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public String name() {
    return "gather";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    int[] x = inputs[0].shape().sides();
    int[] index = inputs[1].shape().sides();
    checkIndex("gather", inputs[1], batch, x);
    int[] sides = Arrays.copyOf(x, x.length - 1 + index.length - batch);
    System.arraycopy(index, batch, sides, axis, index.length - batch);
    System.arraycopy(x, axis + 1, sides, axis + index.length - batch, x.length - axis - 1);
    return new Spec[] {inputs[0].withShape(Shape.of(sides))};
  }

  static void checkIndex(String operation, Spec index, int batch, int[] x) {
    if (index.dtype() != DType.INT32) {
      throw new IllegalArgumentException(
          operation
              + ": the index is "
              + index.dtype()
              + "; give INT32 positions, by to(INT32) if need be");
    }
    for (int i = 0; i < batch; i++) {
      if (i >= index.shape().rank() || x[i] != index.shape().side(i)) {
        throw new IllegalArgumentException(
            operation
                + ": the leading axes differ: x is "
                + Arrays.toString(x)
                + ", the index is "
                + index.shape()
                + "; the first "
                + batch
                + " sides must be equal");
      }
    }
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new GatherRows(axis, batch);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor index = inputs[1];
    ScatterAdd transpose = new ScatterAdd(axis, batch, inputs[0].shape().side(axis));
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
      return new Gather(axis + 1, 0).applyAll(inputs);
    }
    return new Gather(axis + 1, batch + 1)
        .applyAll(
            Batching.spread(inputs[0], mapped[0], size),
            Batching.spread(inputs[1], mapped[1], size));
  }
}
