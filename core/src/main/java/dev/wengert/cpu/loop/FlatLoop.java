package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
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
  private static final int[] AT_ITS_BEGINNING = {0};

  private FlatLoop() {}

  /** Returns the result, or null if the operands lie in another way or are many. */
  public static @Nullable Buffer run(Loop loop, Buffer[] inputs, Spec spec) {
    LoopBody body = loop.body();
    Shape shape = spec.shape();
    int size = shape.size();
    int n = inputs.length;
    if (size == 0 || size > BoundLoop.grain(body) || n > LoopForm.MOST_OPERANDS) {
      return null;
    }
    Object[] arrays = new Object[n];
    int[] offsets = new int[n];
    long access = 0;
    DType compute = body.dtype();
    for (int k = 0; k < n; k++) {
      Buffer input = inputs[k];
      if (input.isContiguous() && input.shape().equals(shape)) {
        access |= (long) LoopForm.CONTIGUOUS << (2 * k);
      } else if (!input.isFill()) {
        return null;
      }
      if (compute == null && body.inputs().get(k) == Op.Kind.NUMBER) {
        compute = input.dtype();
      }
      arrays[k] = input.array();
      offsets[k] = input.offset();
    }
    DType dtype = spec.dtype();
    if (compute == null) {
      compute = dtype;
    }
    LoopForms forms = LoopForms.of(body).written(compute);
    // Where all operands are fills the result is one, and is stored once.
    if (access == 0 || !forms.isWhole()) {
      return null;
    }
    long stored = LoopForm.stored(inputs);
    StagedLoop compiled = forms.loop(compute, access, stored, LoopForm.stored(dtype));
    if (compiled == null) {
      return null;
    }
    Buffer result = Buffer.allocate(spec);
    Object[] results = {result.array()};
    boolean isLong = compiled.isLong(size);
    compiled.run(arrays, offsets, NO_STRIDES, results, AT_ITS_BEGINNING, 0, size, isLong);
    return result;
  }
}
