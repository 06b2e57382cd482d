package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Gather;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A data set that lies in memory: examples along the first axis of all tensors of a structure.
 *
 * @param <S> the structure, which is also that of one example and of a batch
 */
final class ColumnExamples<S> implements IndexedDataSet<S> {

  private static final Gather ROWS = new Gather(0, 0);

  private final Leaves<S> columns;
  private final int count;

  ColumnExamples(S structure) {
    this.columns = Leaves.of(structure);
    Preconditions.checkArgument(
        !columns.tensors().isEmpty(),
        "dataSet: there is no tensor in the columns; give one or more [n, ...]");
    Tensor first = columns.tensors().get(0);
    this.count = first.rank() == 0 ? 0 : first.shape().side(0);
    for (int i = 0; i < columns.tensors().size(); i++) {
      Tensor column = columns.tensors().get(i);
      Preconditions.checkArgument(
          column.rank() > 0,
          "dataSet: the column %s is a scalar, %s; give each one row an example, [n, ...]",
          Stacking.called(columns.names().get(i)),
          column.spec());
      Preconditions.checkArgument(
          column.shape().side(0) == count,
          "dataSet: columns differ in number: %s is %s, %s is %s; give each one row an example",
          Stacking.called(columns.names().get(0)),
          first.spec(),
          Stacking.called(columns.names().get(i)),
          column.spec());
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public S example(int place) {
    List<Tensor> rows = new ArrayList<>(columns.tensors().size());
    for (Tensor column : columns.tensors()) {
      rows.add(column.get(place));
    }
    return columns.with(rows);
  }

  @Override
  public Batch batch(int... places) {
    Examples.checkPlaces(count, places);
    Tensor rows = Tensor.of(places);
    return new Batch(rows(rows), rows);
  }

  @Override
  public IndexedDataSet<S> take(int... places) {
    return new ColumnExamples<>(rows(Tensor.of(places)));
  }

  private S rows(Tensor places) {
    List<Tensor> taken = new ArrayList<>(columns.tensors().size());
    for (Tensor column : columns.tensors()) {
      taken.add(ROWS.apply(column, places));
    }
    return columns.with(taken);
  }

  /** Returns for example {@code columns [image, age] of 60000}. */
  @Override
  public String toString() {
    return "columns " + columns.names() + " of " + count;
  }
}
