package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;

/**
 * A loop body that the {@link Interpreter} runs: where classes cannot be defined, or operands are
 * too many.
 */
final class InterpretedMap extends MapRunner {

  private final Interpreter interpreter;
  private final LoopNest nest;
  private final Buffer[] operands;

  InterpretedMap(LoopBody written, LoopNest nest, Buffer[] operands, DType compute) {
    this.interpreter = new Interpreter(written, compute, nest.inner());
    this.nest = nest;
    this.operands = operands;
  }

  @Override
  public void run(int[] offsets, int from, int length, Object result, int at) {
    for (int done = 0; done < length; done += Interpreter.BLOCK) {
      int stretch = Math.min(Interpreter.BLOCK, length - done);
      double[] values = interpreter.run(nest, operands, offsets, from + done, stretch);
      Blocks.store(values, result, at + done, 1, stretch);
    }
  }
}
