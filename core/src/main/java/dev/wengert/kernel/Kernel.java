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
        Gemm,
        AnnihilatingGemm,
        Reorder,
        StridedCopy,
        Parts,
        Placement,
        Gather,
        ScatterAdd,
        FlatPositions,
        RangeCheck,
        SparseProduct,
        Order,
        Unfolding,
        Folding,
        WindowArgMax,
        RandomBits,
        RunningSum,
        View,
        MatrixFunction,
        Host {

  /**
   * Returns how the results lie: by default one element after the other.
   *
   * @param inputs how the operands lie, of dtypes and shapes that the primitive has checked
   * @param results dtype and shape of each result
   */
  default Layout[] layouts(Layout[] inputs, Spec[] results) {
    Layout[] layouts = new Layout[results.length];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = Layout.contiguous(results[i]);
    }
    return layouts;
  }

  /**
   * Returns whether the results are the first operand itself, seen under their {@linkplain #layouts
   * layouts}: then there is nothing to fill.
   */
  default boolean isView(Layout[] inputs, Spec[] results) {
    return false;
  }
}
