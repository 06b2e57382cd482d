package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Reduction;
import org.junit.jupiter.api.Test;

class GuardedTest {

  private static final Shape ROWS = Shape.of(2);

  /** Sums of squares of rows, and 7 with a scale of 5 where one of them is not in [1, 100]. */
  private static double[][] run(DType dtype, double... values) {
    LoopBody square = LoopBody.of(Expression.input(0).times(Expression.input(0)), 1);
    Kernel careful =
        new Host(
            (inputs, results) -> {
              Elements.fill(results[0].array(), 0, 2, 7);
              Elements.fill(results[1].array(), 0, 2, 5);
            });
    Guarded guarded =
        new Guarded(
            new Reduction(Fold.SUM, square, ImmutableIntArray.of(1)), 0, 1, 100, () -> careful);
    Buffer x = Buffers.of(dtype, Shape.of(2, 2), values);
    Spec row = new Spec(dtype, ROWS);
    Buffer[] found = Kernels.runAll(guarded, new Spec[] {row, row}, x);
    return new double[][] {Buffers.read(found[0]), Buffers.read(found[1])};
  }

  @Test
  void theUsualWayIsLeftWhereAResultIsOutside() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      assertThat(run(dtype, 3, 4, 1, 0)).isDeepEqualTo(new double[][] {{25, 1}, {1, 1}});
      for (double odd : new double[] {0.5, 11, 1e30, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThat(run(dtype, 3, 4, odd, 0)).isDeepEqualTo(new double[][] {{7, 7}, {5, 5}});
      }
    }
  }
}
