package dev.wengert.gradcheck.hint;

import dev.wengert.gradcheck.point.Magnitudes;
import java.util.Arrays;

/** Compares which output depends on which element with what the pullback passes back. */
final class StructureHints {

  private static final double NOTHING = 1e-6;

  private final double[] numeric;
  private final double[] analytic;
  private final int rows;
  private final int columns;
  private final boolean isSameShape;
  private final double floor;

  private StructureHints(double[] numeric, double[] analytic, int rows, boolean isSameShape) {
    this.numeric = numeric;
    this.analytic = analytic;
    this.rows = rows;
    this.columns = numeric.length / Math.max(1, rows);
    this.isSameShape = isSameShape;
    this.floor = NOTHING * Math.max(Magnitudes.largest(numeric), Magnitudes.largest(analytic));
  }

  /** Returns what is wrong with the structure; empty if nothing is known. */
  static String of(Evidence evidence, int argument) {
    Slopes slopes = evidence.slopes();
    if (slopes == null || slopes.numeric(argument).length == 0) {
      return "";
    }
    StructureHints hints =
        new StructureHints(
            slopes.numeric(argument),
            slopes.analytic(argument),
            slopes.outputs(),
            evidence.output().equals(evidence.self().shape()) && evidence.outputs().size() == 1);
    String hint = hints.transposed();
    hint = hint.isEmpty() ? hints.cutOrAdded() : hint;
    return hint.isEmpty() ? hints.moved() : hint;
  }

  private boolean isRight(int k) {
    return Evidence.near(numeric[k], analytic[k], floor);
  }

  private static boolean isZero(double value, double floor) {
    return Math.abs(value) <= floor;
  }

