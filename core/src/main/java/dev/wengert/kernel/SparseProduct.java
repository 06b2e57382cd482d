package dev.wengert.kernel;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;

/**
 * The kernel of products with a matrix of which only what is not 0 is kept, row by row, along an
 * axis: each place of the result along it is a sum of a few elements with a weight each.
 *
 * <p>What a place does not take does not reach it, be it infinite or NaN.
 *
 * @param axis the axis, counted from the front
 * @param starts where the elements of each place begin, and where the last ones end
 * @param positions which elements they are
 * @param weights their weights
 */
public record SparseProduct(
    int axis, ImmutableIntArray starts, ImmutableIntArray positions, ImmutableDoubleArray weights)
    implements Kernel {

  /** Returns how many places the result has along the axis. */
  public int places() {
    return starts.length() - 1;
  }
}
