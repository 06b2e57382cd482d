package dev.wengert.examples.regularization;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.wengert.examples.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * Reads {@link PlanarData} from a MATLAB 5 file: X [m, 2] and y [m, 1] for training, Xval and yval
 * for testing. Other variables are left alone.
 */
final class MatlabData {

  private static final ImmutableList<String> NAMES = ImmutableList.of("X", "y", "Xval", "yval");

  private MatlabData() {}

  /**
   * Returns the two sets of the file.
   *
   * @throws UserError if the file is damaged, a variable is missing, or it is not of such a shape
   */
  static PlanarData parse(DataFile file) {
    List<String> present = new ArrayList<>();
    try {
      MatlabChecksums.verify(file.bytes());
    } catch (IOException e) {
      throw damaged(file, e);
    }
    try (MatFile content =
        Mat5.newReader(Sources.wrap(file.bytes()))
            .setBufferAllocator(new LimitedAllocator())
            .disableSubsystemProcessing()
            .setEntryFilter(
                entry -> {
                  present.add(entry.getName());
                  return NAMES.contains(entry.getName());
                })
            .readMat()) {
      for (String name : NAMES) {
        if (!present.contains(name)) {
          throw file.error(
              lenientFormat(
                  "variable %s is missing: the file has %s; it needs %s",
                  name,
                  present.isEmpty() ? "none" : String.join(", ", present),
                  String.join(", ", NAMES)));
        }
      }
      return new PlanarData(
          file.path().toString(), set(file, content, "X", "y"), set(file, content, "Xval", "yval"));
    } catch (UserError e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The library meets damage with whatever the bytes lead to; it allocates what a length
      // claims.
      throw damaged(file, e);
    }
  }

  private static UserError damaged(DataFile file, Throwable cause) {
    return file.error(
        lenientFormat("is damaged or cut short: %s; copy or save it again", rootMessage(cause)),
        cause);
  }

  private static PlanarSet set(DataFile file, MatFile content, String xName, String yName) {
    Matrix x = matrix(file, content, xName, 2, "one row an example, columns x1 and x2");
    Matrix y = matrix(file, content, yName, 1, "one row an example, its label 0 or 1");
    int size = x.getNumRows();
    if (y.getNumRows() != size) {
      throw file.error(
          lenientFormat(
              "variable %s has %s rows and %s has %s; every example needs one label",
              xName, size, yName, y.getNumRows()));
    }
    double[] x1 = new double[size];
    double[] x2 = new double[size];
    double[] labels = new double[size];
    for (int row = 0; row < size; row++) {
      x1[row] = x.getDouble(row, 0);
      x2[row] = x.getDouble(row, 1);
      labels[row] = y.getDouble(row, 0);
    }
    return PlanarSet.of(file.path() + ": variables " + xName + " and " + yName, x1, x2, labels);
  }

  private static Matrix matrix(
      DataFile file, MatFile content, String name, int columns, String meaning) {
    Array array = content.getArray(name);
    if (!(array instanceof Matrix matrix) || matrix.isComplex()) {
      String kind = array instanceof Matrix ? "complex" : array.getType().toString();
      throw file.error(
          lenientFormat("variable %s holds %s values; it must hold real numbers", name, kind));
    }
    if (matrix.getNumDimensions() != 2 || matrix.getNumCols() != columns) {
      throw file.error(
          lenientFormat(
              "variable %s is %s; it must be m x %s: %s", name, shape(matrix), columns, meaning));
    }
    return matrix;
  }

  private static String shape(Array array) {
    return Arrays.stream(array.getDimensions())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" x "));
  }

  private static String rootMessage(Throwable error) {
    Throwable root = Throwables.getRootCause(error);
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  /** Heap buffers of bounded size, so that a damaged length is an error and not a full memory. */
  private static final class LimitedAllocator implements BufferAllocator {

    private static final int MAX_BYTES = 1 << 28;

    @Override
    public ByteBuffer allocate(int bytes) {
      if (bytes < 0 || bytes > MAX_BYTES) {
        throw new IllegalArgumentException("a variable claims " + bytes + " bytes");
      }
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // The garbage collector takes it.
    }
  }
}
