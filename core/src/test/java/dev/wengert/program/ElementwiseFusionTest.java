package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Keep;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.kernel.Loop;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ElementwiseFusionTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);

  private static Body fused(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    return new ElementwiseFusion().apply(Bodies.record(f, specs));
  }

  @Test
  void aChainIsOneLoop() {
    Body body =
        fused(
            in -> List.of(TANH.apply(in.get(0).times(2)).plus(in.get(1))),
            Bodies.spec(4),
            Bodies.spec(4));
    assertThat(body)
        .hasToString(
            """
            %0 = input : FLOAT64[4]
            %1 = input : FLOAT64[4]
            %2 = fused[mul, tanh, add] %0 2.0 %1 : FLOAT64[4]
            return %2
            """);
  }

  /** What others take is a result, and what takes the same operand is computed beside it. */
  @Test
  void aLoopHasSeveralResults() {
    Body body =
        fused(
            in -> {
              Tensor y = in.get(0).times(2);
              Tensor total = Sum.of(y, false);
              return List.of(y, TANH.apply(y), in.get(0).plus(1), total);
            },
            Bodies.spec(4));
    assertThat(Bodies.titles(body))
        .containsExactly("fused[mul, tanh, add]", "sum[axes=[0], keep=false]");
    assertThat(body.instructions().get(0).results()).hasSize(3);
  }

  /** The sum stands between the two: the second takes it, and it takes the first. */
  @Test
  void whatHasSomebodyBetweenDoesNotJoin() {
    Body body =
        fused(
            in -> {
              Tensor y = TANH.apply(in.get(0));
              return List.of(y.div(Sum.of(y, false)));
            },
            Bodies.spec(4));
    assertThat(Bodies.titles(body)).containsExactly("tanh", "sum[axes=[0], keep=false]", "div");
  }

  /** Two loops would each have to come before the other: one of them joins, the other does not. */
  @Test
  void loopsDoNotWaitForEachOther() {
    Body body =
        fused(
            in -> {
              Tensor x = in.get(0);
              Tensor y = in.get(1);
              Tensor a = TANH.apply(x);
              Tensor b = TANH.apply(y);
              Tensor c = y.plus(Sum.of(a, false));
              Tensor d = x.plus(Sum.of(b, false));
              return List.of(a, b, c, d);
            },
            Bodies.spec(4),
            Bodies.spec(4));
    assertThat(body.instructions()).hasSize(5);
    Program program =
        Program.of(
            in -> {
              Tensor a = TANH.apply(in.get(0));
              Tensor b = TANH.apply(in.get(1));
              return List.of(
                  in.get(1).plus(Sum.of(a, false)), in.get(0).plus(Sum.of(b, false)), a, b);
            },
            Bodies.spec(2),
            Bodies.spec(2));
    List<Tensor> results = program.run(Tensor.of(0.0, 0), Tensor.of(1.0, 2));
    assertThat(results.get(0).toDoubleArray()).containsExactly(1, 2);
    assertThat(results.get(3).toDoubleArray())
        .containsExactly(results.get(1).at(0) - results.get(3).at(1), results.get(3).at(1));
  }

  @Test
  void otherSpacesAndDtypesStayApart() {
    Body body =
        fused(
            in -> {
              Tensor row = in.get(0).times(2);
              Tensor matrix = row.plus(in.get(1));
              return List.of(matrix.to(DType.FLOAT32).plus(1));
            },
            Bodies.spec(4),
            Bodies.spec(3, 4));
    assertThat(Bodies.titles(body))
        .containsExactly("mul", "add", "toFLOAT32[dtype=FLOAT32]", "add");
  }

  /**
   * What a checkpoint computes again stands behind the barrier, and does not join what is before.
   */
  @Test
  void nothingJoinsAcrossABarrier() {
    Function<List<Tensor>, List<Tensor>> part = in -> List.of(TANH.apply(in.get(0)));
    UnaryOperator<Tensor> slope =
        Autodiff.grad(
            x ->
                Sum.of(Autodiff.checkpoint(part, Keep.nothing(), List.of(x)).get(0).pow(2), false));
    Body body = fused(in -> List.of(slope.apply(in.get(0))), Bodies.spec(4));
    assertThat(Bodies.titles(body).toString()).containsSubsequence("tanh", "barrier", "tanh");
  }

  /** -0 + 0 is 0, and in float 0.1 + 0.2 is not the double sum rounded. */
  @Test
  void fusingChangesNoBit() {
    Program zero = Program.of(in -> List.of(in.get(0).times(-1).times(0).plus(0)), Bodies.spec(2));
    assertThat(zero.body().instructions()).hasSize(1);
    assertThat(1 / zero.run(Tensor.of(1.0, 2)).get(0).at(0)).isEqualTo(Double.POSITIVE_INFINITY);
    Tensor x = Tensor.of(0.1f, 1e-3f, 3e7f);
    Function<List<Tensor>, List<Tensor>> f =
        in -> List.of(in.get(0).plus(0.2).times(0.3).minus(1e-8).div(3));
    assertThat(Program.of(f, x.spec()).run(x).get(0).toFloatArray())
        .isEqualTo(f.apply(List.of(x)).get(0).toFloatArray());
  }

  /** A loop that is too long is two. */
  @Test
  void aLoopHasABudget() {
    Body body =
        fused(
            in -> {
              Tensor y = in.get(0);
              for (int i = 0; i < 40; i++) {
                y = TANH.apply(y);
              }
              return List.of(y);
            },
            Bodies.spec(4));
    assertThat(body.instructions().size()).isBetween(3, 20);
    for (Instruction instruction : body.instructions()) {
      Loop loop = (Loop) ((Operation.Compute) instruction.operation()).kernel();
      assertThat(loop.body().expanded(DType.FLOAT64).instructions()).hasSizeLessThanOrEqualTo(280);
    }
  }
}
