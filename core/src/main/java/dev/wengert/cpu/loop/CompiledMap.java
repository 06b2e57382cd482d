package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.expression.LoopBody;
import org.jspecify.annotations.Nullable;

/** A loop body that is compiled as a whole. */
public final class CompiledMap extends MapRunner {

  private final int[] strides;
  private final StagedLoop loop;
  private final boolean isLong;

  private CompiledMap(int[] strides, StagedLoop loop, boolean isLong) {
    this.strides = strides;
    this.loop = loop;
    this.isLong = isLong;
  }

  /** Returns null where classes cannot be defined. */
  static @Nullable CompiledMap of(
      LoopForms written, LoopNest nest, Layout[] operands, DType compute, long results) {
    int[] strides = new int[operands.length];
    for (int k = 0; k < strides.length; k++) {
      strides[k] = nest.innerStride(k);
    }
    long stored = LoopForm.stored(operands);
    return of(written, compute, strides, stored, results, nest.inner());
  }

  /**
   * Returns null where classes cannot be defined.
   *
   * @param stored what operands are {@linkplain LoopForm#stored stored} in
   * @param results what results are stored in
   * @param row how long rows are
   */
  static @Nullable CompiledMap of(
      LoopForms written, DType compute, int[] strides, long stored, long results, int row) {
    long access = LoopForm.access(strides);
    StagedLoop loop = written.loop(compute, access, stored, results);
    return loop == null ? null : new CompiledMap(strides, loop, loop.isLong(row));
  }

  /**
   * Returns a body of two numbers over two arrays of a dtype; null where classes cannot be defined.
   */
  public static @Nullable CompiledMap ofPairs(LoopBody body, DType dtype) {
    Layout number = Layout.contiguous(new Spec(dtype, Shape.SCALAR));
    long stored = LoopForm.stored(number, number);
    long result = LoopForm.stored(dtype);
    int[] strides = {1, 1};
    return of(LoopForms.of(body), dtype, strides, stored, result, Integer.MAX_VALUE);
  }

  @Override
  public void run(
      Lane lane,
      Object[] operands,
      int[] offsets,
      Object[] results,
      int[] places,
      int from,
      int to) {
    run(operands, offsets, results, places, from, to);
  }

  /** Computes a stretch of the innermost loop, which needs no working memory. */
  public void run(
      Object[] operands, int[] offsets, Object[] results, int[] places, int from, int to) {
    loop.run(operands, offsets, strides, results, places, from, to, isLong);
  }
}
