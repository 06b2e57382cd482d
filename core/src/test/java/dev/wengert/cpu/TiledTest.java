package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import dev.wengert.testing.Seeds;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chain of kernels has the bits of its kernels run one by one, however it is cut. */
class TiledTest {

  private static final LoopBody POWER =
      LoopBody.of(Expression.exp(Expression.input(0).minus(Expression.input(1))), 2);
  private static final LoopBody SCALED =
      LoopBody.of(Expression.input(0).div(Expression.input(1)).plus(Expression.input(2)), 3);

  /** Max along an axis, e^(x - max), its sum, the quotient plus another operand. */
  private static Tiled chain(Spec all, int axis) {
    ImmutableIntArray axes = ImmutableIntArray.of(axis);
    Spec one = all.withShape(all.shape().withSide(axis, 1));
    return new Tiled(
        axis,
        ImmutableList.of(
            Tiled.Step.of(Reduction.of(Fold.MAX, axes), one, 0),
            Tiled.Step.of(new Loop(POWER), all, 0, 2),
            Tiled.Step.of(Reduction.of(Fold.SUM, axes), one, 3),
            Tiled.Step.of(new Loop(SCALED), all, 3, 4, 1)));
  }

  /** The results of a chain whose steps run alone, each on whole operands. */
  private static Buffer[] oneByOne(Tiled chain, Buffer... inputs) {
    List<Buffer> values = new ArrayList<>(List.of(inputs));
    for (Tiled.Step step : chain.steps()) {
      Buffer[] taken = new Buffer[step.operands().length()];
      Arrays.setAll(taken, k -> values.get(step.operands().get(k)));
      values.addAll(
          List.of(Kernels.runAll(step.kernel(), step.results().toArray(new Spec[0]), taken)));
    }
    Buffer[] returned = new Buffer[chain.returned().length()];
    Arrays.setAll(returned, i -> values.get(inputs.length + chain.returned().get(i)));
    return returned;
  }

  private static void hasTheBitsOfItsSteps(Tiled chain, Buffer... inputs) {
    Buffer[] expected = oneByOne(chain, inputs);
    Spec[] specs = new Spec[expected.length];
    Arrays.setAll(specs, i -> expected[i].spec());
    for (int threads = 1; threads <= 3; threads++) {
      Buffer[][] got = new Buffer[1][];
      Threads.with(threads, () -> got[0] = Kernels.runAll(chain, specs, inputs));
      for (int i = 0; i < specs.length; i++) {
        assertThat(got[0][i].array())
            .as("result %s of %s, %s threads", i, inputs[0].spec(), threads)
            .isEqualTo(expected[i].array());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "2, 3, 5, 1",
    "100, 1, 13, 1",
    "100, 2, 1, 2",
    "64, 3, 207, 2",
    "333, 4, 129, 1",
    "9, 40, 33, 1",
    "40, 1, 4098, 2",
    "5, 7, 4098, 0",
    "300, 1, 1, 1",
    "0, 3, 4, 1",
    "3, 0, 4, 2"
  })
  void hasTheBitsOfItsSteps(int a, int b, int c, int axis) {
    Random random = Seeds.random(31L * a + b + c);
    Shape shape = Shape.of(a, b, c);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Spec all = new Spec(dtype, shape);
      Buffer x = Buffers.random(random, dtype, shape);
      Buffer before = x.copy();
      Buffer row = Buffers.random(random, dtype, Shape.of(c));
      Tiled chain = chain(all, axis);
      hasTheBitsOfItsSteps(chain, x, row);
      assertThat(x.array()).as("the operand is not written").isEqualTo(before.array());
    }
  }

