package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Keep;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CommonSubexpressionsTest {

  private static final Elementwise EXP = Elementwise.of("exp", Expression::exp);

  private static Body merged(Function<List<Tensor>, List<Tensor>> f) {
    return new CommonSubexpressions().apply(Bodies.record(f, Bodies.spec(3)));
  }

  @Test
  void equalInstructionsAreOne() {
    Body body =
        merged(
            in -> {
              Tensor x = in.get(0);
              return List.of(EXP.apply(x).times(2).plus(EXP.apply(x).times(2)), x.times(2));
            });
    assertThat(Bodies.titles(body)).containsExactly("exp", "mul", "add", "mul");
    assertThat(body.toString()).contains("%3 = add %2 %2 ").endsWith("return %3 %4\n");
  }

  @Test
  void otherNumbersShapesAndNamesAreOthers() {
    Body body =
        merged(
            in -> {
              Tensor x = in.get(0);
              return List.of(
                  x.times(0), x.times(-0.0), x.reshape(3, 1), x.reshape(1, 3), x.plus(0));
            });
    assertThat(body.instructions()).hasSize(5);
    Elementwise same = Elementwise.of("another name", Expression::exp);
    assertThat(merged(in -> List.of(EXP.apply(in.get(0)), same.apply(in.get(0)))).instructions())
        .hasSize(1);
  }

  /** What a checkpoint computes again it does compute again. */
  @Test
  void nothingIsSharedAcrossACheckpoint() {
    Function<List<Tensor>, List<Tensor>> part = in -> List.of(EXP.apply(EXP.apply(in.get(0))));
    UnaryOperator<Tensor> slope =
        Autodiff.grad(
            x -> Sum.of(Autodiff.checkpoint(part, Keep.nothing(), List.of(x)).get(0), false));
    Body body = merged(in -> List.of(slope.apply(in.get(0))));
    assertThat(Bodies.titles(body)).containsSubsequence("exp", "exp", "barrier", "exp", "exp");
    Body twice = merged(in -> List.of(slope.apply(in.get(0)), slope.apply(in.get(0))));
    assertThat(Bodies.titles(twice)).filteredOn(title -> title.equals("barrier")).hasSize(2);
  }
}
