package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.expression.Arithmetic;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.util.Arrays;

/**
 * Runs a loop body block by block, one operator at a time over a block that stays in the cache, by
 * the language's own {@link Arithmetic}.
 */
final class Interpreter {

  /** Elements a block has at most: the blocks of a usual body fit the first-level cache. */
  static final int BLOCK = 512;

  private final LoopBody body;
  private final DType dtype;
  private final Arithmetic arithmetic;
  private final double[][] blocks;

  /**
   * Prepares to run a body.
   *
   * @param dtype the dtype in which numbers are computed
   */
  Interpreter(LoopBody body, DType dtype, int length) {
    this.body = body;
    this.dtype = dtype;
    this.arithmetic = new Arithmetic(dtype);
    int inputs = body.inputs().size();
    int constants = body.constants().length();
    this.blocks = new double[inputs + constants + body.instructions().size()][];
    int size = Math.min(length, BLOCK);
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = new double[size];
    }
    for (int i = 0; i < constants; i++) {
      Arrays.fill(blocks[inputs + i], arithmetic.constant(body.constants().get(i)));
    }
  }

  /** Computes a stretch of the innermost loop, no longer than {@link #BLOCK}. */
  void run(LoopNest nest, Buffer[] operands, int[] offsets, int from, int length) {
    for (int k = 0; k < operands.length; k++) {
      int stride = nest.innerStride(k);
      Blocks.load(operands[k].array(), offsets[k] + from * stride, stride, blocks[k], length);
      if (operands[k].dtype() != dtype && body.inputs().get(k) == Op.Kind.NUMBER) {
        arithmetic.convert(blocks[k], length);
      }
    }
    compute(length);
  }

  /** Returns what has been computed of a result, in a block to read before the next run. */
  double[] result(int index) {
    return blocks[body.results().get(index)];
  }

  private void compute(int length) {
    int value = body.inputs().size() + body.constants().length();
    for (LoopBody.Instruction instruction : body.instructions()) {
      double[] result = blocks[value++];
      double[] a = blocks[instruction.operands().get(0)];
      double[] b = blocks[instruction.operands().get(Math.min(1, instruction.op().arity() - 1))];
      double[] c = blocks[instruction.operands().get(instruction.op().arity() - 1)];
      arithmetic.apply(instruction.op(), a, b, c, result, length);
    }
  }
}
