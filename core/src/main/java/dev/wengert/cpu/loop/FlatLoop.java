package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A loop that is run once, over few elements that lie one after the other in every operand, or are
 * one number: no nest, no threads, nothing allocated but what the compiled loop takes.
 *
 * <p>Most operations that somebody writes down one by one are such loops, and a few hundred
 * nanoseconds long; what is decided for each of them counts. The compiled loop is the one that
 * {@link Loops} would run.
 */
public final class FlatLoop {

  private static final int[] NO_STRIDES = {};

  private FlatLoop() {}

  /** Returns the result, or null if the operands lie in another way or are many. */
  public static @Nullable Buffer run(Loop loop, Buffer[] inputs, Spec spec) {
    LoopBody body = loop.body();
    Shape shape = spec.shape();
    int size = shape.size();
    int n = inputs.length;
    if (size == 0 || size > Loops.grain(body) || n > LoopForm.MOST_OPERANDS) {
      return null;
    }
    Object[] arrays = new Object[n];
    int[] offsets = new int[n];
    int access = 0;
    DType numbers = null;
    for (int k = 0; k < n; k++) {
      Buffer input = inputs[k];
      if (input.isContiguous() && input.shape().equals(shape)) {
        access |= LoopForm.CONTIGUOUS << (2 * k);
      } else if (!input.isFill()) {
        return null;
      }
      if (numbers == null && body.inputs().get(k) == Op.Kind.NUMBER) {
        numbers = input.dtype();
      }
      arrays[k] = input.array();
      offsets[k] = input.offset();
    }
    DType compute = numbers == null ? spec.dtype() : numbers;
    LoopForms forms = LoopForms.of(body).written(compute);
    // Where all operands are fills the result is one, and is stored once.
    if (access == 0 || forms.isLong()) {
      return null;
    }
    DType dtype = spec.dtype();
    CompiledLoop scalar = forms.loop(compute, dtype, access, false);
    if (scalar == null) {
      return null;
    }
    Buffer result = Buffer.allocate(spec);
    int done = 0;
    int lanes = Simd.lanes(compute);
    if (size >= CompiledMap.LEAST_SIMD_ROW
        && Simd.isAvailable()
        && SimdEmitter.serves(forms.body(), compute, dtype)) {
      CompiledLoop simd = forms.loop(compute, dtype, access, true);
      if (simd != null) {
        simd.run(arrays, offsets, NO_STRIDES, result.array(), 0, size);
        done = size - size % lanes;
        for (int k = 0; k < n; k++) {
          offsets[k] += (access >> (2 * k) & LoopForm.CONTIGUOUS) * done;
        }
      }
    }
    if (done < size) {
      scalar.run(arrays, offsets, NO_STRIDES, result.array(), done, size - done);
    }
    return result;
  }
}
