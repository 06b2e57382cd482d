package dev.wengert;

import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints tensors as NumPy does: nested brackets, aligned columns, long axes abbreviated. */
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
    boolean[] truths = x.dtype() == dev.wengert.array.DType.BOOL ? x.toBooleanArray() : null;
    double[] numbers = truths == null ? x.toDoubleArray() : new double[0];
    visit(
        0,
        0,
        offset -> {
          String text =
              truths != null ? Boolean.toString(truths[offset]) : number(x, numbers[offset]);
          texts.add(text);
          width = Math.max(width, text.length());
        });
  }

  private static String number(Tensor x, double value) {
    if (!x.dtype().isFloating()) {
      return Integer.toString((int) value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    double magnitude = Math.abs(value);
    boolean plain = magnitude >= 1e-4 && magnitude < 1e7;
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, plain ? "%.6g" : "%.4e", value)
        : Double.toString(value);
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
    String separator = last ? " " : "\n" + " ".repeat(axis + 1);
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
