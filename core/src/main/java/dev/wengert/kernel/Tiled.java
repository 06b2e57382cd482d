package dev.wengert.kernel;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;

/**
 * The kernel that runs loops and reductions one after the other over tiles that stay in the cache.
 *
 * <p>All results begin with the same axes, along which nothing depends on its neighbours: the rows
 * of a softmax, say. A tile is a range of those; each step does its part of the tile before the
 * next tile is begun, so what one step writes is still in the cache when another reads it. A step
 * computes what it would compute alone, to the bit.
 *
 * @param rows how many leading axes all results have in common, none of them folded
 * @param numbers operands of the first input's dtype that are the same everywhere
 * @param steps what is done, in order
 * @param returned the steps whose results are the results
 */
public record Tiled(
    int rows, ImmutableDoubleArray numbers, ImmutableList<Step> steps, ImmutableIntArray returned)
    implements Kernel {

  /** Elements of a tile: two arrays of as many fit the second level of cache. */
  private static final int TILE = 1 << 16;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 14;

  /**
   * One kernel of the chain.
   *
   * @param kernel a {@link Loop} or a {@link Reduction}
   * @param operands what it takes: which input, behind those which of the numbers, behind those
   *     which earlier step
   * @param result dtype and shape of what it computes; a reduction keeps its axes with side 1
   */
  public record Step(Kernel kernel, ImmutableIntArray operands, Spec result) {

    /** Returns a step. */
    public static Step of(Kernel kernel, Spec result, int... operands) {
      return new Step(kernel, ImmutableIntArray.copyOf(operands), result);
    }

    private Buffer[] operands(Buffer[] values) {
      Buffer[] taken = new Buffer[operands.length()];
      Arrays.setAll(taken, k -> values[operands.get(k)]);
      return taken;
    }
  }

  /** Makes a kernel whose result is that of its last step. */
  public Tiled(int rows, ImmutableList<Step> steps) {
    this(rows, ImmutableDoubleArray.of(), steps, ImmutableIntArray.of(steps.size() - 1));
  }

  @Override
  public Buffer[] run(Buffer[] given, Spec[] results) {
    Buffer[] inputs = Arrays.copyOf(given, given.length + numbers.length());
    for (int i = 0; i < numbers.length(); i++) {
      inputs[given.length + i] =
          Buffer.filled(given[0].spec().withShape(Shape.SCALAR), numbers.get(i));
    }
    Buffer[] values = Arrays.copyOf(inputs, inputs.length + steps.size());
    Shape shape = results[0].shape();
    int count = 1;
    for (int axis = 0; axis < rows; axis++) {
      count *= shape.side(axis);
    }
    int largest = 1;
    for (int i = 0; i < values.length && count > 0; i++) {
      Shape size =
          i < inputs.length ? inputs[i].shape() : steps.get(i - inputs.length).result.shape();
      largest = Math.max(largest, size.size() / count);
    }
    if (count < 2 * Threads.count() || largest > TILE || !tile(values, count, largest)) {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        values[inputs.length + i] =
            step.kernel.run(step.operands(values), new Spec[] {step.result})[0];
      }
    }
    Buffer[] taken = new Buffer[results.length];
    Arrays.setAll(taken, i -> values[inputs.length + returned.get(i)].reshape(results[i].shape()));
    return taken;
  }

  /** Runs all steps tile by tile; false, with nothing done, if one of them cannot be cut so. */
  private boolean tile(Buffer[] values, int count, int largest) {
    int inputs = values.length - steps.size();
    RangeBody[] parts = new RangeBody[steps.size()];
    int[] sizes = new int[steps.size()];
    for (int i = 0; i < parts.length; i++) {
      Step step = steps.get(i);
      Buffer result = spare(i, values);
      if (result.shape().size() == 0) {
        return false;
      }
      Buffer[] operands = step.operands(values);
      switch (step.kernel) {
        case Loop loop -> {
          parts[i] = loop.over(operands, result);
          sizes[i] = result.shape().size() / count;
        }
        case Reduction reduction -> {
          FoldPlan plan = reduction.plan(operands, result);
          if (plan.kept.rows() % count != 0 && plan instanceof ColumnFold) {
            return false;
          }
          parts[i] = plan::foldUnits;
          sizes[i] = plan.units() / count;
        }
        default -> throw new AssertionError(step.kernel);
      }
      values[inputs + i] = result;
    }
    int tile = Math.max(1, TILE / largest);
    Threads.forEachRange(
        count,
        Math.max(1, GRAIN / largest),
        (from, to) -> {
          for (int row = from; row < to; row += tile) {
            int end = Math.min(to, row + tile);
            for (int i = 0; i < parts.length; i++) {
              parts[i].run(row * sizes[i], end * sizes[i]);
            }
          }
        });
    return true;
  }

  /** Returns a buffer for the result of a step: one that the step reads last, or a new one. */
  private Buffer spare(int index, Buffer[] values) {
    Step step = steps.get(index);
    int inputs = values.length - steps.size();
    for (int operand : step.operands.toArray()) {
      if (step.kernel instanceof Loop
          && operand >= inputs
          && values[operand].spec().equals(step.result)
          && !isReadBehind(index, values[operand], values)) {
        return values[operand];
      }
    }
    return Buffer.allocate(step.result);
  }

  private boolean isReadBehind(int index, Buffer value, Buffer[] values) {
    for (int step : returned.toArray()) {
      if (step < index && values[values.length - steps.size() + step] == value) {
        return true;
      }
    }
    for (Step later : steps.subList(index + 1, steps.size())) {
      for (int operand : later.operands.toArray()) {
        if (values[operand] == value) {
          return true;
        }
      }
    }
    return false;
  }
}
