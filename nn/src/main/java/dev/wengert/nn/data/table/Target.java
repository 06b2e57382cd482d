package dev.wengert.nn.data.table;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.table.Scaling.Scale;
import java.util.HashMap;
import java.util.Map;

/**
 * What is foretold.
 *
 * @param column the name of its column
 * @param type what the column holds
 * @param scale how a number is scaled
 * @param isYesOrNo whether it is one of two things, and one output says which: the column holds yes
 *     and no, or nothing but 0 and 1 in training
 * @param classes the classes in the order of the outputs; none for a number and for yes or no
 */
record Target(
    String column, ColumnType type, Scale scale, boolean isYesOrNo, ImmutableList<String> classes) {

  /** Returns how many outputs a model needs. */
  int outputs() {
    return classes.isEmpty() ? 1 : classes.size();
  }

  /** Returns the targets of a table, as losses take them. */
  Tensor of(Table table, DType dtype) {
    Column cells = table.column(column);
    Features.checkType(column, type, cells);
    int rows = table.rows();
    double[] values = new double[rows];
    Map<String, Integer> places = new HashMap<>();
    classes.forEach(name -> places.put(name, places.size()));
    for (int row = 0; row < rows; row++) {
      if (cells.isMissing(row)) {
        throw new IllegalArgumentException(
            lenientFormat(
                "features: row %s of the target %s is missing; take such rows out with"
                    + " withoutMissing(...)",
                row, column));
      }
      values[row] = value(cells, row, places);
    }
    return classes.isEmpty()
        ? Features.floating(values, dtype, rows, 1)
        : Tensor.wrap(values, rows).to(DType.INT32);
  }

  private double value(Column cells, int row, Map<String, Integer> places) {
    double value = cells.number(row);
    if (classes.isEmpty()) {
      if (isYesOrNo && value != 0 && value != 1) {
        throw new IllegalArgumentException(
            lenientFormat(
                "features: row %s of the target %s is %s; in training it was 0 or 1",
                row, column, value));
      }
      return scale.apply(value);
    }
    Integer place = places.get(cells.levels().get((int) value));
    if (place == null) {
      throw new IllegalArgumentException(
          lenientFormat(
              "features: row %s of the target %s is %s; the training part had %s",
              row,
              column,
              ColumnBuilder.quoted(cells.levels().get((int) value)),
              TableBuilder.some(classes)));
    }
    return place;
  }
}
