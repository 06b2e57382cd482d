package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Gemm;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class TransposedOperandsTest {

  private static final Gemm PLAIN = new Gemm(false, false);

  private static Program product(BinaryOperator<Tensor> f, Spec a, Spec b) {
    return Program.of(in -> List.of(f.apply(in.get(0), in.get(1))), a, b);
  }

  private static Spec spec(DType dtype, int... sides) {
    return new Spec(dtype, Shape.of(sides));
  }

  @Test
  void aLargeProductReadsWeightsAsTheyLie() {
    Program program =
        product(
            (x, w) -> MatMul.of(x, w.transpose(), false, false),
            spec(DType.FLOAT32, 200, 300),
            spec(DType.FLOAT32, 250, 300));
    boolean areAlike =
        Wengert.device()
            .multipliesAlike(DType.FLOAT32, 200, 250, 300, PLAIN, new Gemm(false, true));
    assertThat(areAlike).isTrue();
    assertThat(Bodies.titles(program.after("dead code")))
        .containsExactly("matmul[transposeA=false, transposeB=true]");
  }

  @Test
  void whatIsTransposedTwiceIsNot() {
    Program program =
        product(
            (a, b) -> MatMul.of(a.transpose(), b.transpose(), true, false),
            spec(DType.FLOAT64, 3, 200, 150),
            spec(DType.FLOAT64, 3, 250, 150));
    assertThat(Bodies.titles(program.after("layout")))
        .containsExactly(
            "transpose[axes=[0, 2, 1]]",
            "transpose[axes=[0, 2, 1]]",
            "matmul[transposeA=false, transposeB=true]");
  }

  @Test
  void axesInAnotherOrderStay() {
    Program program =
        product(
            (a, b) -> MatMul.of(a.transpose(1, 0, 2), b, false, false),
            spec(DType.FLOAT64, 5, 3, 4),
            spec(DType.FLOAT64, 3, 4, 2));
    assertThat(Bodies.titles(program.after("dead code")))
        .containsExactly("transpose[axes=[1, 0, 2]]", "matmul[transposeA=false, transposeB=false]");
  }
}
