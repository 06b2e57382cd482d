package dev.wengert;

import com.google.common.base.Preconditions;
import dev.wengert.array.DType;

/**
 * What the examples of a mapped function can know of each other: sums, means and all values along
 * an axis that {@link Mapping#named} gave a name.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="psum"}
 *
 * <p>What they return is the same for all examples. A derivative that is taken within the mapped
 * function is, with respect to an example's own argument, that of the sum of all examples' values,
 * since each of them may depend on it.
 */
public final class Collectives {

  private Collectives() {}

  /**
   * Returns the sum of x over all examples, of the shape that x has for one. Pullback: the sum of
   * the cotangents of all examples.
   *
   * @throws IllegalArgumentException if x is BOOL
   * @throws IllegalStateException if no function is mapped over an axis of that name here
   */
  public static Tensor psum(Tensor x, String axis) {
    MappedAxis.Found found = MappedAxis.find("psum", axis);
    Preconditions.checkArgument(
        x.dtype() != DType.BOOL, "psum: not defined for BOOL; count with to(INT32) first");
    return new AxisSum(found.axis()).apply(x);
  }

  /**
   * Returns the mean of x over all examples, of the shape that x has for one: NaN if there are
   * none.
   *
   * @throws IllegalArgumentException if x is not floating
   * @throws IllegalStateException if no function is mapped over an axis of that name here
   */
  public static Tensor pmean(Tensor x, String axis) {
    MappedAxis.Found found = MappedAxis.find("pmean", axis);
    x.dtype().checkFloating("pmean");
    return new AxisSum(found.axis()).apply(x).div(found.axis().size());
  }

  /**
   * Returns x of all examples along a new first axis: [size, ...]. Pullback: of the sum of all
   * examples' cotangents the example's own row.
   *
   * @throws IllegalStateException if no function is mapped over an axis of that name here
   */
  public static Tensor allGather(Tensor x, String axis) {
    MappedAxis.Found found = MappedAxis.find("allGather", axis);
    return new AxisGather(found.axis()).apply(x, found.index());
  }

  /**
   * Returns which of the examples it is: INT32 [], from 0 on.
   *
   * @throws IllegalStateException if no function is mapped over an axis of that name here
   */
  public static Tensor axisIndex(String axis) {
    return MappedAxis.find("axisIndex", axis).index();
  }

  /**
   * Returns how many examples there are.
   *
   * @throws IllegalStateException if no function is mapped over an axis of that name here
   */
  public static int axisSize(String axis) {
    return MappedAxis.find("axisSize", axis).axis().size();
  }
}
