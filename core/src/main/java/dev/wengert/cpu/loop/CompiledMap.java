package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Simd;
import org.jspecify.annotations.Nullable;

/** A loop body that is compiled as a whole. */
public final class CompiledMap extends MapRunner {

  /** Shorter rows are computed element by element, which needs no warming up. */
  public static final int LEAST_SIMD_ROW = 128;

  private final Object[] arrays;
  private final int[] strides;
  private final int[] shifted;
  private final CompiledLoop scalar;
  private final @Nullable CompiledLoop simd;
  private final int lanes;

  private CompiledMap(
      Object[] arrays, int[] strides, CompiledLoop scalar, @Nullable CompiledLoop simd, int lanes) {
    this.arrays = arrays;
    this.strides = strides;
    this.shifted = new int[arrays.length];
    this.scalar = scalar;
    this.simd = simd;
    this.lanes = lanes;
  }

  public static MapRunner of(
      LoopForms written, LoopNest nest, Buffer[] operands, DType compute, DType result) {
    int n = operands.length;
    Object[] arrays = new Object[n];
    int[] strides = new int[n];
    for (int k = 0; k < n; k++) {
      arrays[k] = operands[k].array();
      strides[k] = nest.innerStride(k);
    }
    CompiledMap map = of(written, arrays, strides, nest.inner(), compute, result);
    return map == null ? new InterpretedMap(written.body(), nest, operands, compute) : map;
  }

  /** Returns null where classes cannot be defined. */
  public static @Nullable CompiledMap of(
      LoopForms written, Object[] arrays, int[] strides, int row, DType compute, DType result) {
    int access = LoopForm.access(strides);
    CompiledLoop scalar = written.loop(compute, result, access, false);
    if (scalar == null) {
      return null;
    }
    boolean vectors =
        row >= LEAST_SIMD_ROW
            && Simd.isAvailable()
            && SimdEmitter.serves(written.body(), compute, result, strides);
    return new CompiledMap(
        arrays,
        strides,
        scalar,
        vectors ? written.loop(compute, result, access, true) : null,
        Simd.lanes(compute));
  }

  @Override
  public void run(int[] offsets, int from, int length, Object result, int at) {
    for (int k = 0; k < shifted.length; k++) {
      shifted[k] = offsets[k] + from * strides[k];
    }
    int done = 0;
    if (simd != null && length >= lanes) {
      simd.run(arrays, shifted, strides, result, at, length);
      done = length - length % lanes;
      for (int k = 0; k < shifted.length; k++) {
        shifted[k] += done * strides[k];
      }
    }
    if (done < length) {
      scalar.run(arrays, shifted, strides, result, at + done, length - done);
    }
  }
}
