package dev.wengert.cpu.fold;

import static dev.wengert.expression.Expression.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Reduction;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionTest {

  private static final LoopBody ELEMENT = LoopBody.of(input(0), 1);

  static Stream<Shape> shapes() {
    return Stream.of(
        Shape.SCALAR,
        Shape.of(5),
        Shape.of(1),
        Shape.of(0),
        Shape.of(3, 4),
        Shape.of(1, 6),
        Shape.of(6, 1),
        Shape.of(0, 3),
        Shape.of(3, 0),
        Shape.of(2, 3, 4),
        Shape.of(2, 1, 4),
        Shape.of(2, 0, 3),
        Shape.of(2, 3, 4, 5),
        Shape.of(1, 3, 1, 5),
        Shape.of(2, 3, 1, 1),
        Shape.of(2, 0, 3, 2));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void foldsAnySetOfAxes(Shape shape) {
    Random random = Seeds.random(5);
    for (int set = 0; set < 1 << shape.rank(); set++) {
      int[] axes = axes(set);
      for (Fold fold : Fold.values()) {
        Buffer x = Buffers.random(random, DType.FLOAT64, shape);
        assertFolds(fold, ELEMENT, axes, shape, x);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void foldsAnExpressionOfBroadcastOperands(Shape shape) {
    Random random = Seeds.random(6);
    LoopBody product = LoopBody.of(input(0).times(input(1)), 2);
    for (int set = 0; set < 1 << shape.rank(); set++) {
      int[] ones = new int[shape.rank()];
      for (int axis = 0; axis < ones.length; axis++) {
        ones[axis] = random.nextBoolean() ? 1 : shape.side(axis);
      }
      Buffer x = Buffers.random(random, DType.FLOAT64, shape);
      Buffer y = Buffers.random(random, DType.FLOAT64, Shape.of(ones));
      assertFolds(Fold.SUM, product, axes(set), shape, x, y);
      assertFolds(Fold.MAX, product, axes(set), shape, y.broadcastTo(shape), x);
    }
  }

  /** A broadcast that is summed counts its value once for each element it stands for. */
  @Test
  void foldsOverABroadcast() {
    Buffer row = Buffers.of(DType.FLOAT64, Shape.of(3), 1, 2, 3).broadcastTo(Shape.of(700, 3));
    assertThat(reduce(Fold.SUM, row, DType.FLOAT64, Shape.of(3), 0).doubles())
        .containsExactly(700, 1400, 2100);
    assertThat(reduce(Fold.SUM, row, DType.FLOAT64, Shape.of(700), 1).doubles()).containsOnly(6);
    Buffer fill = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(30, 50)), 2);
    assertThat(reduce(Fold.SUM, fill, DType.FLOAT64, Shape.SCALAR, 0, 1).doubles())
        .containsExactly(3000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 13, 207, 511, 512, 513, 1025, 4098})
  void foldsRowsAndColumnsOfAnyLength(int n) {
    Random random = Seeds.random(n);
    for (Shape shape : new Shape[] {Shape.of(n, 3), Shape.of(3, n), Shape.of(2, n, 2)}) {
      Buffer x = Buffers.random(random, DType.FLOAT64, shape);
      for (int set = 0; set < 1 << shape.rank(); set++) {
        assertFolds(Fold.SUM, ELEMENT, axes(set), shape, x);
        assertFolds(Fold.MIN, ELEMENT, axes(set), shape, x);
      }
    }
  }

  /** Counted exactly, in whole numbers far below 2^24 and 2^53. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32"})
  void sumsWholeNumbersExactly(DType dtype) {
    Buffer x = Buffers.counting(dtype, Shape.of(1025));
    assertThat(Buffers.read(reduce(Fold.SUM, x, dtype, Shape.SCALAR, 0))).containsExactly(524800);
  }

  @Test
  void aLongFloat32SumKeepsItsDigits() {
    int n = 1_000_003;
    Random random = Seeds.random(8);
    float[] values = new float[n];
    double exact = 0;
    for (int i = 0; i < n; i++) {
      values[i] = 0.1f + random.nextFloat();
      exact += values[i];
    }
    Buffer rows = Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(n)), values);
    double sum = reduce(Fold.SUM, rows, DType.FLOAT32, Shape.SCALAR, 0).floats()[0];
    assertThat(sum).isCloseTo(exact, within(1e-6 * exact));
    Buffer column = Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(n, 1)), values);
    double again = reduce(Fold.SUM, column, DType.FLOAT32, Shape.of(1), 0).floats()[0];
    assertThat(again).isCloseTo(exact, within(1e-6 * exact));
  }

  /** A chain of n additions of 0.1f to a float would be off by 1% here. */
  @Test
  void columnsOfALongFloat32MatrixKeepTheirDigits() {
    int n = 1_000_000;
    float[] values = new float[2 * n];
    Arrays.fill(values, 0.1f);
    Buffer x = Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(n, 2)), values);
    double exact = (double) 0.1f * n;
    for (float sum : reduce(Fold.SUM, x, DType.FLOAT32, Shape.of(2), 0).floats()) {
      assertThat((double) sum).isCloseTo(exact, within(1e-6 * exact));
    }
  }

  @Test
  void aLongFloat64SumKeepsItsDigits() {
    int n = 1_000_000;
    double[] values = new double[n];
    Arrays.fill(values, 0.1);
    Buffer x = Buffer.wrap(new Spec(DType.FLOAT64, Shape.of(n)), values);
    double exact = 0.1 * n;
    assertThat(reduce(Fold.SUM, x, DType.FLOAT64, Shape.SCALAR, 0).doubles()[0])
        .isCloseTo(exact, within(1e-14 * exact));
  }

  @Test
  void int32WrapsAround() {
    int big = Integer.MAX_VALUE;
    Buffer x = Buffers.of(DType.INT32, Shape.of(3), big, 1, 5);
    assertThat(reduce(Fold.SUM, x, DType.INT32, Shape.SCALAR, 0).ints())
        .containsExactly(big + 1 + 5);
    Buffer y = Buffers.of(DType.INT32, Shape.of(2, 2), big, 3, 7, 65537);
    assertThat(reduce(Fold.SUM, y, DType.INT32, Shape.of(2), 0).ints())
        .containsExactly(big + 7, 65540);
    assertThat(reduce(Fold.PRODUCT, y, DType.INT32, Shape.SCALAR, 0, 1).ints())
        .containsExactly(big * 3 * 7 * 65537);
    assertThat(reduce(Fold.PRODUCT, y, DType.INT32, Shape.of(2), 0).ints())
        .containsExactly(big * 7, 3 * 65537);
  }

  @Test
  void nothingFoldsToTheNeutralElement() {
    Buffer none = Buffers.counting(DType.FLOAT64, Shape.of(0, 2));
    assertThat(reduce(Fold.SUM, none, DType.FLOAT64, Shape.of(2), 0).doubles()).containsOnly(0);
    assertThat(reduce(Fold.PRODUCT, none, DType.FLOAT64, Shape.of(2), 0).doubles()).containsOnly(1);
    assertThat(reduce(Fold.MAX, none, DType.FLOAT64, Shape.of(2), 0).doubles())
        .containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(reduce(Fold.MIN, none, DType.FLOAT64, Shape.SCALAR, 0, 1).doubles())
        .containsOnly(Double.POSITIVE_INFINITY);
    assertThat(reduce(Fold.SUM, none, DType.FLOAT64, Shape.of(0), 1).doubles()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Fold.class)
  void aNaNAnywhereIsNaN(Fold fold) {
    for (int at : new int[] {0, 5, 6, 1030}) {
      Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(1031));
      x.doubles()[at] = Double.NaN;
      assertThat(reduce(fold, x, DType.FLOAT64, Shape.SCALAR, 0).doubles()[0]).isNaN();
    }
  }

  /** The same array gives the same bits, whatever else is reduced along with it. */
  @Test
  void theOrderOfASumDependsOnTheShapeAlone() {
    Random random = Seeds.random(9);
    Buffer x = Buffers.random(random, DType.FLOAT32, Shape.of(4, 5000));
    float[] all = reduce(Fold.SUM, x, DType.FLOAT32, Shape.of(4), 1).floats();
    float[] again = reduce(Fold.SUM, x.copy(), DType.FLOAT32, Shape.of(4), 1).floats();
    assertThat(again).containsExactly(all);
  }

  private static int[] axes(int set) {
    int[] axes = new int[Integer.bitCount(set)];
    int at = 0;
    for (int axis = 0; axis < 31; axis++) {
      if ((set >> axis & 1) != 0) {
        axes[at++] = axis;
      }
    }
    return axes;
  }

  private static Buffer reduce(Fold fold, Buffer x, DType dtype, Shape result, int... axes) {
    return Kernels.run(Reduction.of(fold, ImmutableIntArray.copyOf(axes)), dtype, result, x);
  }

  /** Against one pass over all elements in order. */
  private static void assertFolds(
      Fold fold, LoopBody body, int[] axes, Shape space, Buffer... operands) {
    Shape kept = space.reduced(axes, false);
    double[] expected = new double[kept.size()];
    double[] size = new double[kept.size()];
    Arrays.fill(
        expected,
        switch (fold) {
          case SUM -> 0;
          case PRODUCT -> 1;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        });
    for (int i = 0; i < space.size(); i++) {
      int[] index = Buffers.index(space, i);
      double value = 1;
      for (Buffer operand : operands) {
        value *= Buffers.broadcastAt(operand, index);
      }
      int into = 0;
      for (int axis = 0; axis < space.rank(); axis++) {
        if (Arrays.binarySearch(axes, axis) < 0) {
          into = into * space.side(axis) + index[axis];
        }
      }
      size[into] += Math.abs(value);
      expected[into] =
          switch (fold) {
            case SUM -> expected[into] + value;
            case PRODUCT -> expected[into] * value;
            case MAX -> Math.max(expected[into], value);
            case MIN -> Math.min(expected[into], value);
          };
    }
    Reduction reduction = new Reduction(fold, body, ImmutableIntArray.copyOf(axes));
    double[] actual = Buffers.read(Kernels.run(reduction, DType.FLOAT64, kept, operands));
    for (int i = 0; i < expected.length; i++) {
      double tolerance =
          switch (fold) {
            case SUM -> 1e-14 * size[i];
            case PRODUCT -> 1e-13 * Math.abs(expected[i]);
            case MAX, MIN -> 0;
          };
      boolean same = actual[i] == expected[i] || Math.abs(actual[i] - expected[i]) <= tolerance;
      assertThat(same)
          .as("%s of %s along %s: %s, not %s", fold, space, axes, actual[i], expected[i])
          .isTrue();
    }
  }
}
