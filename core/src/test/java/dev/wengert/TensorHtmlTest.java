package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TensorHtmlTest {

  /** Returns a piece without its style; all that is opened in it is closed. */
  private static String piece(String html) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag = Pattern.compile("<(/?)([a-z]+)[^<>]*>").matcher(html);
    while (tag.find()) {
      if (tag.group(1).isEmpty()) {
        open.push(tag.group(2));
      } else {
        assertThat(open.pop()).as(html).isEqualTo(tag.group(2));
      }
    }
    assertThat(open).as(html).isEmpty();
    assertThat(html).startsWith("<div class=\"wengert-tensor\">\n<style>\n").endsWith("</div>\n");
    return html.substring(html.indexOf("</style>\n") + "</style>\n".length());
  }

  private static List<String> cells(String html) {
    List<String> cells = new ArrayList<>();
    Matcher cell = Pattern.compile("<td[^>]*>(.*?)</td>").matcher(html);
    while (cell.find()) {
      cells.add(cell.group(1));
    }
    return cells;
  }

  @Test
  void aMatrixIsATable() {
    Tensor x = Tensor.of(new float[][] {{1, -2}, {0.5f, 10}});
    assertThat(piece(TensorHtml.of(x)))
        .isEqualTo(
            """
            <div>FLOAT32[2, 2]: from -2.0 to 10.0, mean 2.375</div>
            <table>
            <tr><th></th><th>0</th><th>1</th></tr>
            <tr><th>0</th><td> 1. </td><td>-2. </td></tr>
            <tr><th>1</th><td> 0.5</td><td>10. </td></tr>
            </table>
            </div>
            """);
  }

  @Test
  void aVectorIsARowAndAScalarACell() {
    assertThat(piece(TensorHtml.of(Tensor.of(7, -1))))
        .isEqualTo(
            """
            <div>INT32[2]: from -1 to 7, mean 3.0</div>
            <table>
            <tr><th>0</th><th>1</th></tr>
            <tr><td>7</td><td>-1</td></tr>
            </table>
            </div>
            """);
    assertThat(piece(TensorHtml.of(Tensor.scalar(0.1))))
        .isEqualTo(
            """
            <div>FLOAT64[]: from 0.1 to 0.1, mean 0.1</div>
            <table>
            <tr><td>0.1</td></tr>
            </table>
            </div>
            """);
  }

  @Test
  void truthsAreCounted() {
    String html = piece(TensorHtml.of(Tensor.of(true, false, true)));
    assertThat(html).startsWith("<div>BOOL[3]: 2 of 3 true</div>");
    assertThat(cells(html)).containsExactly("true", "false", "true");
  }

  /** Statistics are of the finite numbers, and the others are counted and marked. */
  @Test
  void whatIsNoNumberStandsOut() {
    Tensor x =
        Tensor.of(Double.NaN, 1, Double.POSITIVE_INFINITY, 3, Double.NEGATIVE_INFINITY, Double.NaN);
    String html = piece(TensorHtml.of(x));
    assertThat(html)
        .startsWith("<div>FLOAT64[6]: from 1.0 to 3.0, mean 2.0, 2 NaN, 2 infinite</div>")
        .contains("<td class=\"odd\">nan</td><td>1.</td><td class=\"odd\">inf</td><td>3.</td>")
        .contains("<td class=\"odd\">-inf</td>");
    assertThat(piece(TensorHtml.of(Tensor.of(Double.NaN)))).startsWith("<div>FLOAT64[1]: 1 NaN</");
  }

  @Test
  void theMeanOfNumbersBeyondTheirSumIsRight() {
    double large = Double.MAX_VALUE;
    assertThat(piece(TensorHtml.of(Tensor.of(large, large, large, large))))
        .contains("mean 1.7976931348623157e+308<");
  }

  @Test
  void aNameIsText() {
    assertThat(piece(TensorHtml.of("<script>\"a\" & b</script>", Tensor.scalar(1))))
        .startsWith(
            "<div><b>&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;</b> INT32[]: from 1 to 1,");
  }

  @Test
  void whatIsEmptyHasNoTable() {
    assertThat(piece(TensorHtml.of(Tensor.zeros(DType.FLOAT32, 0, 3))))
        .isEqualTo("<div>FLOAT32[0, 3]: no numbers</div>\n</div>\n");
    assertThat(piece(TensorHtml.of(Tensor.zeros(DType.BOOL, 2, 0))))
        .isEqualTo("<div>BOOL[2, 0]: 0 of 0 true</div>\n</div>\n");
  }

  /** The mean is of all, although a few are shown: (0 + ... + 9999) / 10000. */
  @Test
  void longAxesShowTheirEnds() {
    String html = piece(TensorHtml.of(Samples.counting(DType.INT32, 400, 25)));
    assertThat(html)
        .startsWith("<div>INT32[400, 25]: from 0 to 9999, mean 4999.5</div>")
        .contains("<th>4</th><th>&#8943;</th><th>20</th><th>21</th>")
        .contains("<tr><th>4</th><td>100</td>")
        .contains("<tr><th>&#8942;</th><td>&#8942;</td>")
        .contains("<tr><th>395</th><td>9875</td>")
        .contains("<td>9999</td></tr>\n</table>");
    assertThat(cells(html)).hasSize(11 * 11);
    assertThat(cells(TensorHtml.of(Samples.counting(DType.INT32, 20, 20)))).hasSize(400);
  }

  @Test
  void everyMatrixHasItsPlace() {
    String html = piece(TensorHtml.of(Samples.counting(DType.INT32, 2, 3, 1, 2)));
    assertThat(html.split("<table>", -1)).hasSize(7);
    assertThat(html)
        .contains("<caption>[0, 0, :, :]</caption>")
        .contains("<caption>[1, 2, :, :]</caption>")
        .endsWith("<tr><th>0</th><td>10</td><td>11</td></tr>\n</table>\n</div>\n");
    String many = piece(TensorHtml.of(Samples.counting(DType.INT32, 50, 2, 2)));
    assertThat(many.split("<table>", -1)).hasSize(5);
    assertThat(many)
        .contains("<caption>[1, :, :]</caption>")
        .contains("<div>&#8942;</div>\n<table>\n<caption>[48, :, :]</caption>")
        .doesNotContain("[2, :, :]");
  }

  /** However large the tensor is. */
  @Test
  void aPieceIsSmall() {
    String html = TensorHtml.of(Tensor.zeros(DType.FLOAT32, 7, 30, 100, 100));
    assertThat(cells(html)).hasSize(4 * 11 * 11);
    assertThat(html).hasSizeLessThan(20_000);
    String largest = TensorHtml.of(Tensor.zeros(DType.FLOAT32, 6, 20, 20));
    assertThat(cells(largest)).hasSize(2400);
  }

  @Test
  void aTracedTensorHasDtypeAndShape() {
    List<String> html = new ArrayList<>();
    Symbolic.shapes(
        in -> {
          html.add(TensorHtml.of(in.get(0)));
          return in;
        },
        new Spec(DType.FLOAT32, Shape.of(3)));
    assertThat(piece(html.getFirst()))
        .isEqualTo("<div>FLOAT32[3]: traced, value not known yet</div>\n</div>\n");
  }

  @Test
  void viewsAreShownInTheirOwnOrder() {
    Tensor turned = Samples.counting(DType.INT32, 2, 3).transpose();
    assertThat(cells(piece(TensorHtml.of(turned)))).containsExactly("0", "3", "1", "4", "2", "5");
  }

  @Test
  void theMachinesLanguageDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(piece(TensorHtml.of(Tensor.of(12.5, 1))))
          .contains("from 1.0 to 12.5, mean 6.75", "<td>12.5</td>");
    } finally {
      Locale.setDefault(before);
    }
  }
}