  /**
   * A loop with two results, of which one is nowhere but in the tile; folds of a row; folds over
   * all rows, of columns, of everything, and of all but an axis between.
   */
  @ParameterizedTest
  @CsvSource({
    "700, 3, 50",
    "700, 1, 1000",
    "64, 16, 196",
    "333, 7, 129",
    "5, 2, 3000",
    "2, 1, 1",
    "1, 3, 4",
    "1000, 1, 3",
    "3000, 2, 2",
    "40, 3, 0"
  })
  void foldsOverAllRowsHaveTheirBits(int a, int b, int c) {
    Random random = Seeds.random(37L * a + b + c);
    Shape shape = Shape.of(a, b, c);
    LoopBody two =
        LoopBody.of(
            ImmutableList.of(
                Expression.input(0).times(Expression.input(1)),
                Expression.input(0).minus(Expression.input(1))),
            2);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Spec all = new Spec(dtype, shape);
      Spec rows = all.withShape(Shape.of(a, b, 1));
      Tiled chain =
          new Tiled(
              1,
              ImmutableDoubleArray.of(),
              ImmutableList.of(
                  new Tiled.Step(
                      new Loop(two), ImmutableIntArray.of(0, 1), ImmutableList.of(all, all)),
                  Tiled.Step.of(sum(2), rows, 3),
                  Tiled.Step.of(new Loop(POWER), all, 3, 4),
                  Tiled.Step.of(sum(0), all.withShape(Shape.of(1, b, c)), 2),
                  Tiled.Step.of(sum(0, 1, 2), all.withShape(Shape.SCALAR), 5),
                  Tiled.Step.of(sum(0, 2), all.withShape(Shape.of(b)), 0),
                  Tiled.Step.of(
                      Reduction.of(Fold.MAX, ImmutableIntArray.of(0, 1)),
                      all.withShape(Shape.of(c)),
                      2)),
              ImmutableIntArray.of(1, 4, 5, 6, 7));
      Buffer x = Buffers.random(random, dtype, shape);
      hasTheBitsOfItsSteps(chain, x, Buffers.random(random, dtype, Shape.of(b, c)));
    }
  }

  private static Reduction sum(int... axes) {
    return Reduction.of(Fold.SUM, ImmutableIntArray.copyOf(axes));
  }

  /** One row in all is outside of what is asked for: then every row is computed with care. */
  @Test
  void whatIsGuardedIsComputedAgainAsAWhole() {
    Shape shape = Shape.of(900, 300);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Spec all = new Spec(dtype, shape);
      Spec rows = all.withShape(Shape.of(900, 1));
      Tiled usual = new Tiled(1, ImmutableList.of(Tiled.Step.of(sum(1), rows, 0)));
      Kernel careful =
          new Tiled(
              1,
              ImmutableDoubleArray.of(8),
              ImmutableList.of(
                  Tiled.Step.of(Reduction.of(Fold.MAX, ImmutableIntArray.of(1)), rows, 0),
                  Tiled.Step.of(new Loop(Fold.MAX.body()), rows, 2, 1)),
              ImmutableIntArray.of(0, 1));
      Tiled chain =
          new Tiled(
              1,
              ImmutableDoubleArray.of(),
              ImmutableList.of(
                  new Tiled.Step(
                      new Guarded(usual, 0, -1e3, 1e3, () -> careful),
                      ImmutableIntArray.of(0),
                      ImmutableList.of(rows, rows)),
                  Tiled.Step.of(new Loop(SCALED), all, 0, 1, 2),
                  Tiled.Step.of(sum(0), all.withShape(Shape.of(300)), 3)),
              ImmutableIntArray.of(3, 1));
      Buffer x = Buffers.random(Seeds.random(41), dtype, shape);
      hasTheBitsOfItsSteps(chain, x);
      Buffer odd = x.copy();
      Array.set(odd.array(), 700 * 300 + 5, dtype == DType.FLOAT32 ? (Object) 1e30f : 1e30);
      hasTheBitsOfItsSteps(chain, odd);
    }
  }

  @Test
  void whatIsReadAgainIsNotWrittenOver() {
    // y = x + 1, z = y * 2, z - y: the result of the first step outlives the second.
    Spec spec = new Spec(DType.FLOAT64, Shape.of(1000, 3));
    Loop next = new Loop(LoopBody.of(Expression.input(0).plus(1), 1));
    Loop twice = new Loop(LoopBody.of(Expression.input(0).times(2), 1));
    Loop difference = new Loop(LoopBody.of(Expression.input(0).minus(Expression.input(1)), 2));
    Tiled chain =
        new Tiled(
            1,
            ImmutableList.of(
                Tiled.Step.of(next, spec, 0),
                Tiled.Step.of(twice, spec, 1),
                Tiled.Step.of(difference, spec, 2, 1)));
    Buffer x = Buffers.counting(DType.FLOAT64, spec.shape());
    double[] result = Kernels.run(chain, spec, x).doubles();
    for (int i = 0; i < result.length; i++) {
      assertThat(result[i]).isEqualTo(i + 1);
    }
  }

  @Test
  void whatIsReturnedIsNotWrittenOver() {
    // y = x + 1, z = y * 2: both are results, so z may not take the place of y.
    Spec spec = new Spec(DType.FLOAT64, Shape.of(1000, 3));
    Tiled chain =
        new Tiled(
            1,
            ImmutableDoubleArray.of(1, 2),
            ImmutableList.of(
                Tiled.Step.of(new Loop(Fold.SUM.body()), spec, 0, 1),
                Tiled.Step.of(new Loop(Fold.PRODUCT.body()), spec, 3, 2)),
            ImmutableIntArray.of(0, 1));
    Buffer x = Buffers.counting(DType.FLOAT64, spec.shape());
    Buffer[] results = Kernels.runAll(chain, new Spec[] {spec, spec}, x);
    for (int i = 0; i < spec.shape().size(); i++) {
      assertThat(results[0].doubles()[i]).isEqualTo(i + 1);
      assertThat(results[1].doubles()[i]).isEqualTo(2.0 * (i + 1));
    }
  }

  @Test
  void aStepIsReturnedAsOftenAsItIsAskedFor() {
    // y = x + 1, z = y * 2, returned as z, y, z.
    for (Shape shape : new Shape[] {Shape.of(1000, 3), Shape.of(1, 3)}) {
      Spec spec = new Spec(DType.FLOAT64, shape);
      Tiled chain =
          new Tiled(
              1,
              ImmutableDoubleArray.of(1, 2),
              ImmutableList.of(
                  Tiled.Step.of(new Loop(Fold.SUM.body()), spec, 0, 1),
                  Tiled.Step.of(new Loop(Fold.PRODUCT.body()), spec, 3, 2)),
              ImmutableIntArray.of(1, 0, 1));
      Buffer x = Buffers.counting(DType.FLOAT64, shape);
      Buffer[] results = Kernels.runAll(chain, new Spec[] {spec, spec, spec}, x);
      for (int i = 0; i < shape.size(); i++) {
        assertThat(results[0].doubles()[i]).isEqualTo(2.0 * (i + 1));
        assertThat(results[1].doubles()[i]).isEqualTo(i + 1);
        assertThat(results[2].doubles()[i]).isEqualTo(2.0 * (i + 1));
      }
    }
  }
}
