package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints tensors as NumPy does: nested brackets, aligned columns, long axes abbreviated. Lines are
 * never broken, and truth values are Java's.
 */
final class TensorFormat {

  /** Larger tensors print only the ends of each axis. */
  private static final int SUMMARY_ABOVE = 1000;

  private static final int EDGE = 3;

  private final Shape shape;
  private final List<String> texts = new ArrayList<>();
  private final boolean summarise;
  private final StringBuilder out = new StringBuilder();
  private int width;
  private int next;

  private TensorFormat(Spec spec, Object elements) {
    this.shape = spec.shape();
    this.summarise = shape.size() > SUMMARY_ABOVE;
    collect(spec.dtype(), elements);
  }

  /** Returns the text of elements in row-major order, an array of the dtype's type. */
  static String format(Spec spec, Object elements) {
    TensorFormat format = new TensorFormat(spec, elements);
    format.nest(0);
    return format.out.append(' ').append(spec).toString();
  }

  private void collect(DType dtype, Object elements) {
    if (dtype.isFloating()) {
      DoubleArrayList shown = new DoubleArrayList();
      visit(0, 0, offset -> shown.add(Array.getDouble(elements, offset)));
      texts.addAll(
          shape.rank() == 0
              ? List.of(NumberFormat.alone(dtype, shown.getDouble(0)))
              : NumberFormat.aligned(dtype, shown.toDoubleArray()));
    } else {
      visit(0, 0, offset -> texts.add(Array.get(elements, offset).toString()));
    }
    for (String text : texts) {
      width = Math.max(width, text.length());
    }
  }

  /** Calls back for the offset of each element that is printed. */
  private void visit(int axis, int offset, java.util.function.IntConsumer element) {
    if (axis == shape.rank()) {
      element.accept(offset);
      return;
    }
    int side = shape.side(axis);
    for (int i = 0; i < side; i++) {
      if (isLeftOut(i, side)) {
        i = side - EDGE;
      }
      visit(axis + 1, offset * side + i, element);
    }
  }

  private boolean isLeftOut(int i, int side) {
    return summarise && side > 2 * EDGE && i == EDGE;
  }

  private void nest(int axis) {
    if (axis == shape.rank()) {
      String text = texts.get(next++);
      out.append(" ".repeat(shape.rank() == 0 ? 0 : width - text.length())).append(text);
      return;
    }
    int side = shape.side(axis);
    boolean last = axis == shape.rank() - 1;
    String separator = last ? " " : "\n".repeat(shape.rank() - axis - 1) + " ".repeat(axis + 1);
    out.append('[');
    for (int i = 0; i < side; i++) {
      if (i > 0) {
        out.append(separator);
      }
      if (isLeftOut(i, side)) {
        out.append("...").append(separator);
        i = side - EDGE;
      }
      nest(axis + 1);
    }
    out.append(']');
  }
}
