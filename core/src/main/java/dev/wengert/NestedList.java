package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.DType;

/** A tensor's elements as lists within lists, one level an axis. */
final class NestedList {

  private final Tensor x;
  private final double[] numbers;
  private final boolean[] truths;
  private int next;

  private NestedList(Tensor x) {
    this.x = x;
    boolean logical = x.dtype() == DType.BOOL;
    this.numbers = logical ? new double[0] : x.toDoubleArray();
    this.truths = logical ? x.toBooleanArray() : new boolean[0];
  }

  static ImmutableList<Object> of(Tensor x) {
    return new NestedList(x.detach()).level(0);
  }

  private ImmutableList<Object> level(int axis) {
    ImmutableList.Builder<Object> list = ImmutableList.builder();
    for (int i = 0; i < x.shape().side(axis); i++) {
      list.add(axis == x.rank() - 1 ? element() : level(axis + 1));
    }
    return list.build();
  }

  private Object element() {
    int at = next++;
    return switch (x.dtype()) {
      case FLOAT64 -> numbers[at];
      case FLOAT32 -> (float) numbers[at];
      case INT32 -> (int) numbers[at];
      case BOOL -> truths[at];
    };
  }
}
