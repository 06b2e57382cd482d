package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
import dev.wengert.expression.LoopBody;

/** A loop body that the {@link Interpreter} runs: where classes cannot be defined. */
final class InterpretedMap extends MapRunner {

  private final Interpreter interpreter;
  private final int[] strides;
  private final int results;

  InterpretedMap(LoopBody written, LoopNest nest, Layout[] operands, DType compute, int results) {
    this.interpreter = new Interpreter(written, compute, operands);
    this.strides = new int[operands.length];
    for (int k = 0; k < strides.length; k++) {
      strides[k] = nest.innerStride(k);
    }
    this.results = results;
  }

  @Override
  public void run(
      Lane lane,
      Object[] operands,
      int[] offsets,
      Object[] targets,
      int[] places,
      int from,
      int to) {
    int mark = lane.mark();
    Frame blocks = interpreter.blocks(lane, Math.min(Interpreter.BLOCK, to - from));
    for (int done = from; done < to; done += Interpreter.BLOCK) {
      int stretch = Math.min(Interpreter.BLOCK, to - done);
      for (int k = 0; k < strides.length; k++) {
        int at = offsets[k] + done * strides[k];
        interpreter.load(blocks, k, operands[k], at, strides[k], stretch);
      }
      interpreter.compute(blocks, stretch);
      for (int i = 0; i < results; i++) {
        Blocks.store(interpreter.result(blocks, i), targets[i], places[i] + done, 1, stretch);
      }
    }
    blocks.clear();
    lane.release(mark);
  }
}
