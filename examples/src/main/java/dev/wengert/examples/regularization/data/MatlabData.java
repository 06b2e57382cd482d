package dev.wengert.examples.regularization.data;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Joiner;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.UserError;
import dev.wengert.nn.data.Matlab;
import java.io.IOException;

/**
 * Reads {@link PlanarData} from a MATLAB 5 file: X [m, 2] and y [m, 1] for training, Xval and yval
 * for testing. Other variables are left alone.
 */
final class MatlabData {

  private static final String PREFIX = "matlab: ";

  private MatlabData() {}

  /**
   * Returns the two sets of the file.
   *
   * @throws UserError if the file is damaged, a variable is missing, or it is not of such a shape
   */
  static PlanarData parse(DataFile file) {
    ImmutableMap<String, Tensor> arrays;
    try {
      arrays = Matlab.read(file.bytes(), "X", "y", "Xval", "yval");
    } catch (IOException e) {
      // The user's name of the file stands where the reader's is.
      throw file.error(String.valueOf(e.getMessage()).substring(PREFIX.length()), e);
    }
    return new PlanarData(
        file.path().toString(), set(file, arrays, "X", "y"), set(file, arrays, "Xval", "yval"));
  }

  private static PlanarSet set(
      DataFile file, ImmutableMap<String, Tensor> arrays, String xName, String yName) {
    Tensor x = matrix(file, arrays, xName, 2, "one row an example, columns x1 and x2");
    Tensor y = matrix(file, arrays, yName, 1, "one row an example, its label 0 or 1");
    int size = x.shape().side(0);
    if (y.shape().side(0) != size) {
      throw file.error(
          lenientFormat(
              "variable %s has %s rows and %s has %s; every example needs one label",
              xName, size, yName, y.shape().side(0)));
    }
    return PlanarSet.of(
        file.path() + ": variables " + xName + " and " + yName,
        column(x, 0),
        column(x, 1),
        column(y, 0));
  }

  private static double[] column(Tensor matrix, int column) {
    return matrix.get(Index.all(), Index.at(column)).toDoubleArray();
  }

  private static Tensor matrix(
      DataFile file,
      ImmutableMap<String, Tensor> arrays,
      String name,
      int columns,
      String meaning) {
    Tensor matrix = Preconditions.checkNotNull(arrays.get(name));
    if (matrix.rank() != 2 || matrix.shape().side(1) != columns) {
      throw file.error(
          lenientFormat(
              "variable %s is %s; it must be m x %s: %s",
              name, Joiner.on(" x ").join(Ints.asList(matrix.shape().sides())), columns, meaning));
    }
    return matrix.to(DType.FLOAT64);
  }
}
