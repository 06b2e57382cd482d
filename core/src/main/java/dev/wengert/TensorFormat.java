package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
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

  private TensorFormat(Tensor x) {
    this.shape = x.shape();
    this.summarise = x.size() > SUMMARY_ABOVE;
    collect(x.detach());
  }

  static String format(Tensor x) {
    if (!Autodiff.isKnown(x)) {
      return x.spec() + " (traced, value not known yet)";
    }
    return new TensorFormat(x).print(x);
  }

  private void collect(Tensor x) {
    DType dtype = x.dtype();
    boolean[] truths = dtype == DType.BOOL ? x.toBooleanArray() : new boolean[0];
    double[] numbers = dtype == DType.BOOL ? new double[0] : x.toDoubleArray();
    if (dtype.isFloating()) {
      DoubleArrayList shown = new DoubleArrayList();
      visit(0, 0, offset -> shown.add(numbers[offset]));
      texts.addAll(
          x.rank() == 0
              ? List.of(NumberFormat.alone(dtype, shown.getDouble(0)))
              : NumberFormat.aligned(dtype, shown.toDoubleArray()));
    } else {
      visit(
          0,
          0,
          offset ->
              texts.add(
                  dtype == DType.BOOL
                      ? Boolean.toString(truths[offset])
                      : Integer.toString((int) numbers[offset])));
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

  private String print(Tensor x) {
    nest(0);
    return out.append(' ').append(x.spec()).toString();
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
