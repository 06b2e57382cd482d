package dev.wengert.cpu.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.StridedCopy;
import dev.wengert.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StridedCopyTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void readsWithAnyStrides(DType dtype) {
    Buffer x = Buffers.random(Seeds.random(1), dtype, Shape.of(4, 5, 6));
    assertCopies(x, Shape.of(6, 5, 4), 0, 1, 6, 30);
    assertCopies(x, Shape.of(4, 5, 6), 119, -30, -6, -1);
    assertCopies(x, Shape.of(2, 3), 31, 60, 2);
    assertCopies(x, Shape.of(3, 2), 5, 0, -3);
    assertCopies(x, Shape.SCALAR, 77);
    assertCopies(x, Shape.of(0, 3), 0, 1, 1);
    assertCopies(x, Shape.of(1, 1, 6), 6, 1, 1, 1);
  }

  @Test
  void readsABroadcastAsTheListItStandsFor() {
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(3, 1)).broadcastTo(Shape.of(3, 4));
    assertCopies(x, Shape.of(4, 3), 0, 1, 4);
    assertCopies(x, Shape.of(2, 2), 11, -8, -1);
  }

  @Test
  void aFillStaysAFill() {
    Buffer x = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(1000, 1000)), 3);
    Buffer part = assertCopies(x, Shape.of(10, 20), 5, 1000, 1);
    assertThat(part.isFill()).isTrue();
    assertThat(part.doubles()).hasSize(1);
  }

  private static Buffer assertCopies(Buffer x, Shape result, int offset, int... strides) {
    StridedCopy kernel = new StridedCopy(offset, ImmutableIntArray.copyOf(strides));
    double[] list = Buffers.read(x);
    Buffer copy = Kernels.run(kernel, x.dtype(), result, x);
    for (int i = 0; i < result.size(); i++) {
      int[] at = Buffers.index(result, i);
      int from = offset;
      for (int axis = 0; axis < at.length; axis++) {
        from += at[axis] * strides[axis];
      }
      assertThat(Buffers.at(copy, at)).as("%s at %s", kernel, at).isEqualTo(list[from]);
    }
    return copy;
  }
}
