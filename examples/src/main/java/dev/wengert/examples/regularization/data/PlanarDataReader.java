package dev.wengert.examples.regularization.data;

import dev.wengert.examples.UserError;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a training and a test set from files: one MATLAB 5 file that holds both, or two CSV files.
 *
 * <p>Whatever is wrong with a file is a {@link UserError} that names the file, the row or the
 * variable, the value, and the remedy. Rows are counted from 1; a CSV file's header is not one of
 * them.
 */
public final class PlanarDataReader {

  private static final String USAGE =
      "--data takes one MATLAB 5 file with the variables X, y, Xval, yval, or two CSV files with"
          + " the header x1,x2,label: --data train.csv,test.csv";

  private PlanarDataReader() {}

  /**
   * Reads one MATLAB 5 file, or two CSV files of which the first is for training.
   *
   * @throws UserError if a file is missing or malformed, or there are not one or two
   */
  public static PlanarData read(List<Path> paths) {
    return switch (paths.size()) {
      case 1 -> readOne(DataFile.read(paths.get(0)));
      case 2 -> readPair(DataFile.read(paths.get(0)), DataFile.read(paths.get(1)));
      default -> throw new UserError("--data: " + paths.size() + " files are given; " + USAGE);
    };
  }

  private static PlanarData readOne(DataFile file) {
    if (file.isMatlab("7.3")) {
      throw file.error("is a MATLAB 7.3 file, which is HDF5; save it again with save(..., '-v7')");
    }
    if (!file.isMatlab("5.0")) {
      throw file.error("is not a MATLAB 5 file; " + USAGE);
    }
    return MatlabData.parse(file);
  }

  private static PlanarData readPair(DataFile train, DataFile test) {
    for (DataFile file : List.of(train, test)) {
      if (file.isMatlab("5.0") || file.isMatlab("7.3")) {
        throw file.error("is a MATLAB file where a CSV file belongs; " + USAGE);
      }
    }
    return new PlanarData(
        train.path() + " and " + test.path(), CsvData.parse(train), CsvData.parse(test));
  }
}
