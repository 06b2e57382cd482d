package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.FlatPositions;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.GatherRows;
import dev.wengert.kernel.Guarded;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.MatrixFunction;
import dev.wengert.kernel.RangeCheck;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.ScatterAddRows;
import dev.wengert.kernel.Tiled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A kernel that refuses numbers says that it can. */
class RefusalTest {

  private static final Spec INTEGERS = new Spec(DType.INT32, Shape.of(2));
  private static final Spec NUMBERS = new Spec(DType.FLOAT64, Shape.of(2));
  private static final Spec INTEGER = new Spec(DType.INT32, Shape.SCALAR);
  private static final Buffer ZEROS = Buffer.filled(INTEGERS, 0);
  private static final Buffer BEYOND = Buffer.filled(INTEGERS, 7);
  private static final Buffer X = Buffer.filled(NUMBERS, 0);
  private static final ImmutableIntArray FIRST = ImmutableIntArray.of(0);

  private static final LoopBody QUOTIENT =
      LoopBody.of(Expression.input(0).div(Expression.input(1)), 2);

  private static boolean says(Kernel kernel, Buffer... inputs) {
    return kernel.canThrow(Arrays.stream(inputs).map(Buffer::spec).toArray(Spec[]::new));
  }

  private static void refuses(Kernel kernel, Spec result, Buffer... inputs) {
    assertThatThrownBy(() -> new Cpu().run(kernel, inputs, new Spec[] {result}))
        .as("%s", kernel)
        .isInstanceOf(RuntimeException.class);
    assertThat(says(kernel, inputs)).as("what %s says", kernel).isTrue();
  }

  @Test
  void positionsOutsideAreRefused() {
    refuses(new GatherRows(0, 0), NUMBERS, X, BEYOND);
    refuses(new ScatterAddRows(0, 0), NUMBERS, X, BEYOND);
    refuses(new FlatPositions("index", FIRST, ImmutableIntArray.of(2)), INTEGERS, BEYOND);
    refuses(new RangeCheck("check", "class", 1, "classes"), INTEGERS, BEYOND);
  }

  @Test
  void wholeNumbersAreNotDividedByZero() {
    refuses(new Loop(QUOTIENT), INTEGERS, ZEROS, ZEROS);
    refuses(new Reduction(Fold.SUM, QUOTIENT, FIRST), INTEGER, ZEROS, ZEROS);
    Tiled.Step step = Tiled.Step.of(new Loop(QUOTIENT), INTEGERS, 0, 1);
    refuses(new Tiled(1, ImmutableList.of(step)), INTEGERS, ZEROS, ZEROS);
  }

  @Test
  void whatJavaFunctionsRefuseIsNotKnown() {
    RuntimeException thrown = new IllegalArgumentException("no");
    Host host =
        new Host(
            (inputs, results) -> {
              throw thrown;
            });
    refuses(host, NUMBERS, X);
    refuses(
        new MatrixFunction(
            1,
            (matrices, index) -> {
              throw thrown;
            }),
        NUMBERS,
        X);
    assertThat(says(new Guarded(host, 0, 0, 1, () -> host), X)).isTrue();
  }

  @Test
  void othersTakeAnyNumbers() {
    assertThat(says(new Loop(QUOTIENT), X, X)).isFalse();
    assertThat(says(new Reduction(Fold.SUM, QUOTIENT, FIRST), X, X)).isFalse();
    assertThat(says(Reduction.of(Fold.SUM, FIRST), ZEROS)).isFalse();
    LoopBody sum = LoopBody.of(Expression.input(0).plus(Expression.input(1)), 2);
    assertThat(says(new Loop(sum), ZEROS, ZEROS)).isFalse();
    Tiled.Step step = Tiled.Step.of(new Loop(QUOTIENT), NUMBERS, 0, 1);
    assertThat(says(new Tiled(1, ImmutableList.of(step)), X, X)).isFalse();
  }
}
