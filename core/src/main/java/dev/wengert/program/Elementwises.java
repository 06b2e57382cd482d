package dev.wengert.program;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import org.jspecify.annotations.Nullable;

/**
 * What can be computed in one loop with others: an instruction that computes each element of a
 * space by itself and stores each of them.
 *
 * @param loop its kernel
 * @param space the shape of its results
 * @param dtype the dtype in which it computes; null if it knows truth values alone, so that any will
 *     do
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
    int length = loop.body().expanded(dtype).instructions().size();
    Shape space = out[0].shape();
    return new Elementwises(loop, space, loop.body().isLogical() ? null : dtype, length);
  }

  /** Returns whether a loop that computes in a dtype hands on such a value as it was stored. */
  static boolean passes(DType value, @Nullable DType compute) {
    return value == DType.BOOL || value == compute;
  }
}
