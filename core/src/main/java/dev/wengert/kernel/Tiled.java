package dev.wengert.kernel;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;

/**
 * The kernel that runs loops and reductions one after the other over tiles that stay in the cache.
 *
 * <p>All operands and results of the steps that vary begin with the same axes, along which nothing
 * depends on its neighbours: the rows of a softmax, say. A tile is a range of those; each step does
 * its part of the tile before the next tile is begun, so what one step writes is still in the cache
 * when another reads it, and what is no result is nowhere else. A step computes what it would
 * compute alone, to the bit.
 *
 * <p>A reduction either folds none of those axes, and has a result for each row; or it folds all of
 * them, over all tiles, and then no other step takes its result.
 *
 * @param rows how many leading axes the steps have in common
 * @param numbers operands of the first input's dtype that are the same everywhere
 * @param steps what is done, in order
 * @param returned the values that are the results, counted through the results of all steps
 */
public record Tiled(
    int rows, ImmutableDoubleArray numbers, ImmutableList<Step> steps, ImmutableIntArray returned)
    implements Kernel {

  /**
   * One kernel of the chain.
   *
   * @param kernel a {@link Loop} or a {@link Reduction}; or a chain itself, or a {@link Guarded}
   *     one
   * @param operands what it takes: which input, behind those which of the numbers, behind those
   *     which result of an earlier step, counted through all of them
   * @param results dtype and shape of what it computes; a reduction whose result others take keeps
   *     its axes with side 1
   */
  public record Step(Kernel kernel, ImmutableIntArray operands, ImmutableList<Spec> results) {

    /** Returns a step that has one result. */
    public static Step of(Kernel kernel, Spec result, int... operands) {
      return new Step(kernel, ImmutableIntArray.copyOf(operands), ImmutableList.of(result));
    }
  }

  /** Makes a kernel whose result is that of its last step, where each has one. */
  public Tiled(int rows, ImmutableList<Step> steps) {
    this(rows, ImmutableDoubleArray.of(), steps, ImmutableIntArray.of(steps.size() - 1));
  }

  /** Whole numbers may be divided by 0. */
  @Override
  public boolean canThrow(Spec[] inputs) {
    return steps.stream()
        .anyMatch(
            step -> step.results().stream().anyMatch(result -> result.dtype() == DType.INT32));
  }
}
