package dev.wengert.kernel;

import dev.wengert.array.Layout;
import dev.wengert.array.Spec;

/**
 * One of the few ways to fill buffers from others: what every primitive is lowered to.
 *
 * <p>The set is closed. A kernel is a value that says what is done and how its results lie; a
 * {@link dev.wengert.device.Device} does it, and how changes nothing above it.
 */
public sealed interface Kernel
    permits Loop,
        Reduction,
        Tiled,
        Guarded,
        Gemm,
        AnnihilatingGemm,
        Tailed,
        UnfoldedProduct,
        FoldedProduct,
        Reorder,
        StridedCopy,
        Parts,
        Placement,
        GatherRows,
        ScatterAddRows,
        FlatPositions,
        RangeCheck,
        SparseProduct,
        Order,
        WindowPatches,
        WindowSums,
        WindowArgMax,
        RandomBits,
        RunningSum,
        View,
        MatrixFunction,
        Host {

  /**
   * Returns how a result lies: by default one element after the other.
   *
   * @param result which of them
   * @param spec its dtype and shape
   * @param inputs how the operands lie, of dtypes and shapes that the primitive has checked
   */
  default Layout layout(int result, Spec spec, Layout[] inputs) {
    return Layout.contiguous(spec);
  }

  /**
   * Returns whether the results are the first operand itself, seen under their {@linkplain #layout
   * layouts}: then there is nothing to fill.
   */
  default boolean isView(Spec[] results, Layout[] inputs) {
    return false;
  }

  /**
   * Returns whether there are numbers which it refuses, positions outside of an axis, say: by
   * default not. What refuses some is run even if nobody takes the results.
   *
   * @param inputs dtype and shape of each operand
   */
  default boolean canThrow(Spec[] inputs) {
    return false;
  }
}
