package dev.wengert.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.gemm.Matrix;
import dev.wengert.kernel.Gemm;
import dev.wengert.testing.Seeds;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenBlasTest {

  private static final OpenBlas ON_HEAP = new OpenBlas(Library.find(null, true), true);
  private static final OpenBlas COPYING = new OpenBlas(Library.find(null, false), false);

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 17, 9", "17, 1, 9", "20, 211, 2", "13, 207, 64", "65, 33, 400"})
  void multipliesPartsOfArrays(int m, int n, int k) {
    Random random = Seeds.random(1);
    for (int flags = 0; flags < 8; flags++) {
      boolean transposeA = (flags & 1) != 0;
      boolean transposeB = (flags & 2) != 0;
      boolean accumulate = (flags & 4) != 0;
      int strideA = (transposeA ? m : k) + 3;
      int strideB = (transposeB ? k : n) + 2;
      int strideC = n + 1;
      double[] a = random.doubles(5 + (transposeA ? k : m) * (long) strideA, -1, 1).toArray();
      double[] b = random.doubles(7 + (transposeB ? n : k) * (long) strideB, -1, 1).toArray();
      double[] before = random.doubles(4 + m * (long) strideC, -1, 1).toArray();
      double[] expected = before.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = accumulate ? before[4 + i * strideC + j] : 0;
          for (int p = 0; p < k; p++) {
            sum +=
                a[5 + (transposeA ? p * strideA + i : i * strideA + p)]
                    * b[7 + (transposeB ? j * strideB + p : p * strideB + j)];
          }
          expected[4 + i * strideC + j] = sum;
        }
      }
      for (OpenBlas blas : new OpenBlas[] {ON_HEAP, COPYING}) {
        double[] doubles = before.clone();
        blas.multiply(
            new Matrix(a, 5, strideA, transposeA, m, k),
            new Matrix(b, 7, strideB, transposeB, k, n),
            new Matrix(doubles, 4, strideC, false, m, n),
            accumulate);
        float[] floats = floats(before);
        blas.multiply(
            new Matrix(floats(a), 5, strideA, transposeA, m, k),
            new Matrix(floats(b), 7, strideB, transposeB, k, n),
            new Matrix(floats, 4, strideC, false, m, n),
            accumulate);
        for (int i = 0; i < expected.length; i++) {
          boolean inC = i >= 4 && (i - 4) % strideC < n;
          assertThat(Math.abs(doubles[i] - expected[i]))
              .as("float64 at %s, flags %s", i, flags)
              .isLessThanOrEqualTo(inC ? (k + 2) * 0x1p-52 * (k + 1) : 0);
          assertThat(Math.abs(floats[i] - expected[i]))
              .as("float32 at %s, flags %s", i, flags)
              .isLessThanOrEqualTo((inC ? k + 4 : 1) * 0x1p-23 * (k + 1));
        }
      }
    }
  }

  private static Matrix square(float[] array, int side) {
    return new Matrix(array, 0, side, false, side, side);
  }

  @Test
  void copiesGiveTheBitsOfArraysInPlace() {
    float[] a = floats(Seeds.random(2).doubles(300 * 200, -1, 1).toArray());
    float[] inPlace = new float[200 * 200];
    float[] copied = new float[200 * 200];
    Matrix first = new Matrix(a, 0, 200, true, 200, 300);
    Matrix second = new Matrix(a, 0, 200, false, 300, 200);
    ON_HEAP.multiply(first, second, square(inPlace, 200), false);
    COPYING.multiply(first, second, square(copied, 200), false);
    assertThat(copied).isEqualTo(inPlace);
  }

  @Test
  void servesTheProductsOfThisJvmUnlessToldNotTo() {
    assertThat(Wengert.backend().lines().findFirst())
        .hasValueSatisfying(
            line -> {
              if (System.getProperty("wengert.blas", "auto").equals("none")) {
                assertThat(line).contains("Java, ").contains("(wengert.blas is none)");
              } else {
                assertThat(line).matches("matrix products: OpenBLAS \\d+\\.\\d+\\.\\d+ .*");
              }
            });
  }

  /** Cut into panels or not, and whoever computes them. */
  @ParameterizedTest
  @ValueSource(ints = {40, 300, 700})
  void theNumberOfThreadsDoesNotChangeABit(int n) {
    Random random = Seeds.random(3);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Spec spec = new Spec(dtype, Shape.of(2, n, n));
      double[] values = random.doubles(2L * n * n, -1, 1).toArray();
      Buffer a = Buffer.wrap(spec, dtype == DType.FLOAT32 ? floats(values) : values);
      Buffer one = product(1, a, spec);
      for (int threads : new int[] {2, 5}) {
        assertThat(product(threads, a, spec).array())
            .as("%s, %s threads", spec, threads)
            .isEqualTo(one.array());
      }
      assertThat(sampleError(a, one, n)).isLessThan(dtype == DType.FLOAT32 ? 2e-4 : 1e-12);
    }
  }

  private static Buffer product(int threads, Buffer a, Spec spec) {
    Buffer[] result = new Buffer[1];
    Wengert.withThreads(
        threads,
        () ->
            result[0] =
                Wengert.device()
                    .run(new Gemm(false, true), new Buffer[] {a, a}, new Spec[] {spec})[0]);
    return result[0];
  }

  /** The largest error in a few rows of the second matrix. */
  private static double sampleError(Buffer a, Buffer c, int n) {
    double worst = 0;
    for (int i = 0; i < n; i += Math.max(1, n / 5)) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int p = 0; p < n; p++) {
          sum += at(a, n * n + i * n + p) * at(a, n * n + j * n + p);
        }
        worst = Math.max(worst, Math.abs(sum - at(c, n * n + i * n + j)));
      }
    }
    return worst;
  }

  private static double at(Buffer buffer, int i) {
    return buffer.dtype() == DType.FLOAT32 ? buffer.floats()[i] : buffer.doubles()[i];
  }

  @Test
  void manyThreadsMayCallAtOnce() throws InterruptedException {
    float[] a = floats(Seeds.random(4).doubles(90 * 90, -1, 1).toArray());
    float[] expected = new float[90 * 90];
    ON_HEAP.multiply(square(a, 90), square(a, 90), square(expected, 90), false);
    AtomicReference<String> wrong = new AtomicReference<>("");
    Thread[] threads = new Thread[150];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 20; i++) {
                  float[] c = new float[90 * 90];
                  ON_HEAP.multiply(square(a, 90), square(a, 90), square(c, 90), false);
                  if (!java.util.Arrays.equals(c, expected)) {
                    wrong.set("a call gave other bits");
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue("");
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
