package dev.wengert.cpu.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernels;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Zeros that meet infinities in stacks of products. */
class AnnihilatingProductsTest {

  /** An infinity anywhere in a matrix that all products share is met by zeros in each of them. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aMatrixThatAllShareIsLookedAtToItsEnd(DType dtype) {
    Random random = Seeds.random(1906);
    for (boolean transposed : new boolean[] {false, true}) {
      AnnihilatingGemm kernel = new AnnihilatingGemm(new Gemm(transposed, false), false, true);
      for (int at : new int[] {0, 37, 159}) {
        double[] values = new double[160];
        Arrays.setAll(values, i -> random.nextGaussian());
        values[at] = Double.POSITIVE_INFINITY;
        int term = transposed ? at / 20 : at % 8;
        Shape one = transposed ? Shape.of(8, 20) : Shape.of(20, 8);
        Buffer shared = Buffers.of(dtype, one, values);
        Buffer a = shared.broadcastTo(Shape.of(6, one.side(0), one.side(1)));
        double[] factors = new double[6 * 8 * 30];
        Arrays.setAll(factors, i -> i / 30 % 8 == term ? 0 : random.nextGaussian());
        Buffer b = Buffers.of(dtype, Shape.of(6, 8, 30), factors);
        Spec c = new Spec(dtype, Shape.of(6, 20, 30));
        double[] found = Buffers.read(Kernels.run(kernel, c, a, b));
        assertThat(found)
            .as("%s, transposed %s, infinity at %s", dtype, transposed, at)
            .isEqualTo(Buffers.read(Kernels.run(kernel, c, a.copy(), b)));
        assertThat(Arrays.stream(found).allMatch(Double::isFinite)).isTrue();
      }
    }
  }
}
