package dev.wengert.kernel;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;

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
  }

  /** Makes a kernel whose result is that of its last step. */
  public Tiled(int rows, ImmutableList<Step> steps) {
    this(rows, ImmutableDoubleArray.of(), steps, ImmutableIntArray.of(steps.size() - 1));
  }

  /** Whole numbers may be divided by 0. */
  @Override
  public boolean canThrow(Spec[] inputs) {
    return steps.stream().anyMatch(step -> step.result().dtype() == DType.INT32);
  }
}
