package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.RangeBody;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Task;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Loop;

/** How a {@link Loop} runs: over the rows of a {@link LoopNest}, by threads if there are many. */
public final class Loops {

  /*
   * From an expression to a running loop.
   *
   * Somebody writes x -> x.times(sigmoid(x)). Building it, the factories fold constants and drop
   * neutral elements. LoopBody gives it numbers: inputs, constants, then an instruction for each
   * node that is not equal to an earlier one. Equal bodies mean equal loops, so a body is what
   * everything below is looked up by.
   *
   * For a dtype the functions are written out: sigmoid becomes some twenty additions, products and
   * selects with the coefficients of that dtype. This is done before anything is compiled, and not
   * by calling a function in the loop, for three reasons: a vector loop cannot call; the interpreter,
   * the scalar loop and the vector loop then do the same steps and so give the same bits; and what
   * two functions share is computed once.
   *
   * Then operands come, with their strides. LoopNest joins neighbouring axes that every operand walks
   * through without a jump, so that most loops are one row, and the others rows of some length. For
   * the row each operand is one of three: the same everywhere, contiguous, or strided. With the
   * dtypes that makes a LoopForm, and a body in a form is a class: its method holds uniform operands
   * in locals, and in the loop loads, computes and stores. A class of its own for each, rather than
   * one that looks at a list of instructions, since HotSpot sees through the former: the loop's
   * values stay in registers.
   *
   * HotSpot does not compile a method of more than 8,000 bytes at all, and gives up on vectors in
   * loops that are much shorter, so bodies are cut at 300 instructions, or sooner where they take or
   * give very much. Parts run one after the other over a block of 512 elements, what one hands to
   * the next lying in buffers of that length, in the cache. Results are stored by the last part
   * alone, as they are stored last in each step of a loop: so a result may lie where an operand of
   * its size lay. Rows that are short are computed element by element: the vector form needs half a
   * second to warm up, and wins nothing there.
   *
   * The invariant: which form serves follows from the body, the dtypes, the strides and the length of
   * a row, never from the range that a thread has been given; and all forms give the same bits, so
   * that it may as well. What breaks it, a function called from a loop, say, breaks FunctionsTest and
   * LoopFormsTest first.
   */

  private Loops() {}

  /** Binds a loop; where the result is a broadcast, it computes each value that is stored. */
  public static Task bind(Loop loop, Layout[] inputs, Layout[] outputs) {
    return frame -> {
      Buffer[] operands = new Buffer[inputs.length];
      for (int k = 0; k < operands.length; k++) {
        operands[k] = Buffer.within(inputs[k], frame.array(k), frame.offset(k));
      }
      Buffer[] results = new Buffer[outputs.length];
      for (int i = 0; i < results.length; i++) {
        int place = operands.length + i;
        results[i] = Buffer.within(outputs[i], frame.array(place), frame.offset(place));
      }
      fill(loop, operands, results);
    };
  }

  /** Fills the results; where they are broadcasts, each value that they store. */
  public static void fill(Loop loop, Buffer[] inputs, Buffer... results) {
    Buffer[] operands = inputs;
    Buffer[] stored = results;
    if (!results[0].isContiguous()) {
      Shape narrow = results[0].narrow();
      stored = new Buffer[results.length];
      for (int i = 0; i < results.length; i++) {
        stored[i] = results[i].narrowTo(narrow);
      }
      operands = new Buffer[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        operands[i] = narrow(inputs[i], narrow);
      }
    }
    map(loop.body(), operands, stored);
  }

  private static void map(LoopBody body, Buffer[] operands, Buffer[] results) {
    Shape shape = results[0].shape();
    int size = shape.size();
    if (size == 0) {
      return;
    }
    LoopNest nest = LoopNest.over(shape, operands);
    int step = nest.sides.length == 1 ? 1 : nest.inner();
    Threads.forEachRange(
        size / step,
        Math.max(1, grain(body) / step),
        (from, to) -> map(body, nest, operands, results, from * step, to * step));
  }

  /** Returns what computes any range of contiguous results that have elements. */
  public static RangeBody over(Loop loop, Buffer[] operands, Buffer... results) {
    LoopNest nest = LoopNest.over(results[0].shape(), operands);
    return (from, to) -> map(loop.body(), nest, operands, results, from, to);
  }

  /** Elements that are too few to be worth a thread: about ten microseconds' work. */
  static int grain(LoopBody body) {
    return Math.max(1 << 11, (1 << 18) / (4 + body.instructions().size()) & -64);
  }

  private static void map(
      LoopBody body, LoopNest nest, Buffer[] operands, Buffer[] results, int from, int to) {
    Object[] arrays = new Object[results.length];
    for (int i = 0; i < results.length; i++) {
      arrays[i] = results[i].array();
    }
    MapRunner runner = MapRunner.of(body, nest, operands, results);
    int[] index = new int[nest.sides.length];
    int[] offsets = new int[operands.length];
    int[] places = new int[results.length];
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = operands[k].offset();
    }
    int inner = nest.inner();
    nest.seek(from / inner, nest.sides.length - 2, index, offsets);
    for (int row = from - from % inner; row < to; row += inner) {
      for (int i = 0; i < places.length; i++) {
        places[i] = results[i].offset() + row;
      }
      runner.run(offsets, arrays, places, Math.max(0, from - row), Math.min(inner, to - row));
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
