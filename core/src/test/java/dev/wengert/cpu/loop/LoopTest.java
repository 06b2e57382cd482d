package dev.wengert.cpu.loop;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.testing.Seeds;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopTest {

  /** x0 * x1 - x2, exact in FLOAT64 to compare bit for bit. */
  private static final Loop LOOP =
      new Loop(LoopBody.of(input(0).times(input(1)).minus(input(2)), 3));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 13, 207, 511, 512, 513, 1025, 4098})
  void computesEachElementWhateverTheSize(int n) {
    Random random = Seeds.random(n);
    assertComputes(Shape.of(n), random(random, n), random(random, n), random(random, n));
    assertComputes(Shape.of(3, n), random(random, 3, n), random(random, n), random(random, 3, 1));
    assertComputes(Shape.of(n, 3), random(random, n, 3), random(random, n, 1), random(random, 3));
  }

  @Property(seed = "11", tries = 300)
  void broadcastsAlongAnyAxis(@ForAll long seed) {
    Random random = new Random(seed);
    int[] sides = new int[random.nextInt(5)];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = random.nextInt(5);
    }
    Shape shape = Shape.of(sides);
    assertComputes(shape, operand(random, shape), operand(random, shape), operand(random, shape));
  }

  /** An operand that broadcasts to a shape; now and then one that is a broadcast itself. */
  private static Buffer operand(Random random, Shape target) {
    int rank = random.nextInt(target.rank() + 1);
    int[] sides = new int[rank];
    int[] stored = new int[rank];
    for (int i = 0; i < rank; i++) {
      int side = target.side(target.rank() - rank + i);
      sides[i] = random.nextInt(3) == 0 ? 1 : side;
      stored[i] = random.nextInt(3) == 0 ? 1 : sides[i];
    }
    return random(random, stored).broadcastTo(Shape.of(sides));
  }

  private static Buffer random(Random random, int... sides) {
    return Buffers.random(random, DType.FLOAT64, Shape.of(sides));
  }

  private static Buffer assertComputes(Shape shape, Buffer a, Buffer b, Buffer c) {
    Buffer result = Kernels.run(LOOP, DType.FLOAT64, shape, a, b, c);
    for (int i = 0; i < shape.size(); i++) {
      int[] at = Buffers.index(shape, i);
      assertThat(Buffers.at(result, at))
          .as("%s %s %s at %s", a, b, c, at)
          .isEqualTo(
              Buffers.broadcastAt(a, at) * Buffers.broadcastAt(b, at) - Buffers.broadcastAt(c, at));
    }
    return result;
  }

  @Test
  void aResultThatDoesNotVaryAlongAnAxisStaysABroadcast() {
    Random random = Seeds.random(1);
    Buffer column = random(random, 4, 1).broadcastTo(Shape.of(4, 5000));
    Buffer scalar = random(random);
    Buffer result = assertComputes(Shape.of(4, 5000), column, scalar, scalar);
    assertThat(result.doubles()).hasSize(4);
    assertThat(result.strides()).containsExactly(1, 0);

    Buffer fill = Buffer.filled(new Spec(DType.FLOAT64, Shape.of(1000, 1000)), 3);
    Buffer filled = assertComputes(Shape.of(1000, 1000), fill, fill, scalar);
    assertThat(filled.isFill()).isTrue();
    assertThat(filled.doubles()).hasSize(1);
  }

  @Test
  void aResultThatVariesIsContiguous() {
    Random random = Seeds.random(2);
    Buffer result =
        assertComputes(Shape.of(2, 3), random(random, 2, 1), random(random, 3), random(random));
    assertThat(result.isContiguous()).isTrue();
  }

  @Test
  void aResultSharesNoArrayWithItsOperands() {
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(3));
    Buffer copy = Kernels.run(new Loop(LoopBody.of(input(0), 1)), DType.FLOAT64, Shape.of(3), x);
    assertThat(copy.doubles()).isNotSameAs(x.doubles()).containsExactly(0, 1, 2);
  }

  @Test
  void ranksMayDifferAndMayBeZero() {
    Random random = Seeds.random(3);
    assertComputes(Shape.SCALAR, random(random), random(random), random(random));
    assertComputes(Shape.of(1, 1, 1), random(random, 1), random(random), random(random, 1, 1, 1));
    assertComputes(
        Shape.of(2, 3, 4), random(random, 3, 1), random(random, 4), random(random, 2, 1, 1));
  }

  @Test
  void emptyOperandsGiveAnEmptyResult() {
    Random random = Seeds.random(4);
    assertComputes(Shape.of(0), random(random, 0), random(random, 1), random(random));
    assertComputes(Shape.of(3, 0), random(random, 3, 1), random(random, 1, 0), random(random, 0));
    assertComputes(Shape.of(0, 5), random(random, 1, 5), random(random, 0, 1), random(random, 5));
  }

  @Test
  void selectsByTruthValuesInTheDTypeOfTheNumbers() {
    Loop where = new Loop(LoopBody.of(select(logical(0), input(1), input(2)), 3));
    Buffer condition = Buffers.of(DType.BOOL, Shape.of(3, 1), 1, 0, 1);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
      Buffer result =
          Kernels.run(
              where,
              dtype,
              Shape.of(3, 2),
              condition,
              Buffers.of(dtype, Shape.of(2), 1, 2),
              Buffers.of(dtype, Shape.SCALAR, -7));
      assertThat(Buffers.read(result)).containsExactly(1, 2, -7, -7, 1, 2);
    }
  }

  @Test
  void selectDoesNotSeeWhatItDoesNotTake() {
    Loop where = new Loop(LoopBody.of(select(logical(0), input(1), constant(0)), 2));
    Buffer condition = Buffers.of(DType.BOOL, Shape.of(3), 1, 0, 0);
    Buffer x = Buffers.of(DType.FLOAT64, Shape.of(3), 5, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(Kernels.run(where, DType.FLOAT64, Shape.of(3), condition, x).doubles())
        .containsExactly(5, 0, 0);
  }

  @Test
  void comparisonsGiveTruthValues() {
    Loop between =
        new Loop(LoopBody.of(Expression.and(constant(0).le(input(0)), input(0).lt(2)), 1));
    Buffer x = Buffers.of(DType.FLOAT32, Shape.of(4), -1, 0, 2, Double.NaN);
    assertThat(Kernels.run(between, DType.BOOL, Shape.of(4), x).booleans())
        .containsExactly(false, true, false, false);
    Buffer n = Buffers.of(DType.INT32, Shape.of(3), -1, 1, 2);
    assertThat(Kernels.run(between, DType.BOOL, Shape.of(3), n).booleans())
        .containsExactly(false, true, false);
  }

  @Test
  void truthValuesAloneGiveTruthValues() {
    Loop implies = new Loop(LoopBody.of(Expression.or(Expression.not(logical(0)), logical(1)), 2));
    Buffer a = Buffers.of(DType.BOOL, Shape.of(4), 0, 0, 1, 1);
    Buffer b = Buffers.of(DType.BOOL, Shape.of(4), 0, 1, 0, 1);
    assertThat(Kernels.run(implies, DType.BOOL, Shape.of(4), a, b).booleans())
        .containsExactly(true, true, false, true);
  }

  @Test
  void constantsAreRoundedToTheDType() {
    Loop loop = new Loop(LoopBody.of(input(0).plus(0.1), 1));
    Buffer x = Buffers.of(DType.FLOAT32, Shape.of(1), 0.2f);
    assertThat(Kernels.run(loop, DType.FLOAT32, Shape.of(1), x).floats())
        .containsExactly(0.2f + 0.1f);
  }

  @Test
  void anUnusedOperandStillGivesTheShape() {
    Loop loop = new Loop(LoopBody.of(input(1), 2));
    Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(2, 3));
    Buffer y = Buffers.of(DType.FLOAT64, Shape.SCALAR, 4);
    assertThat(Buffers.read(Kernels.run(loop, DType.FLOAT64, Shape.of(2, 3), x, y)))
        .containsExactly(4, 4, 4, 4, 4, 4);
  }
}
