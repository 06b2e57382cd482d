package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.RangeBody;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Loop;

/** How a {@link Loop} runs: over the rows of a {@link LoopNest}, by threads if there are many. */
public final class Loops {

  private Loops() {}

  /** Fills the result; where it is a broadcast, each value that it stores. */
  public static void fill(Loop loop, Buffer[] inputs, Buffer result) {
    Buffer[] operands = inputs;
    Buffer stored = result;
    if (!result.isContiguous()) {
      Shape narrow = result.narrow();
      stored = result.narrowTo(narrow);
      operands = new Buffer[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        operands[i] = narrow(inputs[i], narrow);
      }
    }
    map(loop.body(), operands, stored);
  }

  private static void map(LoopBody body, Buffer[] operands, Buffer result) {
    int size = result.shape().size();
    if (size == 0) {
      return;
    }
    LoopNest nest = LoopNest.over(result.shape(), operands);
    int step = nest.sides.length == 1 ? 1 : nest.inner();
    Threads.forEachRange(
        size / step,
        Math.max(1, grain(body) / step),
        (from, to) -> map(body, nest, operands, result, from * step, to * step));
  }

  /** Returns what computes any range of a contiguous result that has elements. */
  public static RangeBody over(Loop loop, Buffer[] operands, Buffer result) {
    LoopNest nest = LoopNest.over(result.shape(), operands);
    return (from, to) -> map(loop.body(), nest, operands, result, from, to);
  }

  /** Elements that are too few to be worth a thread: about ten microseconds' work. */
  private static int grain(LoopBody body) {
    return Math.max(1 << 11, (1 << 18) / (4 + body.instructions().size()) & -64);
  }

  private static void map(
      LoopBody body, LoopNest nest, Buffer[] operands, Buffer result, int from, int to) {
    MapRunner runner = MapRunner.of(body, nest, operands, result.dtype());
    int[] index = new int[nest.sides.length];
    int[] offsets = new int[operands.length];
    int inner = nest.inner();
    nest.seek(from / inner, nest.sides.length - 2, index, offsets);
    int at = from % inner;
    for (int done = from; done < to; ) {
      int length = Math.min(inner - at, to - done);
      runner.run(offsets, at, length, result.array(), done);
      done += length;
      at = 0;
      nest.advanceOuter(index, offsets);
    }
  }

  /** An operand without the axes along which the result is the same. */
  private static Buffer narrow(Buffer input, Shape stored) {
    Shape shape = input.shape();
    int offset = stored.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (stored.side(offset + axis) == 1) {
        shape = shape.withSide(axis, 1);
      }
    }
    return input.narrowTo(shape);
  }
}
