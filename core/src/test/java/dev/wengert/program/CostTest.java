package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.MatMul;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {

  private static Spec spec(int... sides) {
    return new Spec(DType.FLOAT32, Shape.of(sides));
  }

  /** Counted by hand: 2 m n k for a product, one an element for a product with a number. */
  @Test
  void countsOperationsAndBytes() {
    Cost cost =
        Program.of(
                in -> {
                  Tensor product = MatMul.of(in.get(0), in.get(1), true, false);
                  return List.of(Sum.of(product.times(0.5), false, 0));
                },
                spec(10, 20),
                spec(10, 30))
            .cost();
    assertThat(cost.lines().stream().map(Cost.Line::flops)).containsExactly(12000L, 1200L);
    assertThat(cost.lines().stream().map(Cost.Line::bytes))
        .containsExactly(4L * (200 + 300 + 600), 4L * (600 + 1 + 30));
    assertThat(cost.lines().stream().map(Cost.Line::live)).containsExactly(4L * 600, 4L * 630);
    assertThat(cost.flops()).isEqualTo(13200);
    assertThat(cost.peak()).isEqualTo(2520);
    assertThat(cost.toString().lines()).hasSize(4).last().asString().endsWith("  in all");
  }

  @Test
  void whatMovesNothingCostsNothing() {
    Cost cost =
        Program.of(in -> List.of(in.get(0).reshape(6).broadcastTo(100, 6)), spec(2, 3)).cost();
    assertThat(cost.lines()).hasSize(2);
    assertThat(cost.bytes()).isZero();
    assertThat(cost.peak()).isZero();
  }

  /** A function is written out as arithmetic, and a fused multiply-add is two operations. */
  @Test
  void functionsCountAsTheirArithmetic() {
    Elementwise fma =
        Elementwise.of(
            "f", 1, Expression.fma(Expression.input(0), Expression.input(0), Expression.input(0)));
    assertThat(Program.of(in -> List.of(fma.apply(in.get(0))), spec(7)).cost().flops())
        .isEqualTo(14);
    Elementwise exp = Elementwise.of("exp", Expression::exp);
    assertThat(Program.of(in -> List.of(exp.apply(in.get(0))), spec(7)).cost().flops())
        .isBetween(7L * 20, 7L * 60);
    assertThat(
            Program.of(in -> List.of(in.get(0).plus(in.get(0))), new Spec(DType.INT32, Shape.of(7)))
                .cost()
                .flops())
        .isZero();
  }
}
