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
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Tiled;
import dev.wengert.testing.Seeds;
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

  private static Buffer oneByOne(Tiled chain, Buffer... inputs) {
    Buffer[] values = java.util.Arrays.copyOf(inputs, inputs.length + chain.steps().size());
    for (int i = 0; i < chain.steps().size(); i++) {
      Tiled.Step step = chain.steps().get(i);
      Buffer[] taken = new Buffer[step.operands().length()];
      java.util.Arrays.setAll(taken, k -> values[step.operands().get(k)]);
      values[inputs.length + i] = Kernels.run(step.kernel(), step.result(), taken);
    }
    return values[values.length - 1];
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
      Buffer expected = oneByOne(chain, x, row);
      for (int threads = 1; threads <= 3; threads++) {
        Buffer[] got = new Buffer[1];
        Threads.with(threads, () -> got[0] = Kernels.run(chain, all, x, row));
        assertThat(got[0].array()).as("%s, %s threads", all, threads).isEqualTo(expected.array());
      }
      assertThat(x.array()).as("the operand is not written").isEqualTo(before.array());
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
