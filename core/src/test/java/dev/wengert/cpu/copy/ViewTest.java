package dev.wengert.cpu.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.View;
import org.junit.jupiter.api.Test;

class ViewTest {

  private static Buffer view(Buffer x, int... sides) {
    return Kernels.run(new View(), x.dtype(), Shape.of(sides), x);
  }

  @Test
  void reshapesAndStretchesWithoutACopy() {
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(2, 3));
    assertThat(view(x, 3, 2).array()).isSameAs(x.array());
    assertThat(Buffers.read(view(x, 3, 2))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(view(x, 2, 2, 3).array()).isSameAs(x.array());
    assertThat(Buffers.read(view(x, 2, 2, 3))).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
  }

  @Test
  void reshapesABroadcastAsTheListItStandsFor() {
    Buffer x = Buffers.of(DType.INT32, Shape.of(2, 1), 7, 8).broadcastTo(Shape.of(2, 3));
    assertThat(Buffers.read(view(x, 3, 2))).containsExactly(7, 7, 7, 8, 8, 8);
  }

  @Test
  void keepsFillsAndEmpties() {
    Buffer fill = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(6)), 2);
    assertThat(view(fill, 2, 3).isFill()).isTrue();
    assertThat(Buffers.read(view(fill, 2, 3))).containsExactly(2, 2, 2, 2, 2, 2);
    Buffer empty = Buffers.counting(DType.FLOAT64, Shape.of(0, 3));
    assertThat(view(empty, 3, 0).shape()).isEqualTo(Shape.of(3, 0));
    assertThat(view(Buffers.counting(DType.FLOAT64, Shape.of(1)), 0).shape())
        .isEqualTo(Shape.of(0));
  }
}
