package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The kernel that computes an expression for each element of broadcast operands.
 *
 * <p>Numbers are computed in the dtype of the number operands and converted to the result's when
 * they are stored. Along an axis in which no operand varies the result is computed once and stays a
 * broadcast.
 *
 * @param body the expression
 */
public record Loop(LoopBody body) implements Kernel {

  @Override
  public Buffer[] run(Buffer[] inputs, Spec[] results) {
    Spec result = results[0];
    Shape varying = varying(result.shape(), inputs);
    Buffer computed = Buffer.allocate(result.withShape(varying));
    Buffer[] operands = inputs;
    if (!varying.equals(result.shape())) {
      operands = new Buffer[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        operands[i] = narrow(inputs[i], varying);
      }
    }
    map(operands, computed);
    return new Buffer[] {computed.broadcastTo(result.shape())};
  }

  private void map(Buffer[] operands, Buffer result) {
    int size = result.shape().size();
    if (size == 0) {
      return;
    }
    LoopNest nest = LoopNest.over(result.shape(), operands);
    int step = nest.sides.length == 1 ? 1 : nest.inner();
    Threads.forEachRange(
        size / step,
        Math.max(1, grain() / step),
        (from, to) -> map(nest, operands, result, from * step, to * step));
  }

  /** Returns what computes any range of a contiguous result that has elements. */
  RangeBody over(Buffer[] operands, Buffer result) {
    LoopNest nest = LoopNest.over(result.shape(), operands);
    return (from, to) -> map(nest, operands, result, from, to);
  }

  /** Elements that are too few to be worth a thread: about ten microseconds' work. */
  private int grain() {
    return Math.max(1 << 11, (1 << 18) / (4 + body.instructions().size()) & -64);
  }

  private void map(LoopNest nest, Buffer[] operands, Buffer result, int from, int to) {
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

  /** The shape of the result with side 1 in each axis along which no operand varies. */
  private static Shape varying(Shape shape, Buffer[] inputs) {
    for (Buffer input : inputs) {
      if (input.isContiguous() && input.shape().equals(shape)) {
        return shape;
      }
    }
    boolean[] varies = new boolean[shape.rank()];
    for (Buffer input : inputs) {
      int[] strides = input.stridesWithin(shape);
      for (int axis = 0; axis < strides.length; axis++) {
        varies[axis] |= strides[axis] != 0;
      }
    }
    Shape result = shape;
    for (int axis = 0; axis < varies.length; axis++) {
      if (!varies[axis] && shape.side(axis) > 1) {
        result = result.withSide(axis, 1);
      }
    }
    return result;
  }

  private static Buffer narrow(Buffer input, Shape varying) {
    Shape shape = input.shape();
    int offset = varying.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (varying.side(offset + axis) == 1) {
        shape = shape.withSide(axis, 1);
      }
    }
    return input.narrowTo(shape);
  }
}
