package dev.wengert.nn.data;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import com.google.common.primitives.Ints;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import java.io.IOException;
import java.util.Arrays;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** A matrix as the library reads it, to a tensor. Loaded only where the library is there. */
final class MatlabMatrix {

  private MatlabMatrix() {}

  /** Returns the only variable of the file that bytes hold. */
  static Tensor read(String prefix, String name, byte[] bytes) throws IOException {
    try (MatFile content =
        Mat5.newReader(Sources.wrap(bytes)).disableSubsystemProcessing().readMat()) {
      return tensor(prefix, name, content.getMatrix(name));
    }
  }

  /** Column-major numbers are those of the transpose in row-major order. */
  private static Tensor tensor(String prefix, String name, Matrix matrix)
      throws MalformedFileException {
    int[] sides = matrix.getDimensions().clone();
    int size = matrix.getNumElements();
    long product = 1;
    for (int side : sides) {
      product = side < 0 ? -1 : product * side;
      // The library multiplies in 32 bits.
      Preconditions.checkArgument(
          (product >= 0 && product <= size) || size == 0,
          "variable %s has the sides %s and %s numbers",
          name,
          Arrays.toString(sides),
          size);
    }
    Ints.reverse(sides);
    int[] axes = new int[sides.length];
    Arrays.setAll(axes, axis -> axes.length - 1 - axis);
    return values(prefix, name, matrix, size, sides).transpose(axes);
  }

  private static Tensor values(String prefix, String name, Matrix matrix, int size, int[] sides)
      throws MalformedFileException {
    if (matrix.isLogical()) {
      boolean[] values = new boolean[size];
      for (int i = 0; i < size; i++) {
        values[i] = matrix.getBoolean(i);
      }
      return Tensor.wrap(values, sides);
    }
    return switch (matrix.getType()) {
      case Double -> {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
          values[i] = matrix.getDouble(i);
        }
        yield Tensor.wrap(values, sides);
      }
      case Single -> {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
          values[i] = matrix.getFloat(i);
        }
        yield Tensor.wrap(values, sides);
      }
      default -> {
        int[] values = new int[size];
        boolean isUnsigned = matrix.getType() == MatlabType.UInt64;
        for (int i = 0; i < size; i++) {
          long value = matrix.getLong(i);
          if (value != (int) value || (isUnsigned && value < 0)) {
            throw new MalformedFileException(
                lenientFormat(
                    "%svariable %s: value %s (counted down the columns) does not fit 32 bits: %s;"
                        + " save it as double",
                    prefix, name, i + 1, isUnsigned ? Long.toUnsignedString(value) : value));
          }
          values[i] = (int) value;
        }
        yield Tensor.wrap(values, sides);
      }
    };
  }
}
