package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Shape;
import java.lang.reflect.Array;

/** A tensor's elements as lists within lists, one level an axis. */
final class NestedList {

  private final Shape shape;
  private final Object elements;
  private int next;

  private NestedList(Tensor x) {
    this.shape = x.shape();
    this.elements = x.elements();
  }

  static ImmutableList<Object> of(Tensor x) {
    return new NestedList(x).level(0);
  }

  private ImmutableList<Object> level(int axis) {
    ImmutableList.Builder<Object> list = ImmutableList.builder();
    for (int i = 0; i < shape.side(axis); i++) {
      list.add(axis == shape.rank() - 1 ? Array.get(elements, next++) : level(axis + 1));
    }
    return list.build();
  }
}
