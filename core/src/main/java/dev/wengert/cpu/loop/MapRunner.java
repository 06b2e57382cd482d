package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;

/**
 * A loop body made ready to run over the rows of a {@link LoopNest}.
 *
 * <p>Which form serves (compiled for one element or for vectors, split, or interpreted) depends on
 * the body, the strides and the length of a row alone, so results repeat; and all forms give the
 * same bits.
 */
public abstract sealed class MapRunner permits CompiledMap, SplitMap, InterpretedMap {

  /** Returns a body made ready to run. */
  public static MapRunner of(LoopBody body, LoopNest nest, Buffer[] operands, DType result) {
    DType compute = dtype(body, operands, result);
    LoopForms forms = LoopForms.of(body).written(compute);
    LoopBody written = forms.body();
    if (!LoopCompiler.isPossible() || operands.length > LoopForm.MOST_OPERANDS) {
      return new InterpretedMap(written, nest, operands, compute);
    }
    if (forms.isLong()) {
      return SplitMap.of(written, forms.split(), nest, operands, compute, result);
    }
    return CompiledMap.of(forms, nest, operands, compute, result);
  }

  /** Returns the dtype in which a body computes: that of its number operands, else the result's. */
  private static DType dtype(LoopBody body, Buffer[] operands, DType result) {
    for (int i = 0; i < operands.length; i++) {
      if (body.inputs().get(i) == Op.Kind.NUMBER) {
        return operands[i].dtype();
      }
    }
    return result;
  }

  /**
   * Computes a stretch of the innermost loop.
   *
   * @param offsets for each operand where the row begins
   * @param from where in the row the stretch begins
   * @param length how long it is
   * @param result the array to fill
   * @param at where the first result goes
   */
  public abstract void run(int[] offsets, int from, int length, Object result, int at);
}
