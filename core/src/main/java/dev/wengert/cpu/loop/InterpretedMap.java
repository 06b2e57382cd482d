package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;

/** A loop body that the {@link Interpreter} runs: where classes cannot be defined. */
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
  public void run(int[] offsets, Object[] results, int[] places, int from, int to) {
    for (int done = from; done < to; done += Interpreter.BLOCK) {
      int stretch = Math.min(Interpreter.BLOCK, to - done);
      interpreter.run(nest, operands, offsets, done, stretch);
      for (int i = 0; i < results.length; i++) {
        Blocks.store(interpreter.result(i), results[i], places[i] + done, 1, stretch);
      }
    }
  }
}
