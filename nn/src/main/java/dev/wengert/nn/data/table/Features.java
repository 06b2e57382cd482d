package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link Recipe} fitted to a training part: what makes examples of tables, of the training part
 * and of any other, always by the statistics of the training part. It is immutable.
 *
 * <p>An example's features are the columns' in their order, embedded ones last. A table that is
 * read later needs the columns by name, in any order; others are left alone.
 */
public final class Features {

  private static final int MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final Table.Origin origin;
  private final ImmutableList<Encoder> encoders;
  private final Target target;
  private final ImmutableList<String> names;
  private final int width;

  /** Where the features of each encoder begin in a row. */
  private final int[] places;

  Features(Table.Origin origin, ImmutableList<Encoder> encoders, Target target) {
    this.origin = origin;
    this.encoders = encoders;
    this.target = target;
    this.places = new int[encoders.size()];
    List<String> all = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      places[i] = all.size();
      all.addAll(encoders.get(i).names());
    }
    this.names = ImmutableList.copyOf(all);
    this.width = names.size();
  }

  Table.Origin origin() {
    return origin;
  }

  ImmutableList<Encoder> encoders() {
    return encoders;
  }

  Target foretold() {
    return target;
  }

  /** Returns the names of the features: {@code age}, {@code age.missing}, {@code city=Bonn}. */
  public ImmutableList<String> names() {
    return names;
  }

  /** Returns how many features an example has: the inputs of a model's first layer. */
  public int width() {
    return width;
  }

  /**
   * Returns how many codes each embedded column has, in the order of their features, the last of an
   * example: 0 is a category that training did not have, 1 a missing one.
   */
  public ImmutableMap<String, Integer> codes() {
    ImmutableMap.Builder<String, Integer> codes = ImmutableMap.builder();
    for (Encoder encoder : encoders) {
      if (encoder instanceof Encoder.Category category && category.isEmbedded()) {
        codes.put(category.column(), category.codes());
      }
    }
    return codes.buildOrThrow();
  }

  /** Returns the name of the column that is foretold. */
  public String target() {
    return target.column();
  }

  /** Returns how many outputs a model needs: one for each class, or one. */
  public int outputs() {
    return target.outputs();
  }

  /** Returns the classes in the order of the outputs; nothing for a number, and for yes or no. */
  public ImmutableList<String> classes() {
    return target.classes();
  }

  /** Returns a reader of tables that are written as the training part was, with its types. */
  public TableReader reader() {
    ImmutableMap.Builder<String, ColumnType> types = ImmutableMap.builder();
    encoders.forEach(encoder -> types.put(encoder.column(), encoder.type()));
    return TableReader.of(origin.rules(), types.buildOrThrow());
  }

  /**
   * Returns the examples of a table: features FLOAT32 [N, width], and targets as {@link
   * Recipe#predicting} says.
   *
   * @throws IllegalArgumentException if it lacks a column, one holds something else than in
   *     training, a target is missing or of a class that training did not have, or a cell is
   *     missing where the recipe refuses that
   */
  public Examples examples(Table table) {
    return examples(table, DType.FLOAT32);
  }

  /**
   * Returns the examples of a table.
   *
   * @param dtype that of the features and of targets that are no classes, FLOAT32 or FLOAT64
   * @throws IllegalArgumentException as {@link #examples(Table)} does
   */
  public Examples examples(Table table, DType dtype) {
    return new Examples(inputs(table, dtype), target.of(table, dtype));
  }

  /**
   * Returns the features of a table, FLOAT32 [N, width]; it need not have the target.
   *
   * @throws IllegalArgumentException as {@link #examples(Table)} does
   */
  public Tensor inputs(Table table) {
    return inputs(table, DType.FLOAT32);
  }

  /**
   * Returns the codes of a table's embedded columns, INT32 [N, columns]: what an {@link
   * dev.wengert.nn.layer.Embedding} takes.
   *
   * @throws IllegalArgumentException as {@link #examples(Table)} does
   */
  public Tensor codes(Table table) {
    return inputs(table, DType.FLOAT64)
        .get(Index.all(), Index.range(width - codes().size(), width))
        .to(DType.INT32);
  }

  Tensor inputs(Table table, DType dtype) {
    Preconditions.checkArgument(
        dtype.isFloating(), "features: the dtype is %s; use FLOAT32 or FLOAT64", dtype);
    int rows = table.rows();
    Preconditions.checkArgument(
        (long) rows * width <= MOST_NUMBERS,
        "features: %s rows of %s features are too many for one tensor; take fewer rows at a time",
        rows,
        width);
    double[] x = new double[rows * width];
    for (int i = 0; i < places.length; i++) {
      Encoder encoder = encoders.get(i);
      encoder.fill(cells(table, encoder), x, width, places[i]);
    }
    for (int i = 0; i < x.length; i++) {
      if (!fits(x[i], dtype)) {
        throw new IllegalArgumentException(
            lenientFormat(
                "features: row %s: %s is %s, which %s does not hold; scale its column otherwise",
                i / width, names.get(i % width), x[i], dtype));
      }
    }
    return floating(x, dtype, rows, width);
  }

  private static boolean fits(double value, DType dtype) {
    return dtype == DType.FLOAT32 ? Float.isFinite((float) value) : Double.isFinite(value);
  }

  static Tensor floating(double[] values, DType dtype, int... shape) {
    return Tensor.wrap(values, shape).to(dtype);
  }

  private static Column cells(Table table, Encoder encoder) {
    String name = encoder.column();
    if (ColumnBuilder.NO_CELLS.equals(table.leftOut().get(name))) {
      double[] missing = new double[table.rows()];
      Arrays.fill(missing, Double.NaN);
      return new Column(encoder.type(), missing, ImmutableList.of());
    }
    Column cells = table.column(name);
    checkType(name, encoder.type(), cells);
    return cells;
  }

  static void checkType(String name, ColumnType type, Column cells) {
    Preconditions.checkArgument(
        cells.type() == type,
        "features: the column %s holds %s, in training it was %s; read it with the reader() of"
            + " these features",
        name,
        cells.type(),
        type);
  }

  /** Returns what is foretold, and a line for each feature. */
  @Override
  public String toString() {
    return "Features for " + target.column() + ": " + String.join(", ", names);
  }
}
