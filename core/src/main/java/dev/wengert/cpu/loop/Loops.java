package dev.wengert.cpu.loop;

import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
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
   * its size lay. Where rows are short, operands are spread over blocks of several rows first
   * (SpreadRows). All rows are computed element by element until they have done work that pays for
   * vectors (Ascent), within a row from one element to the next if it so happens (StagedLoop).
   *
   * The invariant: all forms give the same bits, so that nobody sees which one served. What breaks
   * it, a function called from a loop, say, breaks FunctionsTest and LoopFormsTest first.
   */

  private Loops() {}

  /** Binds a loop; where the results are broadcasts, it computes each value that they store. */
  public static BoundLoop bind(Loop loop, Layout[] inputs, Layout[] outputs) {
    Shape stored = outputs[0].narrow();
    Layout[] operands = inputs;
    if (!outputs[0].isContiguous()) {
      operands = new Layout[inputs.length];
      for (int k = 0; k < inputs.length; k++) {
        operands[k] = narrow(inputs[k], stored);
      }
    }
    return new BoundLoop(loop.body(), stored, operands, outputs);
  }

  /** An operand without the axes along which the result is the same. */
  private static Layout narrow(Layout input, Shape stored) {
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
