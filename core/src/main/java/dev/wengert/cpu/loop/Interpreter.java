package dev.wengert.cpu.loop;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
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
  private final Arithmetic arithmetic;

  /** For each operand whether its numbers are stored in another dtype. */
  private final boolean[] converted;

  /**
   * Prepares to run a body.
   *
   * @param dtype the dtype in which numbers are computed
   */
  Interpreter(LoopBody body, DType dtype, Layout[] operands) {
    this.body = body;
    this.arithmetic = new Arithmetic(dtype);
    this.converted = new boolean[operands.length];
    for (int k = 0; k < converted.length; k++) {
      converted[k] = operands[k].dtype() != dtype && body.inputs().get(k) == Op.Kind.NUMBER;
    }
  }

  /**
   * Returns blocks for all values, those of constants filled.
   *
   * @param length how long they are, at most {@link #BLOCK}
   */
  Frame blocks(Lane lane, int length) {
    int inputs = body.inputs().size();
    int constants = body.constants().length();
    int values = inputs + constants + body.instructions().size();
    Frame blocks = lane.frame(values);
    for (int i = 0; i < values; i++) {
      double[] block = lane.doubles(length);
      blocks.set(i, block, 0);
      if (i >= inputs && i < inputs + constants) {
        double constant = arithmetic.constant(body.constants().get(i - inputs));
        Arrays.fill(block, 0, length, constant);
      }
    }
    return blocks;
  }

  /** Loads a stretch of an operand. */
  void load(Frame blocks, int operand, Object array, int at, int stride, int length) {
    double[] block = block(blocks, operand);
    Blocks.load(array, at, stride, block, length);
    if (converted[operand]) {
      arithmetic.convert(block, length);
    }
  }

  /** Returns what has been computed of a result. */
  double[] result(Frame blocks, int index) {
    return block(blocks, body.results().get(index));
  }

  /** Computes all values of a stretch whose operands are loaded. */
  void compute(Frame blocks, int length) {
    int value = body.inputs().size() + body.constants().length();
    for (LoopBody.Instruction instruction : body.instructions()) {
      ImmutableIntArray operands = instruction.operands();
      int arity = instruction.op().arity();
      double[] result = block(blocks, value++);
      double[] a = block(blocks, operands.get(0));
      double[] b = block(blocks, operands.get(Math.min(1, arity - 1)));
      double[] c = block(blocks, operands.get(arity - 1));
      arithmetic.apply(instruction.op(), a, b, c, result, length);
    }
  }

  private static double[] block(Frame blocks, int value) {
    return (double[]) blocks.array(value);
  }
}
