package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.LoopBody;
import org.jspecify.annotations.Nullable;

/** A loop body that is compiled as a whole. */
public final class CompiledMap extends MapRunner {

  /** Shorter rows are computed element by element, which needs no warming up. */
  public static final int LEAST_SIMD_ROW = 128;

  private final Object[] arrays;
  private final int[] strides;
  private final CompiledLoop scalar;
  private final @Nullable CompiledLoop simd;
  private final int lanes;

  private CompiledMap(
      Object[] arrays, int[] strides, CompiledLoop scalar, @Nullable CompiledLoop simd, int lanes) {
    this.arrays = arrays;
    this.strides = strides;
    this.scalar = scalar;
    this.simd = simd;
    this.lanes = lanes;
  }

  /** Returns null where classes cannot be defined. */
  static @Nullable CompiledMap of(
      LoopForms written, LoopNest nest, Buffer[] operands, DType compute, long results) {
    int n = operands.length;
    Object[] arrays = new Object[n];
    int[] strides = new int[n];
    for (int k = 0; k < n; k++) {
      arrays[k] = operands[k].array();
      strides[k] = nest.innerStride(k);
    }
    long stored = LoopForm.stored(operands);
    return of(written, compute, arrays, strides, stored, results, nest.inner());
  }

  /**
   * Returns null where classes cannot be defined.
   *
   * @param stored what operands are {@linkplain LoopForm#stored stored} in
   * @param results what results are stored in
   * @param row how long rows are
   */
  static @Nullable CompiledMap of(
      LoopForms written,
      DType compute,
      Object[] arrays,
      int[] strides,
      long stored,
      long results,
      int row) {
    long access = LoopForm.access(strides);
    CompiledLoop scalar = written.loop(compute, access, stored, results, false);
    if (scalar == null) {
      return null;
    }
    boolean vectors =
        row >= LEAST_SIMD_ROW
            && Simd.isAvailable()
            && new LoopForm(compute, access, stored, results).hasVectors(written.body());
    return new CompiledMap(
        arrays,
        strides,
        scalar,
        vectors ? written.loop(compute, access, stored, results, true) : null,
        Simd.lanes(compute));
  }

  /**
   * Returns a body of two numbers over two arrays of a dtype; null where classes cannot be defined.
   *
   * @param arrays the arrays, which may be others at each run
   */
  public static @Nullable CompiledMap ofPairs(LoopBody body, DType dtype, Object[] arrays) {
    Layout number = Layout.contiguous(new Spec(dtype, Shape.SCALAR));
    long stored = LoopForm.stored(number, number);
    long result = LoopForm.stored(dtype);
    int[] strides = {1, 1};
    return of(LoopForms.of(body), dtype, arrays, strides, stored, result, LEAST_SIMD_ROW);
  }

  @Override
  public void run(int[] offsets, Object[] results, int[] places, int from, int to) {
    int done = from;
    if (simd != null && to - from >= lanes) {
      simd.run(arrays, offsets, strides, results, places, from, to);
      done = to - (to - from) % lanes;
    }
    if (done < to) {
      scalar.run(arrays, offsets, strides, results, places, done, to);
    }
  }
}
