package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.cpu.machine.Fma;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both forms against the plain loop, bit for bit. */
class JavaBlasTest {

  /** Sizes around the edges of tiles, blocks and panels of both forms. */
  private static final int[][] SIZES = {
    {1, 1, 1},
    {1, 40, 300},
    {40, 1, 300},
    {2, 2, 2},
    {3, 3, 3},
    {4, 4, 4},
    {5, 32, 16},
    {7, 13, 5},
    {13, 207, 1},
    {20, 211, 2},
    {33, 17, 65},
    {100, 32, 256},
    {101, 33, 257},
    {99, 31, 255},
    {6, 513, 300},
    {203, 515, 17},
    {12, 530, 511}
  };

  static Stream<JavaBlas> forms() {
    List<JavaBlas> forms = new ArrayList<>();
    forms.add(JavaBlas.scalar());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      forms.add(JavaBlas.vectors());
    }
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyElementIsASumOfSumsOf256FloatProducts(JavaBlas blas) {
    Random random = Seeds.random(1);
    for (int[] size : SIZES) {
      for (int flags = 0; flags < 8; flags++) {
        boolean transposeA = (flags & 1) != 0;
        boolean transposeB = (flags & 2) != 0;
        boolean accumulate = (flags & 4) != 0;
        int m = size[0];
        int n = size[1];
        int k = size[2];
        int strideA = (transposeA ? m : k) + 3;
        int strideB = (transposeB ? k : n) + 2;
        int strideC = n + 1;
        float[] a = floats(random, 5 + (transposeA ? k : m) * strideA);
        float[] b = floats(random, 7 + (transposeB ? n : k) * strideB);
        float[] c = floats(random, 4 + m * strideC);
        float[] expected = c.clone();
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            float total = accumulate ? c[4 + i * strideC + j] : 0;
            float sum = 0;
            for (int p = 0; p < k; p++) {
              float x = a[5 + (transposeA ? p * strideA + i : i * strideA + p)];
              float y = b[7 + (transposeB ? j * strideB + p : p * strideB + j)];
              sum = Fma.FUSED ? Math.fma(x, y, sum) : x * y + sum;
              if (p % 256 == 255 || p == k - 1) {
                total += sum;
                sum = 0;
              }
            }
            expected[4 + i * strideC + j] = total;
          }
        }
        blas.multiply(
            new Matrix(a, 5, strideA, transposeA, m, k),
            new Matrix(b, 7, strideB, transposeB, k, n),
            new Matrix(c, 4, strideC, false, m, n),
            accumulate);
        assertThat(c).as("%s x %s x %s, flags %s", m, n, k, flags).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyElementIsASumOfSumsOf256DoubleProducts(JavaBlas blas) {
    Random random = Seeds.random(2);
    for (int[] size : SIZES) {
      for (int flags = 0; flags < 8; flags++) {
        boolean transposeA = (flags & 1) != 0;
        boolean transposeB = (flags & 2) != 0;
        boolean accumulate = (flags & 4) != 0;
        int m = size[0];
        int n = size[1];
        int k = size[2];
        int strideA = (transposeA ? m : k) + 1;
        int strideB = (transposeB ? k : n) + 4;
        int strideC = n + 3;
        double[] a = doubles(random, 2 + (transposeA ? k : m) * strideA);
        double[] b = doubles(random, 3 + (transposeB ? n : k) * strideB);
        double[] c = doubles(random, 6 + m * strideC);
        double[] expected = c.clone();
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            double total = accumulate ? c[6 + i * strideC + j] : 0;
            double sum = 0;
            for (int p = 0; p < k; p++) {
              double x = a[2 + (transposeA ? p * strideA + i : i * strideA + p)];
              double y = b[3 + (transposeB ? j * strideB + p : p * strideB + j)];
              sum = Fma.FUSED ? Math.fma(x, y, sum) : x * y + sum;
              if (p % 256 == 255 || p == k - 1) {
                total += sum;
                sum = 0;
              }
            }
            expected[6 + i * strideC + j] = total;
          }
        }
        blas.multiply(
            new Matrix(a, 2, strideA, transposeA, m, k),
            new Matrix(b, 3, strideB, transposeB, k, n),
            new Matrix(c, 6, strideC, false, m, n),
            accumulate);
        assertThat(c).as("%s x %s x %s, flags %s", m, n, k, flags).isEqualTo(expected);
      }
    }
  }

  private static float[] floats(Random random, int length) {
    float[] result = new float[length];
    for (int i = 0; i < length; i++) {
      result[i] = (float) random.nextGaussian();
    }
    return result;
  }

  private static double[] doubles(Random random, int length) {
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = random.nextGaussian();
    }
    return result;
  }
}
