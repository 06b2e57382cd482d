package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernels;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnCutsTest {

  @Test
  void javasOwnProductsAreCutFreely() {
    assertThat(ColumnCuts.areFree(JavaBlas.best())).isTrue();
  }

  /** One that adds a place's own number to every tenth of its columns is not the same when cut. */
  @Test
  void whatDependsOnWhereACallBeginsIsSeen() {
    JavaBlas java = JavaBlas.best();
    BlasProvider other =
        new BlasProvider() {
          @Override
          public String name() {
            return "other";
          }

          @Override
          public String version() {
            return "1";
          }

          @Override
          public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
            java.multiply(a, b, c, accumulate);
            float[] numbers = (float[]) c.array();
            int last = c.offset() + c.columns() - 1;
            numbers[last] = Math.nextUp(numbers[last]);
          }
        };
    assertThat(ColumnCuts.areFree(other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1030, 1047, 300, false, false",
    "700, 1100, 520, true, false",
    "515, 1300, 610, false, true"
  })
  void largeProductsHaveTheSameBitsForAnyNumberOfThreads(
      int m, int n, int k, boolean transposeA, boolean transposeB) {
    Random random = Seeds.random(5);
    Buffer a = Buffers.random(random, DType.FLOAT32, transposeA ? Shape.of(k, m) : Shape.of(m, k));
    Buffer b = Buffers.random(random, DType.FLOAT32, transposeB ? Shape.of(n, k) : Shape.of(k, n));
    float[][] results = new float[4][];
    for (int i = 0; i < results.length; i++) {
      int at = i;
      Threads.with(
          1 << i,
          () ->
              results[at] =
                  Kernels.run(new Gemm(transposeA, transposeB), DType.FLOAT32, Shape.of(m, n), a, b)
                      .floats());
    }
    for (float[] result : results) {
      assertThat(result).isEqualTo(results[0]);
    }
  }
}
