package dev.wengert.cpu.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link GatherRows} and {@link ScatterAddRows}, each against indexing one element after another.
 */
class GatherTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void takesRowsAlongAnyAxis(DType dtype) {
    Buffer x = Buffers.random(Seeds.random(3), dtype, Shape.of(4, 5, 6));
    Buffer list = index(Shape.of(5), 3, 0, 0, 2, 1);
    Buffer table = index(Shape.of(2, 3), 3, 3, 1, 0, 2, 1);
    for (int axis = 0; axis < 3; axis++) {
      assertGathers(x, list, axis);
      assertGathers(x, table, axis);
      assertGathers(x, index(Shape.SCALAR, 2), axis);
      assertGathers(x, index(Shape.of(0)), axis);
    }
  }

  @Test
  void takesFromBroadcastsAndByBroadcasts() {
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(3, 1)).broadcastTo(Shape.of(3, 2));
    assertGathers(x, index(Shape.of(2), 2, 0), 0);
    assertGathers(x, index(Shape.of(1), 1).broadcastTo(Shape.of(4)), 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32"})
  void addsRowsAlongAnyAxis(DType dtype) {
    Random random = Seeds.random(4);
    assertScatters(
        Buffers.random(random, dtype, Shape.of(5, 3)),
        index(Shape.of(5), 3, 0, 0, 2, 0),
        0,
        Shape.of(4, 3));
    assertScatters(
        Buffers.random(random, dtype, Shape.of(2, 4, 3)),
        index(Shape.of(4), 1, 1, 1, 0),
        1,
        Shape.of(2, 6, 3));
    assertScatters(
        Buffers.random(random, dtype, Shape.of(2, 2, 2)),
        index(Shape.of(2, 2), 0, 2, 2, 1),
        1,
        Shape.of(2, 3));
    assertScatters(
        Buffers.random(random, dtype, Shape.of(0, 3)), index(Shape.of(0)), 0, Shape.of(4, 3));
  }

  @Test
  void addsBroadcasts() {
    Buffer x = Buffers.of(DType.FLOAT64, Shape.of(2), 1, 2).broadcastTo(Shape.of(3, 2));
    assertScatters(x, index(Shape.of(3), 1, 1, 0), 0, Shape.of(2, 2));
  }

  @Test
  void sharesLeadingAxesWithTheIndex() {
    Buffer x = Buffers.random(Seeds.random(5), DType.FLOAT64, Shape.of(2, 3, 4, 2));
    Buffer index = index(Shape.of(2, 2), 3, 0, 1, 1);
    Shape result = Shape.of(2, 3, 2, 2);
    Buffer taken = Kernels.run(new GatherRows(2, 1), DType.FLOAT64, result, x, index);
    for (int i = 0; i < result.size(); i++) {
      int[] at = Buffers.index(result, i);
      int position = (int) Buffers.at(index, at[0], at[2]);
      assertThat(Buffers.at(taken, at)).isEqualTo(Buffers.at(x, at[0], at[1], position, at[3]));
    }
    Buffer back =
        Kernels.run(new ScatterAddRows(2, 1), DType.FLOAT64, Shape.of(2, 3, 4, 2), taken, index);
    // Position 1 of the second run was taken twice, and so counts twice.
    assertThat(Buffers.at(back, 1, 2, 1, 0)).isEqualTo(2 * Buffers.at(x, 1, 2, 1, 0));
    assertThat(Buffers.at(back, 0, 2, 3, 1)).isEqualTo(Buffers.at(x, 0, 2, 3, 1));
    assertThat(Buffers.at(back, 0, 2, 1, 1)).isZero();
  }

  /** So many that threads share the blocks, in ranges of several and a last one that is shorter. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void threadsShareBlocks(int width) {
    int blocks = 101;
    int side = 50;
    int count = 1500;
    Random random = Seeds.random(6);
    Buffer x = Buffers.random(random, DType.FLOAT64, Shape.of(blocks, side, width));
    double[] positions = random.ints((long) blocks * count, -side, side).asDoubleStream().toArray();
    Buffer index = index(Shape.of(blocks, count), positions);
    double[] from = Buffers.read(x);
    double[] taken = new double[blocks * count * width];
    double[] sums = new double[from.length];
    for (int i = 0; i < taken.length; i++) {
      int block = i / width / count;
      int row = Math.floorMod((int) positions[i / width], side);
      int at = (block * side + row) * width + i % width;
      taken[i] = from[at];
      sums[at] += taken[i];
    }
    for (int threads : new int[] {1, 4}) {
      Threads.with(
          threads,
          () -> {
            Shape rows = Shape.of(blocks, count, width);
            Buffer got = Kernels.run(new GatherRows(1, 1), DType.FLOAT64, rows, x, index);
            assertThat(Buffers.read(got)).isEqualTo(taken);
            Buffer back =
                Kernels.run(new ScatterAddRows(1, 1), DType.FLOAT64, x.shape(), got, index);
            assertThat(Buffers.read(back)).isEqualTo(sums);
          });
    }
  }

  @Test
  void countsFromTheEndAndNamesAPositionOutside() {
    Buffer x = Buffers.of(DType.FLOAT64, Shape.of(3), 5, 6, 7);
    Buffer ends = index(Shape.of(2), -1, -3);
    Buffer taken = Kernels.run(new GatherRows(0, 0), DType.FLOAT64, Shape.of(2), x, ends);
    assertThat(Buffers.read(taken)).containsExactly(7, 5);
    Buffer beyond = index(Shape.of(3), 0, 1, 3);
    assertThatThrownBy(
            () -> Kernels.run(new GatherRows(0, 0), DType.FLOAT64, Shape.of(3), x, beyond))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("gather: index 3 is outside axis 0 of size 3; positions go from -3 to 2");
    Buffer before = index(Shape.of(3), 0, 1, -4);
    assertThatThrownBy(
            () -> Kernels.run(new ScatterAddRows(0, 0), DType.FLOAT64, Shape.of(3), x, before))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("scatterAdd: index -4 is outside axis 0 of size 3; positions go from -3 to 2");
  }

  private static Buffer index(Shape shape, double... positions) {
    return Buffers.of(DType.INT32, shape, positions);
  }

  /** The sides of x with those of the index in the place of the axis. */
  private static Shape spliced(Shape x, Shape index, int axis) {
    int[] sides = Arrays.copyOf(x.sides(), x.rank() - 1 + index.rank());
    System.arraycopy(index.sides(), 0, sides, axis, index.rank());
    System.arraycopy(x.sides(), axis + 1, sides, axis + index.rank(), x.rank() - axis - 1);
    return Shape.of(sides);
  }

  /** Where an element of the spliced shape lies in the unspliced one. */
  private static int[] source(int[] at, Buffer index, int axis) {
    int indexRank = index.shape().rank();
    int[] from = new int[at.length - indexRank + 1];
    System.arraycopy(at, 0, from, 0, axis);
    from[axis] = (int) Buffers.at(index, Arrays.copyOfRange(at, axis, axis + indexRank));
    System.arraycopy(at, axis + indexRank, from, axis + 1, from.length - axis - 1);
    return from;
  }

  private static void assertGathers(Buffer x, Buffer index, int axis) {
    Shape result = spliced(x.shape(), index.shape(), axis);
    Buffer taken = Kernels.run(new GatherRows(axis, 0), x.dtype(), result, x, index);
    for (int i = 0; i < result.size(); i++) {
      int[] at = Buffers.index(result, i);
      assertThat(Buffers.at(taken, at)).isEqualTo(Buffers.at(x, source(at, index, axis)));
    }
  }

  private static void assertScatters(Buffer x, Buffer index, int axis, Shape result) {
    double[] expected = new double[result.size()];
    int[] strides = result.strides();
    for (int i = 0; i < x.shape().size(); i++) {
      int[] at = Buffers.index(x.shape(), i);
      int[] to = source(at, index, axis);
      int into = 0;
      for (int k = 0; k < to.length; k++) {
        into += to[k] * strides[k];
      }
      double sum = expected[into] + Buffers.at(x, at);
      expected[into] = x.dtype() == DType.FLOAT32 ? (float) sum : sum;
    }
    Buffer added = Kernels.run(new ScatterAddRows(axis, 0), x.dtype(), result, x, index);
    assertThat(Buffers.read(added)).containsExactly(expected);
  }
}
