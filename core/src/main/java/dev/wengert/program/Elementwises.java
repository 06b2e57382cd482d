package dev.wengert.program;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import org.jspecify.annotations.Nullable;

/**
 * What can be computed in one loop with others: an instruction that computes each element of a
 * space by itself, in the dtype in which it is stored, and stores each of them.
 *
 * @param loop its kernel
 * @param space the shape of its results
 * @param dtype the dtype in which it computes; null if it knows truth values alone, so that any
 *     will do
 * @param length how many instructions it has with functions written out
 */
record Elementwises(Loop loop, Shape space, @Nullable DType dtype, int length) {

  /** Returns what an instruction is; null if it is not one of these. */
  static @Nullable Elementwises of(Instruction instruction, Places places) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof Loop loop)) {
      return null;
    }
    Layout[] in = new Layout[instruction.operands().length()];
    for (int i = 0; i < in.length; i++) {
      in[i] = places.layout(instruction.operands().get(i));
    }
    Layout[] out = new Layout[instruction.results().size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = places.layouts[instruction.result(i)];
      if (!out[i].isContiguous()) {
        return null;
      }
    }
    DType dtype = Loop.computes(loop.body(), in, out);
    if (converts(dtype, in) || converts(dtype, out)) {
      return null;
    }
    int length = loop.body().expanded(dtype).instructions().size();
    Shape space = out[0].shape();
    return new Elementwises(loop, space, loop.body().isLogical() ? null : dtype, length);
  }

  /** Returns whether some have to be converted: such a loop would have no form for vectors. */
  private static boolean converts(DType dtype, Layout[] layouts) {
    for (Layout layout : layouts) {
      if (layout.dtype() != DType.BOOL && layout.dtype() != dtype) {
        return true;
      }
    }
    return false;
  }
}
