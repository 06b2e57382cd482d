package dev.wengert.cpu.fold;

import static dev.wengert.expression.Expression.input;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A fold adds up in an order that follows from the shape of its space, the folded axes and the
 * dtype alone: not from how operands lie in memory, nor from what is fused into it.
 */
class FoldOrderTest {

  private static final LoopBody PRODUCT = LoopBody.of(input(0).times(input(1)), 2);

  /** Short and long, round and odd: rows that share a block, and blocks that end within a row. */
  private static final int[] SIDES = {1, 2, 3, 5, 7, 31, 33, 64, 97, 300, 2048, 2050, 5000};

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aBroadcastOperandFoldsLikeItsCopy(DType dtype) {
    Random random = new Random(11);
    for (int trial = 0; trial < 120; trial++) {
      Shape space = space(random);
      Buffer x = broadcast(random, dtype, space);
      Buffer copy = x.copy();
      ImmutableIntArray axes = axes(random, space);
      for (Fold fold : new Fold[] {Fold.SUM, Fold.PRODUCT}) {
        Reduction reduction = Reduction.of(fold, axes);
        assertSame(reduction, space, run(reduction, space, x), run(reduction, space, copy));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aFusedFoldIsTheFoldOfWhatIsFused(DType dtype) {
    Random random = new Random(12);
    for (int trial = 0; trial < 120; trial++) {
      Shape space = space(random);
      Buffer x = broadcast(random, dtype, space);
      Buffer y =
          random.nextBoolean() ? broadcast(random, dtype, space) : full(random, dtype, space);
      Buffer product = Kernels.run(new Loop(PRODUCT), dtype, space, x, y);
      ImmutableIntArray axes = axes(random, space);
      Buffer fused = run(new Reduction(Fold.SUM, PRODUCT, axes), space, x, y);
      Reduction sum = Reduction.of(Fold.SUM, axes);
      assertSame(sum, space, fused, run(sum, space, product));
      assertSame(sum, space, fused, run(sum, space, product.copy()));
    }
  }

  /** All of a matrix times a row: what one adds up by rows, the other as one list. */
  @Test
  void aMatrixTimesARowAddsUpAsOneList() {
    for (int rows : new int[] {2, 3, 5, 40}) {
      for (int columns : new int[] {3, 7, 64, 65}) {
        Random random = new Random(rows * 100L + columns);
        Shape space = Shape.of(rows, columns);
        Buffer x = full(random, DType.FLOAT32, space);
        Buffer b = Buffers.random(random, DType.FLOAT32, Shape.of(columns));
        Buffer product = Kernels.run(new Loop(PRODUCT), DType.FLOAT32, space, x, b);
        ImmutableIntArray axes = ImmutableIntArray.of(0, 1);
        Reduction sum = Reduction.of(Fold.SUM, axes);
        assertSame(
            sum,
            space,
            run(new Reduction(Fold.SUM, PRODUCT, axes), space, x, b),
            run(sum, space, product));
      }
    }
  }

  private static Buffer run(Reduction reduction, Shape space, Buffer... operands) {
    Shape kept = space.reduced(reduction.axes().toArray(), false);
    return Kernels.run(reduction, operands[0].dtype(), kept, operands);
  }

  private static void assertSame(Reduction reduction, Shape space, Buffer actual, Buffer expected) {
    assertThat(Buffers.read(actual))
        .as("%s of %s along %s", reduction.fold(), space, reduction.axes())
        .containsExactly(Buffers.read(expected));
  }

  private static Shape space(Random random) {
    int[] sides = new int[1 + random.nextInt(4)];
    int size = 1;
    for (int axis = 0; axis < sides.length; axis++) {
      sides[axis] = SIDES[random.nextInt(SIDES.length)];
      while (size * sides[axis] > 20_000) {
        sides[axis] = Math.max(1, sides[axis] / 3);
      }
      size *= sides[axis];
    }
    return Shape.of(sides);
  }

  private static ImmutableIntArray axes(Random random, Shape space) {
    ImmutableIntArray.Builder axes = ImmutableIntArray.builder();
    int set = 1 + random.nextInt((1 << space.rank()) - 1);
    for (int axis = 0; axis < space.rank(); axis++) {
      if ((set >> axis & 1) != 0) {
        axes.add(axis);
      }
    }
    return axes.build();
  }

  /** A buffer over the space that is the same along some of its axes. */
  private static Buffer broadcast(Random random, DType dtype, Shape space) {
    int[] sides = space.sides();
    for (int axis = 0; axis < sides.length; axis++) {
      sides[axis] = random.nextBoolean() ? 1 : sides[axis];
    }
    return full(random, dtype, Shape.of(sides)).broadcastTo(space);
  }

  /** Numbers near 1, so that products of thousands stay finite. */
  private static Buffer full(Random random, DType dtype, Shape shape) {
    Buffer result = Buffer.allocate(new Spec(dtype, shape));
    for (int i = 0; i < shape.size(); i++) {
      double value = 1 + random.nextGaussian() * 1e-2;
      if (dtype == DType.FLOAT32) {
        result.floats()[i] = (float) value;
      } else {
        result.doubles()[i] = value;
      }
    }
    return result;
  }
}
