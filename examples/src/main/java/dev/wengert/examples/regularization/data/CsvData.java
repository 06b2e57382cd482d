package dev.wengert.examples.regularization.data;

import dev.wengert.Index;
import dev.wengert.array.DType;
import dev.wengert.examples.UserError;
import dev.wengert.nn.data.Csv;
import dev.wengert.nn.data.Examples;
import java.io.IOException;
import java.util.List;

/** Reads a {@link PlanarSet} from a CSV file with the columns x1, x2 and label. */
final class CsvData {

  private static final Csv READER =
      Csv.of(List.of("x1", "x2"), List.of("label")).withTypes(DType.FLOAT64, DType.FLOAT64);

  private static final String PREFIX = "csv: ";

  private CsvData() {}

  /**
   * Returns the examples of the file, one a row.
   *
   * @throws UserError if the file is not such a file
   */
  static PlanarSet parse(DataFile file) {
    Examples examples;
    try {
      examples = READER.read(file.path());
    } catch (IOException e) {
      throw new UserError(String.valueOf(e.getMessage()).substring(PREFIX.length()), e);
    }
    return PlanarSet.of(
        file.path().toString(),
        examples.x().get(Index.all(), Index.at(0)).toDoubleArray(),
        examples.x().get(Index.all(), Index.at(1)).toDoubleArray(),
        examples.y().toDoubleArray());
  }
}
