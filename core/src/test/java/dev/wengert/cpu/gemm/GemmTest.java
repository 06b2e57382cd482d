package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernels;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {

  private static final boolean[] FLAGS = {false, true};

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 5, 1",
    "5, 1, 1",
    "1, 1, 5",
    "2, 3, 4",
    "7, 13, 5",
    "20, 211, 2",
    "33, 17, 65",
    "64, 64, 64",
    "0, 3, 4",
    "3, 0, 4",
    "3, 4, 0",
    "0, 0, 0"
  })
  void multipliesAnyMatricesTransposedOrNot(int m, int n, int k) {
    Random random = Seeds.random(31L * m + 7L * n + k);
    for (int[] stack : new int[][] {{}, {3}, {2, 2}, {0}}) {
      for (boolean transposeA : FLAGS) {
        for (boolean transposeB : FLAGS) {
          for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Buffer a = Buffers.random(random, dtype, matrices(stack, m, k, transposeA));
            Buffer b = Buffers.random(random, dtype, matrices(stack, k, n, transposeB));
            assertMultiplies(transposeA, transposeB, a, b, matrices(stack, m, n, false), k);
          }
        }
      }
    }
  }

  @Test
  void readsBroadcastOperands() {
    Random random = Seeds.random(1);
    Buffer a = Buffers.random(random, DType.FLOAT64, Shape.of(4, 3)).broadcastTo(Shape.of(5, 4, 3));
    Buffer b =
        Buffers.random(random, DType.FLOAT64, Shape.of(5, 3, 1)).broadcastTo(Shape.of(5, 3, 2));
    assertMultiplies(false, false, a, b, Shape.of(5, 4, 2), 3);
    Buffer row = Buffers.random(random, DType.FLOAT64, Shape.of(1, 3)).broadcastTo(Shape.of(4, 3));
    assertMultiplies(
        true, false, row, Buffers.random(random, DType.FLOAT64, Shape.of(4, 2)), Shape.of(3, 2), 4);
  }

  @Test
  void aProductOverNothingIsZero() {
    Buffer a = Buffers.counting(DType.FLOAT64, Shape.of(2, 0));
    Buffer b = Buffers.counting(DType.FLOAT64, Shape.of(0, 3));
    assertThat(Kernels.run(new Gemm(false, false), DType.FLOAT64, Shape.of(2, 3), a, b).doubles())
        .hasSize(6)
        .containsOnly(0);
  }

  @Test
  void aNaNSpreadsOverItsRowAlone() {
    Buffer a = Buffers.of(DType.FLOAT64, Shape.of(2, 2), Double.NaN, 1, 1, 1);
    Buffer b = Buffers.of(DType.FLOAT64, Shape.of(2, 2), 0, 0, 1, 2);
    assertThat(Kernels.run(new Gemm(false, false), DType.FLOAT64, Shape.of(2, 2), a, b).doubles())
        .containsExactly(Double.NaN, Double.NaN, 1, 2);
  }

  @Test
  void aStackThatRepeatsAMatrixIsNotCopied() {
    Random random = Seeds.random(3);
    Buffer once = Buffers.random(random, DType.FLOAT32, Shape.of(1, 4, 3));
    Buffer a = once.broadcastTo(Shape.of(5, 4, 3));
    Buffer b = Buffers.random(random, DType.FLOAT32, Shape.of(5, 3, 2));
    assertMultiplies(false, false, a, b, Shape.of(5, 4, 2), 3);
    Buffer inner = Buffers.random(random, DType.FLOAT32, Shape.of(3, 1, 4, 3));
    assertMultiplies(
        false,
        false,
        inner.broadcastTo(Shape.of(3, 2, 4, 3)),
        Buffers.random(random, DType.FLOAT32, Shape.of(3, 2, 3, 2)),
        Shape.of(3, 2, 4, 2),
        3);
    Buffer outer = Buffers.random(random, DType.FLOAT32, Shape.of(1, 2, 4, 3));
    Buffer again = outer.broadcastTo(Shape.of(3, 2, 4, 3));
    assertThat(Gemm.isStack(again)).isTrue();
    assertThat(Gemm.isStack(inner.broadcastTo(Shape.of(3, 2, 4, 3)))).isFalse();
    assertMultiplies(
        false,
        false,
        again,
        Buffers.random(random, DType.FLOAT32, Shape.of(3, 2, 3, 2)),
        Shape.of(3, 2, 4, 2),
        3);
  }

  @ParameterizedTest
  @CsvSource({"530, 410, 200, 1", "70, 60, 35000, 1", "300, 500, 700, 2"})
  void aLargeProductIsCutAndHasTheSameBitsForAnyNumberOfThreads(int m, int n, int k, int stack) {
    Random random = Seeds.random(4);
    BlasProvider java = JavaBlas.best();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (boolean transposeA : FLAGS) {
        for (boolean transposeB : FLAGS) {
          Shape left = matrices(new int[] {stack}, m, k, transposeA);
          Shape right = matrices(new int[] {stack}, k, n, transposeB);
          Buffer a = Buffers.random(random, dtype, left);
          Buffer b = Buffers.random(random, dtype, right);
          Spec[] spec = {new Spec(dtype, Shape.of(stack, m, n))};
          Buffer whole = Buffer.allocate(spec[0]);
          for (int i = 0; i < stack; i++) {
            whole(java, transposeA, transposeB, m, n, k, a, b, whole, i);
          }
          for (int threads : new int[] {1, 2, 5}) {
            Recorder recorder = new Recorder(java, false);
            Threads.with(
                threads,
                () -> {
                  Buffer c = Buffer.allocate(spec[0]);
                  Gemm gemm = new Gemm(transposeA, transposeB);
                  Buffer[] operands = {a, b};
                  Frame frame = new Frame(3, new Lanes());
                  frame.set(0, a);
                  frame.set(1, b);
                  frame.set(2, c);
                  Products.bind(recorder, gemm, operands, c).run(frame);
                  assertThat(c.array()).as("%s threads", threads).isEqualTo(whole.array());
                });
            assertThat(recorder.calls.get()).isGreaterThan(stack);
            assertThat(recorder.longest.get()).isLessThanOrEqualTo(Panels.FLOAT_LIMIT);
          }
        }
      }
    }
  }

  /** Multiplies by one call of the provider. */
  private static void whole(
      BlasProvider blas,
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      Buffer a,
      Buffer b,
      Buffer c,
      int i) {
    int strideA = transposeA ? m : k;
    int strideB = transposeB ? k : n;
    blas.multiply(
        new Matrix(a.array(), i * m * k, strideA, transposeA, m, k),
        new Matrix(b.array(), i * k * n, strideB, transposeB, k, n),
        new Matrix(c.array(), i * m * n, n, false, m, n),
        false);
  }

  private static Shape matrices(int[] stack, int rows, int columns, boolean transposed) {
    int[] sides = Arrays.copyOf(stack, stack.length + 2);
    sides[stack.length] = transposed ? columns : rows;
    sides[stack.length + 1] = transposed ? rows : columns;
    return Shape.of(sides);
  }

  /** Against the triple loop in double, within what k rounded products and sums may lose. */
  private static void assertMultiplies(
      boolean transposeA, boolean transposeB, Buffer a, Buffer b, Shape result, int k) {
    Buffer c = Kernels.run(new Gemm(transposeA, transposeB), a.dtype(), result, a, b);
    double epsilon = a.dtype() == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
    for (int i = 0; i < result.size(); i++) {
      int[] at = Buffers.index(result, i);
      double expected = 0;
      double size = 0;
      for (int p = 0; p < k; p++) {
        double product =
            Buffers.at(a, inner(at, at[at.length - 2], p, transposeA))
                * Buffers.at(b, inner(at, p, at[at.length - 1], transposeB));
        expected += product;
        size += Math.abs(product);
      }
      assertThat(Math.abs(Buffers.at(c, at) - expected))
          .as("%s times %s, transposed %s %s, at %s", a, b, transposeA, transposeB, at)
          .isLessThanOrEqualTo((k + 1) * epsilon * size);
    }
  }

  private static int[] inner(int[] at, int row, int column, boolean transposed) {
    int[] index = at.clone();
    index[at.length - 2] = transposed ? column : row;
    index[at.length - 1] = transposed ? row : column;
    return index;
  }
}
