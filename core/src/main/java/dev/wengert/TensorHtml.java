package dev.wengert;

import com.google.common.html.HtmlEscapers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a piece of HTML, for notebooks: dtype, shape and a summary of all its numbers, and
 * under it a table of them, one for each of the matrices that it is made of.
 *
 * <p>Numbers are written as {@link Tensor#toString} writes them. An axis of more than {@value
 * #LONGEST} shows its ends, and of many matrices the first and the last are there, so that a piece
 * has 2,400 numbers at most, however large the tensor is. NaN and the infinities stand out.
 */
public final class TensorHtml {

  private static final int LONGEST = 20;
  private static final int EDGE = 5;
  private static final int MOST_MATRICES = 6;
  private static final int MATRIX_EDGE = 2;

  /** Stands for the indices that are left out. */
  private static final int GAP = -1;

  private static final String DOWN = "&#8942;";
  private static final String ACROSS = "&#8943;";

  private static final String STYLE =
      """
      <style>
      .wengert-tensor table { border-collapse: collapse; margin: .3em 0; }
      .wengert-tensor caption { text-align: left; opacity: .7; }
      .wengert-tensor th { font-weight: normal; opacity: .6; text-align: right; padding: 0 .6em; }
      .wengert-tensor td { font-family: monospace; white-space: pre; text-align: right; padding: 0 .6em; }
      .wengert-tensor td.odd { font-weight: bold; color: #d55e00; }
      </style>
      """;

  private final DType dtype;
  private final Shape shape;
  private final Object elements;
  private final StringBuilder html = new StringBuilder();

  private TensorHtml(Tensor x) {
    this.dtype = x.dtype();
    this.shape = x.shape();
    this.elements =
        switch (dtype) {
          case FLOAT32 -> x.toFloatArray();
          case FLOAT64 -> x.toDoubleArray();
          case INT32 -> x.toIntArray();
          case BOOL -> x.toBooleanArray();
        };
  }

  /** Returns the piece of a tensor; of one that a trace owns, dtype and shape alone. */
  public static String of(Tensor x) {
    return of("", x);
  }

  /**
   * Returns the piece of a tensor; of one that a trace owns, dtype and shape alone.
   *
   * @param name what it is, any text
   */
  public static String of(String name, Tensor x) {
    StringBuilder html = new StringBuilder("<div class=\"wengert-tensor\">\n").append(STYLE);
    html.append("<div>");
    if (!name.isEmpty()) {
      html.append("<b>").append(HtmlEscapers.htmlEscaper().escape(name)).append("</b> ");
    }
    html.append(x.spec()).append(": ");
    if (Autodiff.isKnown(x)) {
      TensorHtml tensor = new TensorHtml(x.detach());
      html.append(tensor.summary()).append("</div>\n").append(tensor.tables());
    } else {
      html.append("traced, value not known yet</div>\n");
    }
    return html.append("</div>\n").toString();
  }

  private double number(int i) {
    return switch (elements) {
      case float[] floats -> floats[i];
      case double[] doubles -> doubles[i];
      case int[] ints -> ints[i];
      case boolean[] truths -> truths[i] ? 1 : 0;
      default -> throw new AssertionError(elements);
    };
  }

  private String summary() {
    int finite = 0;
    int undefined = 0;
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < shape.size(); i++) {
      double value = number(i);
      if (Double.isFinite(value)) {
        finite++;
        sum += value;
        least = Math.min(least, value);
        largest = Math.max(largest, value);
      } else if (Double.isNaN(value)) {
        undefined++;
      }
    }
    if (dtype == DType.BOOL) {
      return (int) sum + " of " + shape.size() + " true";
    }
    List<String> parts = new ArrayList<>();
    if (shape.size() == 0) {
      parts.add("no numbers");
    }
    if (finite > 0) {
      parts.add("from " + text(least) + " to " + text(largest));
      parts.add("mean " + mean(sum, finite));
    }
    if (undefined > 0) {
      parts.add(undefined + " NaN");
    }
    int infinite = shape.size() - finite - undefined;
    if (infinite > 0) {
      parts.add(infinite + " infinite");
    }
    return String.join(", ", parts);
  }

  private String text(double value) {
    return dtype.isFloating() ? NumberFormat.alone(dtype, value) : Integer.toString((int) value);
  }

  /** Returns the mean of the finite numbers, whose sum may be beyond what there is. */
  private String mean(double sum, int count) {
    double mean = sum / count;
    if (!Double.isFinite(sum)) {
      mean = 0;
      for (int i = 0; i < shape.size(); i++) {
        double value = number(i);
        mean += Double.isFinite(value) ? value / count : 0;
      }
    }
    // As few digits as the numbers themselves have.
    DType digits = dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    return NumberFormat.alone(digits, digits.round(mean));
  }

  private String tables() {
    if (shape.size() == 0) {
      return "";
    }
    int rank = shape.rank();
    int columns = rank > 0 ? shape.side(rank - 1) : 1;
    int rows = rank > 1 ? shape.side(rank - 2) : 1;
    Shape leading = Shape.of(Arrays.copyOf(shape.sides(), Math.max(0, rank - 2)));
    IntList shownMatrices = shown(leading.size(), MOST_MATRICES, MATRIX_EDGE);
    IntList shownRows = shown(rows, LONGEST, EDGE);
    IntList shownColumns = shown(columns, LONGEST, EDGE);
    IntList offsets = new IntArrayList();
    for (int matrix : shownMatrices) {
      for (int row : shownRows) {
        for (int column : shownColumns) {
          if (matrix != GAP && row != GAP && column != GAP) {
            offsets.add((matrix * rows + row) * columns + column);
          }
        }
      }
    }
    List<String> texts = texts(offsets);
    int next = 0;
    for (int matrix : shownMatrices) {
      if (matrix == GAP) {
        html.append("<div>" + DOWN + "</div>\n");
        continue;
      }
      html.append("<table>\n");
      if (rank > 2) {
        String place = Arrays.toString(leading.indices(matrix));
        html.append("<caption>").append(place.replace("]", ", :, :]")).append("</caption>\n");
      }
      if (rank > 0) {
        header(shownColumns, rank > 1);
      }
      for (int row : shownRows) {
        next = row(row, rank > 1, shownColumns, offsets, texts, next);
      }
      html.append("</table>\n");
    }
    return html.toString();
  }

  /** Returns the indices of an axis that are shown, {@link #GAP} between its ends. */
  private static IntList shown(int side, int most, int edge) {
    IntList result = new IntArrayList();
    for (int i = 0; i < side; i++) {
      if (side > most && i == edge) {
        result.add(GAP);
        i = side - edge;
      }
      result.add(i);
    }
    return result;
  }

  private List<String> texts(IntList offsets) {
    if (dtype == DType.BOOL) {
      List<String> texts = new ArrayList<>();
      offsets.forEach((int offset) -> texts.add(Boolean.toString(number(offset) == 1)));
      return texts;
    }
    double[] numbers = new double[offsets.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(offsets.getInt(i));
    }
    if (dtype.isFloating() && shape.rank() > 0) {
      return NumberFormat.aligned(dtype, numbers);
    }
    List<String> texts = new ArrayList<>();
    for (double number : numbers) {
      texts.add(text(number));
    }
    return texts;
  }

  private void header(IntList columns, boolean hasRows) {
    html.append(hasRows ? "<tr><th></th>" : "<tr>");
    for (int column : columns) {
      html.append("<th>").append(column == GAP ? ACROSS : column).append("</th>");
    }
    html.append("</tr>\n");
  }

  /** Appends a row and returns which number comes next. */
  private int row(
      int row,
      boolean isNumbered,
      IntList columns,
      IntList offsets,
      List<String> texts,
      int first) {
    int next = first;
    html.append("<tr>");
    if (isNumbered) {
      html.append("<th>").append(row == GAP ? DOWN : row).append("</th>");
    }
    for (int column : columns) {
      if (row == GAP || column == GAP) {
        html.append("<td>").append(row == GAP ? DOWN : ACROSS).append("</td>");
        continue;
      }
      boolean isOdd = !Double.isFinite(number(offsets.getInt(next)));
      html.append(isOdd ? "<td class=\"odd\">" : "<td>").append(texts.get(next++)).append("</td>");
    }
    html.append("</tr>\n");
    return next;
  }
}
