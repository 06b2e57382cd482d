package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Gemm;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantOperandsTest {

  private static Tensor normal(int key, int... sides) {
    return Key.of(key).normal(new Spec(DType.FLOAT32, Shape.of(sides)));
  }

  /** The constant that a product takes, and whether it takes it transposed. */
  private static List<Tensor> taken(Body body) {
    return body.instructions().stream()
        .filter(each -> each.title().equals("matmul[transposeA=false, transposeB=true]"))
        .map(each -> body.constant(each.operands().get(1)))
        .toList();
  }

  @Test
  void largeWeightsAreRearrangedOnceAndGiveTheSameBits() {
    Tensor w = normal(1, 300, 250);
    Tensor x = normal(2, 100, 300);
    Program program =
        Program.of(in -> List.of(in.get(0).matmul(w), in.get(0).times(2).matmul(w)), x.spec());
    assertThat(
            Wengert.device()
                .multipliesAlike(
                    DType.FLOAT32, 100, 250, 300, new Gemm(false, false), new Gemm(false, true)))
        .isTrue();
    List<Tensor> taken = taken(program.after("constant operands"));
    assertThat(taken).hasSize(2);
    assertThat(taken.get(0)).isSameAs(taken.get(1));
    assertThat(taken.get(0).toFloatArray()).isEqualTo(w.transpose().toFloatArray());
    assertThat(program.run(x).get(0).toFloatArray()).isEqualTo(x.matmul(w).toFloatArray());
    Program other =
        Program.of(in -> List.of(in.get(0).matmul(w)), new Spec(DType.FLOAT32, Shape.of(7, 300)));
    assertThat(taken(other.after("constant operands"))).containsExactly(taken.get(0));
  }

  @Test
  void whatIsSmallOrNoConstantStays() {
    Tensor small = normal(1, 300, 20);
    Tensor w = normal(1, 300, 250);
    Tensor x = normal(2, 100, 300);
    Tensor stack = normal(3, 2, 300, 250);
    Program program =
        Program.of(
            in ->
                List.of(
                    in.get(0).matmul(small),
                    in.get(0).matmul(in.get(1)),
                    in.get(0).matmul(stack),
                    MatMul.of(w, in.get(0), true, true)),
            x.spec(),
            w.spec());
    assertThat(program.after("constant operands").instructions())
        .isEqualTo(program.after("layout").instructions());
  }
}
