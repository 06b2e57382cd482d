package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Shape;
import java.lang.reflect.Array;

/** Elements as lists within lists, one level an axis. */
final class NestedList {

  private final Shape shape;
  private final Object elements;
  private int next;

  private NestedList(Object elements, Shape shape) {
    this.shape = shape;
    this.elements = elements;
  }

  /** Returns elements that are given in row-major order. */
  static ImmutableList<Object> of(Object elements, Shape shape) {
    return new NestedList(elements, shape).level(0);
  }

  private ImmutableList<Object> level(int axis) {
    ImmutableList.Builder<Object> list = ImmutableList.builder();
    for (int i = 0; i < shape.side(axis); i++) {
      list.add(axis == shape.rank() - 1 ? Array.get(elements, next++) : level(axis + 1));
    }
    return list.build();
  }
}
