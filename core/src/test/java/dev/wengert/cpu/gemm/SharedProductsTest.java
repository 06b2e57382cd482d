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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedProductsTest {

  private static final int M = 250;
  private static final int N = 210;
  private static final int K = 500;

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

  private static Object product(BlasProvider blas, DType dtype, int threads) {
    Spec spec = new Spec(dtype, Shape.of(M, N));
    Buffer a = Buffers.random(Seeds.random(1), dtype, Shape.of(M, K));
    Buffer b = Buffers.random(Seeds.random(2), dtype, Shape.of(K, N));
    Buffer c = Buffer.allocate(spec);
    Threads.with(
        threads,
        () -> {
          Frame frame = new Frame(3, new Lanes());
          frame.set(0, a);
          frame.set(1, b);
          frame.set(2, c);
          Products.bind(blas, new Gemm(false, false), new Buffer[] {a, b}, c).run(frame);
        });
    return c.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9_000, 20_000, 100_000})
  void bitsAreTheSameForAnyNumberOfThreads(int few) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      ByArea blas = new ByArea(few);
      Object alone = product(blas, dtype, 1);
      for (int threads = 2; threads <= 12; threads++) {
        assertThat(product(blas, dtype, threads)).as("%s threads", threads).isEqualTo(alone);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000})
  void manyThreadsHaveMoreTilesIfThatChangesNoBit(int few) {
    ByArea blas = new ByArea(few);
    product(blas, DType.FLOAT32, 2);
    assertThat(blas.calls.getAndSet(0)).isEqualTo(2);
    product(blas, DType.FLOAT32, 6);
    blas.calls.set(0);
    product(blas, DType.FLOAT32, 6);
    assertThat(blas.calls.get()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {14_000, 26_000})
  void tilesStayWhereItDoes(int few) {
    ByArea blas = new ByArea(few);
    product(blas, DType.FLOAT32, 8);
    blas.calls.set(0);
    product(blas, DType.FLOAT32, 8);
    assertThat(blas.calls.get()).isEqualTo(2);
  }
}
