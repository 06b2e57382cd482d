package dev.wengert.nn.data.augment;

import dev.wengert.Tensor;
import dev.wengert.array.DType;

/** Images [C, H, W] whose pixels are taken from other places of an image; 0 from outside. */
final class Resampling {

  private Resampling() {}

  /** Returns the part that begins at a row and a column, which may lie outside. */
  static Tensor window(Tensor image, int top, int left, int height, int width) {
    int channels = image.shape().side(0);
    int rows = image.shape().side(1);
    int columns = image.shape().side(2);
    double[] from = image.to(DType.FLOAT64).toDoubleArray();
    double[] into = new double[Math.multiplyExact(Math.multiplyExact(channels, height), width)];
    int firstColumn = Math.max(left, 0);
    int count = Math.min(left + width, columns) - firstColumn;
    for (int channel = 0; channel < channels && count > 0; channel++) {
      for (int row = Math.max(top, 0); row < Math.min(top + height, rows); row++) {
        System.arraycopy(
            from,
            (channel * rows + row) * columns + firstColumn,
            into,
            (channel * height + row - top) * width + firstColumn - left,
            count);
      }
    }
    return Tensor.wrap(into, channels, height, width).to(image.dtype());
  }

  /**
   * Returns the image whose pixel at (x, y), counted from the middle to the right and downwards, is
   * the old one's at {@code (xx x + yx y, xy x + yy y)}.
   */
  static Tensor linear(Tensor image, double xx, double xy, double yx, double yy) {
    int channels = image.shape().side(0);
    int rows = image.shape().side(1);
    int columns = image.shape().side(2);
    double[] from = image.to(DType.FLOAT64).toDoubleArray();
    double[] into = new double[from.length];
    double middleX = (columns - 1) / 2.0;
    double middleY = (rows - 1) / 2.0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double x = middleX + xx * (column - middleX) + yx * (row - middleY);
        double y = middleY + xy * (column - middleX) + yy * (row - middleY);
        for (int channel = 0; channel < channels; channel++) {
          into[(channel * rows + row) * columns + column] =
              between(from, channel * rows * columns, rows, columns, x, y);
        }
      }
    }
    return Tensor.wrap(into, channels, rows, columns).to(image.dtype());
  }

  private static double between(
      double[] from, int plane, int rows, int columns, double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double right = x - column;
    double below = y - row;
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        int r = row + i;
        int c = column + j;
        double weight = (i == 0 ? 1 - below : below) * (j == 0 ? 1 - right : right);
        // A pixel without weight counts for nothing, even where it is infinite.
        if (weight != 0 && r >= 0 && r < rows && c >= 0 && c < columns) {
          sum += weight * from[plane + r * columns + c];
        }
      }
    }
    return sum;
  }
}
