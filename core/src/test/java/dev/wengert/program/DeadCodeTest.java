package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Elementwise;
import dev.wengert.Gather;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadCodeTest {

  private static final Spec POSITIONS = new Spec(DType.INT32, Shape.of(2));

  @Test
  void whatNoResultDependsOnIsLeftOut() {
    Elementwise exp = Elementwise.of("exp", Expression::exp);
    Body body =
        new DeadCode()
            .apply(
                Bodies.record(
                    in -> {
                      Tensor x = in.get(0);
                      exp.apply(x.plus(Tensor.of(1.0, 2, 3)));
                      return List.of(x.times(Tensor.of(4.0, 5, 6)));
                    },
                    Bodies.spec(3)));
    assertThat(body)
        .hasToString(
            """
            %0 = input : FLOAT64[3]
            c0 = constant : FLOAT64[3]
            %1 = mul %0 c0 : FLOAT64[3]
            return %1
            """);
  }

  @Test
  void whatCanThrowStays() {
    Program program =
        Program.of(
            in -> {
              new Gather(0, 0).apply(in.get(0), in.get(1));
              in.get(1).div(in.get(1));
              in.get(0).div(in.get(0));
              return List.of(in.get(0));
            },
            Bodies.spec(3),
            POSITIONS);
    assertThat(Bodies.titles(program.body())).hasSize(2).last().isEqualTo("div");
    Tensor x = Tensor.of(1.0, 2, 3);
    assertThatThrownBy(() -> program.run(x, Tensor.of(1, 7)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> program.run(x, Tensor.of(1, 0)))
        .isInstanceOf(ArithmeticException.class);
    assertThat(program.run(x, Tensor.of(1, 2)).get(0).toDoubleArray()).containsExactly(1, 2, 3);
  }
}
