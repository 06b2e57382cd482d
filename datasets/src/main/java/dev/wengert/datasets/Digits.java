package dev.wengert.datasets;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.Column;
import dev.wengert.nn.data.table.Table;
import java.util.List;

/**
 * 1797 images of handwritten digits, 8 x 8, by 13 people: the test part of the original.
 *
 * <p>Columns of the table: {@code pixel_0_0} to {@code pixel_7_7}, row by row, numbers from 0 for
 * the ground to 16; {@code digit}, a category. Licence: CC BY 4.0. Source: E. Alpaydin and C.
 * Kaynak, "Optical recognition of handwritten digits", UCI Machine Learning Repository, 1998.
 */
public final class Digits {

  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;
  private static final float BRIGHTEST = 16;

  private Digits() {}

  /** Returns where the data are from. */
  public static Card card() {
    return new Card(
        "digits",
        "1797 images of handwritten digits, 8 x 8",
        "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, the test part",
        "CC BY 4.0",
        "E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning"
            + " Repository, 1998");
  }

  /** Returns the images: x FLOAT32 [1797, 1, 8, 8] from 0 to 1, y INT32 [1797], the digits. */
  public static Examples examples() {
    List<List<String>> rows = Bundled.rows("digits.csv.gz");
    float[] x = new float[rows.size() * PIXELS];
    int[] y = new int[rows.size()];
    for (int i = 0; i < y.length; i++) {
      List<String> cells = rows.get(i);
      for (int k = 0; k < PIXELS; k++) {
        x[i * PIXELS + k] = Integer.parseInt(cells.get(k)) / BRIGHTEST;
      }
      y[i] = Integer.parseInt(cells.get(PIXELS));
    }
    return new Examples(Tensor.wrap(x, y.length, 1, SIDE, SIDE), Tensor.wrap(y, y.length));
  }

  /** Returns the images as a table of 1797 rows. */
  public static Table table() {
    List<List<String>> rows = Bundled.rows("digits.csv.gz");
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    for (int k = 0; k < PIXELS; k++) {
      int pixel = k;
      columns.put(
          "pixel_" + k / SIDE + "_" + k % SIDE,
          Column.numbers(
              rows.stream().mapToDouble(cells -> Integer.parseInt(cells.get(pixel))).toArray()));
    }
    columns.put(
        "digit",
        Column.categories(rows.stream().map(cells -> cells.get(PIXELS)).toArray(String[]::new)));
    return Table.of(columns.buildOrThrow());
  }
}
