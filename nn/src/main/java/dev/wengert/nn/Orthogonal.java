package dev.wengert.nn;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * Random matrices with orthogonal rows or columns.
 *
 * <p>Normal vectors are made orthogonal one after the other by Gram and Schmidt, in FLOAT64. Each
 * goes through twice, after which the products of any two are within rounding of 0 (Giraud, Langou
 * and Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005).
 * The triangular factor so has a positive diagonal, as Mezzadri asks for.
 */
final class Orthogonal {

  private Orthogonal() {}

  /** Returns a matrix [side 0, all others] whose shorter of rows and columns are orthonormal. */
  static Tensor draw(Key key, Spec spec) {
    Shape shape = spec.shape();
    int rows = shape.rank() == 0 ? 1 : shape.side(0);
    int columns = rows == 0 ? 0 : shape.size() / rows;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[] vectors = key.normal(new Spec(DType.FLOAT64, Shape.of(count, length))).toDoubleArray();
    for (int i = 0; i < count; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          add(
              vectors,
              i * length,
              -dot(vectors, i * length, j * length, length),
              j * length,
              length);
        }
      }
      double norm = Math.sqrt(dot(vectors, i * length, i * length, length));
      for (int k = i * length; k < (i + 1) * length; k++) {
        vectors[k] /= norm;
      }
    }
    Tensor matrix = Tensor.wrap(vectors, count, length);
    return (rows > columns ? matrix.transpose() : matrix).reshape(shape).to(spec.dtype());
  }

  /** Four sums instead of one, so that an addition need not wait for the one before. */
  private static double dot(double[] values, int a, int b, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 3 < length; k += 4) {
      s0 += values[a + k] * values[b + k];
      s1 += values[a + k + 1] * values[b + k + 1];
      s2 += values[a + k + 2] * values[b + k + 2];
      s3 += values[a + k + 3] * values[b + k + 3];
    }
    for (; k < length; k++) {
      s0 += values[a + k] * values[b + k];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static void add(double[] values, int to, double factor, int from, int length) {
    for (int k = 0; k < length; k++) {
      values[to + k] += factor * values[from + k];
    }
  }
}
