package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kernel writes every element of its results, whatever they held: what is left out, added to
 * or covered by padding, sums of nothing, and results without elements.
 */
class DestinationsTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyElementIsWritten(DType dtype) {
    Set<Class<?>> tried = new HashSet<>();
    for (KernelCase c : KernelCase.all(dtype)) {
      // The helper fills poisoned destinations and compares.
      Buffer[] results = Kernels.runAll(c.kernel(), c.results(), c.inputs());
      assertThat(Arrays.stream(results).map(Buffer::spec)).containsExactly(c.results());
      tried.add(c.kernel().getClass());
    }
    assertThat(tried).containsExactlyInAnyOrder(Kernel.class.getPermittedSubclasses());
  }

  @Test
  void aProductOfNothingIsZero() {
    Buffer a = Buffers.counting(DType.FLOAT32, Shape.of(2, 0));
    Buffer b = Buffers.counting(DType.FLOAT32, Shape.of(0, 3));
    assertThat(Kernels.run(new Gemm(false, false), DType.FLOAT32, Shape.of(2, 3), a, b).floats())
        .containsOnly(0)
        .hasSize(6);
  }
}