  private String transposed() {
    if (rows != columns || rows < 3) {
      return "";
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (!Evidence.near(analytic[r * columns + c], numeric[c * columns + r], floor)) {
          return "";
        }
      }
    }
    return "the Jacobian is transposed: is a matrix to be transposed in the backward pass?";
  }

  /** Some derivatives are zero that should not be, or should be zero, and the others right. */
  private String cutOrAdded() {
    int lost = 0;
    int added = 0;
    int kept = 0;
    boolean isOther = false;
    for (int k = 0; k < numeric.length; k++) {
      if (isRight(k)) {
        kept += isZero(numeric[k], floor) ? 0 : 1;
      } else if (isZero(analytic[k], floor)) {
        lost++;
      } else if (isZero(numeric[k], floor)) {
        added++;
      } else {
        isOther = true;
      }
    }
    if (lost > 0 && added == 0 && isDiagonal()) {
      return "only the diagonal of the Jacobian is there: each output depends on other elements,"
          + " too";
    }
    if (isOneOfTwo()) {
      return "only one of two paths from the input is passed back: each output takes it twice, as"
          + " in a product with itself";
    }
    if (isOther || kept == 0) {
      return "";
    }
    if (lost > 0 && added == 0) {
      return lost(lost, kept);
    }
    return added > 0 && lost == 0
        ? "%d derivatives that should be zero are not: a mask left out, or an index that reaches too far?"
            .formatted(added)
        : "";
  }

  /** Returns whether each derivative is right, or lost, or half of what it should be; some half. */
  private boolean isOneOfTwo() {
    int half = 0;
    int lost = 0;
    for (int k = 0; k < numeric.length; k++) {
      if (isRight(k)) {
        continue;
      }
      if (isZero(analytic[k], floor)) {
        lost++;
      } else if (Evidence.near(2 * analytic[k], numeric[k], floor)) {
        half++;
      } else {
        return false;
      }
    }
    return half > 0 && lost > 0;
  }

  /** Returns whether the pullback alone takes each output to depend on its own element only. */
  private boolean isDiagonal() {
    boolean isFull = false;
    for (int k = 0; k < numeric.length; k++) {
      if (k / columns != k % columns) {
        if (!isSameShape || !isZero(analytic[k], floor)) {
          return false;
        }
        isFull |= !isZero(numeric[k], floor);
      }
    }
    return isFull;
  }

  private String lost(int lost, int kept) {
    int most = 0;
    int partly = 0;
    int[] left = new int[columns];
    for (int c = 0; c < columns; c++) {
      int all = 0;
      int here = 0;
      for (int r = 0; r < rows; r++) {
        all += isZero(numeric[r * columns + c], floor) ? 0 : 1;
        here += isZero(analytic[r * columns + c], floor) ? 0 : 1;
      }
      left[c] = here;
      partly += here > 0 && here < all ? 1 : 0;
      most = Math.max(most, here);
    }
    if (partly > 0 && most == 1) {
      return "only one of the outputs that an element reaches is passed back to it: a lost sum"
          + " (over a broadcast axis, say), or written over where it should be added?";
    }
    return "of %d derivatives that are not zero %d are: a path or an index left out?"
        .formatted(lost + kept, lost);
  }

  /** The right numbers of each output at other elements, or of each element at other outputs. */
  private String moved() {
    if (Magnitudes.largest(analytic) <= floor || !isVaried()) {
      return "";
    }
    if (reversed()) {
      return "the numbers of each output in reverse order: a flipped kernel?";
    }
    double[] known = part(numeric, 0, 1, numeric.length);
    int wrong = 0;
    int fit = 0;
    boolean isAll = true;
    boolean isKnown = true;
    boolean isOutside = false;
    for (int k = 0; k < numeric.length; k++) {
      isOutside |= isZero(numeric[k], floor) && !isZero(analytic[k], floor);
    }
    for (int r = 0; r < rows && isKnown; r++) {
      double[] a = part(analytic, r * columns, 1, columns);
      double[] b = part(numeric, r * columns, 1, columns);
      isKnown = contains(known, distinct(a));
      boolean isWrong = false;
      for (int c = 0; c < columns; c++) {
        isWrong |= !isRight(r * columns + c);
      }
      wrong += isWrong ? 1 : 0;
      fit += isWrong && contains(b, a) ? 1 : 0;
      isAll &= a.length == b.length;
    }
    boolean byColumn = true;
    for (int c = 0; c < columns && byColumn; c++) {
      double[] a = part(analytic, c, columns, rows);
      double[] b = part(numeric, c, columns, rows);
      byColumn = a.length == b.length && contains(b, a);
    }
    if (isKnown && fit > 0 && 2 * fit >= wrong && (isOutside || isAll)) {
      return isAll
          ? "for each output the right numbers at the wrong elements: an index (a stride, an"
              + " offset, a winner) or an order mixed up?"
          : "for each output the right numbers at the wrong elements, some left out or too many: an"
              + " index (a stride, a padding) wrong?";
    }
    return byColumn && columns > 1 && rows > 2
        ? "for each element the right numbers from the wrong outputs: the cotangent reshaped,"
            + " transposed or broadcast over another axis?"
        : "";
  }

  /** Returns whether outputs depend on the right elements, by numbers in reverse order. */
  private boolean reversed() {
    int fit = 0;
    for (int r = 0; r < rows; r++) {
      double[] a = new double[columns];
      double[] b = new double[columns];
      int size = 0;
      for (int c = 0; c < columns; c++) {
        boolean isThere = !isZero(numeric[r * columns + c], floor);
        if (isThere != !isZero(analytic[r * columns + c], floor)) {
          return false;
        }
        if (isThere) {
          a[size] = analytic[r * columns + c];
          b[size++] = numeric[r * columns + c];
        }
      }
      boolean isReverse = size > 2;
      for (int k = 0; k < size && isReverse; k++) {
        isReverse = Evidence.near(a[k], b[size - 1 - k], floor);
      }
      fit += isReverse ? 1 : 0;
    }
    return fit > 1 && 2 * fit >= rows;
  }

  private double[] distinct(double[] sorted) {
    double[] result = new double[sorted.length];
    int size = 0;
    for (double value : sorted) {
      if (size == 0 || !Evidence.near(result[size - 1], value, floor)) {
        result[size++] = value;
      }
    }
    return Arrays.copyOf(result, size);
  }

  private boolean isVaried() {
    double first = Double.NaN;
    for (double value : numeric) {
      if (!isZero(value, floor)) {
        first = Double.isNaN(first) ? value : first;
        if (!Evidence.near(first, value, floor)) {
          return true;
        }
      }
    }
    // Ones alone may stand anywhere; then the places decide, if there are enough of them.
    return rows > 2 && columns > 2;
  }

  /** Returns what is not zero along a row or a column, in order of size. */
  private double[] part(double[] values, int from, int step, int size) {
    double[] part = new double[size];
    int next = 0;
    for (int k = 0; k < size; k++) {
      double value = values[from + k * step];
      if (!isZero(value, floor)) {
        part[next++] = value;
      }
    }
    double[] result = Arrays.copyOf(part, next);
    Arrays.sort(result);
    return result;
  }

  private boolean contains(double[] all, double[] some) {
    int at = 0;
    for (double value : some) {
      while (at < all.length && !Evidence.near(all[at], value, floor)) {
        at++;
      }
      if (at++ == all.length) {
        return false;
      }
    }
    return true;
  }
}
