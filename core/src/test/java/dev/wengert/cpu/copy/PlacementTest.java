package dev.wengert.cpu.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Placement;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void writesIntoZerosWithAnyStrides(DType dtype) {
    Random random = Seeds.random(2);
    Buffer x = Buffers.random(random, dtype, Shape.of(3, 2));
    assertPlaces(Shape.of(5, 4), strides(4, 1), offsets(5), x);
    assertPlaces(Shape.of(5, 4), strides(-8, 3), offsets(16), x);
    assertPlaces(Shape.of(2, 3), strides(1, 3), offsets(0), x);
    Buffer y = Buffers.random(random, dtype, Shape.of(1, 2));
    assertPlaces(Shape.of(4, 2), strides(2, 1), offsets(0, 6), x, y);
    Buffer none = Buffers.random(random, dtype, Shape.of(0, 2));
    assertPlaces(Shape.of(4, 2), strides(2, 1), offsets(0, 6, 6), x, none, y);
  }

  @Test
  void writesABroadcastOut() {
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(2, 1)).broadcastTo(Shape.of(2, 3));
    assertPlaces(Shape.of(2, 5), strides(5, 1), offsets(1), x);
    assertPlaces(Shape.of(2, 5), strides(5, -2), offsets(4), x);
  }

  @Test
  void writesAScalar() {
    assertPlaces(
        Shape.of(2, 2),
        ImmutableIntArray.of(),
        offsets(3),
        Buffers.of(DType.INT32, Shape.SCALAR, 7));
  }

  private static ImmutableIntArray strides(int... strides) {
    return ImmutableIntArray.copyOf(strides);
  }

  private static ImmutableIntArray offsets(int... offsets) {
    return ImmutableIntArray.copyOf(offsets);
  }

  private static void assertPlaces(
      Shape result, ImmutableIntArray strides, ImmutableIntArray offsets, Buffer... operands) {
    double[] expected = new double[result.size()];
    for (int k = 0; k < operands.length; k++) {
      for (int i = 0; i < operands[k].shape().size(); i++) {
        int[] at = Buffers.index(operands[k].shape(), i);
        int into = offsets.get(k);
        for (int axis = 0; axis < at.length; axis++) {
          into += at[axis] * strides.get(axis);
        }
        expected[into] = Buffers.at(operands[k], at);
      }
    }
    Buffer actual =
        Kernels.run(new Placement(offsets, strides), operands[0].dtype(), result, operands);
    assertThat(Buffers.read(actual)).containsExactly(expected);
  }
}
