package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Tailed;
import dev.wengert.testing.Seeds;
import java.lang.reflect.Array;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A product with a tail has the bits of the product and then the loop. */
class TailedProductsTest {

  private static final Loop TAIL =
      new Loop(
          LoopBody.of(Expression.tanh(Expression.input(1)).minus(Expression.input(0)).times(2), 2));

  private static void hasTheBitsOfBoth(Kernel product, Buffer a, Buffer b, Spec c, Buffer other) {
    Buffer[] taken = {other, Kernels.run(product, c, a, b)};
    Buffer expected = Kernels.run(TAIL, c, taken);
    Tailed tailed = new Tailed(product, c, TAIL, ImmutableIntArray.of(1, 0));
    for (int threads = 1; threads <= 3; threads++) {
      Buffer[] got = new Buffer[1];
      Threads.with(threads, () -> got[0] = Kernels.run(tailed, c, a, b, other));
      assertThat(got[0].array())
          .as("%s of %s and %s, %s threads", product, a.spec(), b.spec(), threads)
          .isEqualTo(expected.array());
    }
  }

  /**
   * Stacks, a single one, one of nothing, an operand that is the same for all, and one stretched.
   */
  @Test
  void hasTheBitsOfTheProductAndTheLoop() {
    Random random = Seeds.random(1904);
    Gemm gemm = new Gemm(false, true);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int[] sides :
          new int[][] {{9, 70, 31, 65}, {1, 7, 5, 3}, {4, 3, 0, 2}, {40, 130, 64, 128}}) {
        Shape shape = Shape.of(sides[0], sides[1], sides[2]);
        Buffer a = Buffers.random(random, dtype, shape);
        Buffer one = Buffers.random(random, dtype, Shape.of(sides[3], sides[2]));
        Buffer same = one.broadcastTo(Shape.of(sides[0], sides[3], sides[2]));
        Spec c = new Spec(dtype, Shape.of(sides[0], sides[1], sides[3]));
        Buffer bias = Buffers.random(random, dtype, Shape.of(sides[3]));
        hasTheBitsOfBoth(gemm, a, same, c, bias);
        hasTheBitsOfBoth(gemm, a, same.copy(), c, Buffers.random(random, dtype, c.shape()));
        Buffer stretched =
            Buffers.random(random, dtype, Shape.of(1, sides[1], 1)).broadcastTo(shape);
        hasTheBitsOfBoth(gemm, stretched, same, c, bias);
      }
    }
  }

  /** Factors of 0 meet an infinity and a NaN in one matrix of a stack. */
  @Test
  void whereAZeroCountsTheLoopWaitsForTheRepair() {
    Random random = Seeds.random(1905);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int which = 1; which < 4; which++) {
        AnnihilatingGemm careful =
            new AnnihilatingGemm(new Gemm(false, true), (which & 1) != 0, (which & 2) != 0);
        for (int columns : new int[] {4, 300}) {
          Buffer a = Buffers.random(random, dtype, Shape.of(6, 20, 16));
          Buffer b = Buffers.random(random, dtype, Shape.of(6, columns, 16));
          Spec c = new Spec(dtype, Shape.of(6, 20, columns));
          Buffer other = Buffers.random(random, dtype, c.shape());
          hasTheBitsOfBoth(careful, a, b, c, other);
          set(a, 3 * 20 * 16 + 5, 0);
          set(b, 3 * columns * 16 + 5, Double.POSITIVE_INFINITY);
          set(b, 3 * columns * 16 + 16 + 5, Double.NaN);
          hasTheBitsOfBoth(careful, a, b, c, other);
          set(a, 3 * 20 * 16 + 16 + 7, Double.NEGATIVE_INFINITY);
          set(b, 3 * columns * 16 + 7, 0);
          hasTheBitsOfBoth(careful, a, b, c, other);
        }
      }
    }
  }

  private static void set(Buffer buffer, int at, double value) {
    Array.set(buffer.array(), at, buffer.dtype() == DType.FLOAT32 ? (Object) (float) value : value);
  }
}
