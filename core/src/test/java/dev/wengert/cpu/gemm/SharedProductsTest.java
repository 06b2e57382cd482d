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
import dev.wengert.testing.Seeds;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedProductsTest {

  private static final int M = 250;
  private static final int N = 210;
  private static final int K = 500;
  private static final Gemm PLAIN = new Gemm(false, false);

  /** Adds in another order where a call has few elements, as libraries may; counts calls. */
  private static final class ByArea implements BlasProvider {

    private final BlasProvider java = JavaBlas.best();
    private final int few;
    private final AtomicInteger calls = new AtomicInteger();

    ByArea(int few) {
      this.few = few;
    }

    @Override
    public String name() {
      return "by area";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
      calls.incrementAndGet();
      if (c.rows() * c.columns() >= few) {
        java.multiply(a, b, c, accumulate);
        return;
      }
      int half = a.columns() / 2;
      Matrix partA = new Matrix();
      Matrix partB = new Matrix();
      partA.setPart(a, 0, half, a.rows(), a.columns() - half);
      partB.setPart(b, half, 0, a.columns() - half, b.columns());
      java.multiply(partA, partB, c, accumulate);
      partA.setPart(a, 0, 0, a.rows(), half);
      partB.setPart(b, 0, 0, half, b.columns());
      java.multiply(partA, partB, c, true);
    }
  }

  /** Multiplies a stack of random matrices. */
  private static Object product(
      BlasProvider blas, DType dtype, Gemm gemm, int stack, int k, int threads) {
    Shape left = gemm.transposeA() ? Shape.of(stack, k, M) : Shape.of(stack, M, k);
    Shape right = gemm.transposeB() ? Shape.of(stack, N, k) : Shape.of(stack, k, N);
    Buffer a = Buffers.random(Seeds.random(1), dtype, left);
    Buffer b = Buffers.random(Seeds.random(2), dtype, right);
    Buffer c = Buffer.allocate(new Spec(dtype, Shape.of(stack, M, N)));
    Threads.with(
        threads,
        () -> {
          Frame frame = new Frame(3, new Lanes());
          frame.set(0, a);
          frame.set(1, b);
          frame.set(2, c);
          Products.bind(blas, gemm, new Buffer[] {a, b}, c).run(frame);
        });
    return c.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9_000, 20_000, 100_000})
  void bitsAreTheSameForAnyNumberOfThreads(int few) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int stack = 1; stack <= 2; stack++) {
        Gemm gemm = new Gemm(stack == 2, dtype == DType.FLOAT64);
        ByArea blas = new ByArea(few);
        Object alone = product(blas, dtype, gemm, stack, K, 1);
        for (int threads = 2; threads <= 12; threads++) {
          assertThat(product(blas, dtype, gemm, stack, K, threads))
              .as("%s threads", threads)
              .isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void javasOwnProductsHaveThemToo() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Object alone = product(JavaBlas.best(), dtype, PLAIN, 1, K, 1);
      for (int threads = 2; threads <= 8; threads++) {
        assertThat(product(JavaBlas.best(), dtype, PLAIN, 1, K, threads)).isEqualTo(alone);
      }
    }
  }

  @Test
  void aTrialGoesThroughAllCallsOfALongSum() {
    int k = 1 << 13;
    assertThat(Panels.of(M, N, k, 1, Panels.FLOAT_LIMIT).depth()).isLessThan(k);
    for (int few : new int[] {0, 20_000}) {
      ByArea blas = new ByArea(few);
      assertThat(product(blas, DType.FLOAT32, PLAIN, 1, k, 5))
          .isEqualTo(product(blas, DType.FLOAT32, PLAIN, 1, k, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void manyThreadsHaveMoreTilesIfThatChangesNoBit(int few) {
    ByArea blas = new ByArea(few);
    product(blas, DType.FLOAT32, PLAIN, 1, K, 2);
    assertThat(blas.calls.getAndSet(0)).isEqualTo(2);
    product(blas, DType.FLOAT32, PLAIN, 1, K, 6);
    blas.calls.set(0);
    product(blas, DType.FLOAT32, PLAIN, 1, K, 6);
    assertThat(blas.calls.get()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {14_000, 26_000})
  void tilesStayWhereItDoes(int few) {
    ByArea blas = new ByArea(few);
    product(blas, DType.FLOAT32, PLAIN, 1, K, 8);
    blas.calls.set(0);
    product(blas, DType.FLOAT32, PLAIN, 1, K, 8);
    assertThat(blas.calls.get()).isEqualTo(2);
  }
}
