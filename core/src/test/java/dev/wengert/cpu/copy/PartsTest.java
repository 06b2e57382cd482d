package dev.wengert.cpu.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Parts;
import org.junit.jupiter.api.Test;

class PartsTest {

  @Test
  void readsEachPartFromItsOffset() {
    Buffer operand = Buffers.counting(DType.FLOAT64, Shape.of(2, 3));
    Kernel parts = new Parts(ImmutableIntArray.of(0, 2), ImmutableIntArray.of(3, 1));
    Buffer[] results =
        Kernels.runAll(
            parts,
            new Spec[] {
              new Spec(DType.FLOAT64, Shape.of(2, 2)), new Spec(DType.FLOAT64, Shape.of(2, 1))
            },
            operand);
    assertThat((double[]) results[0].array()).containsExactly(0, 1, 3, 4);
    assertThat((double[]) results[1].array()).containsExactly(2, 5);
  }
}
