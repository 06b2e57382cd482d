package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import org.junit.jupiter.api.Test;

class ConstantFoldingTest {

  private static Body dividing(Tensor a, Tensor b) {
    Instruction quotient =
        new Instruction(
            "div",
            new Operation.Compute(Elementwise.DIV.lower(a.spec(), b.spec())),
            ImmutableIntArray.of(-1, -2),
            1,
            ImmutableList.of(a.spec()),
            "");
    return new Body(
        ImmutableList.of(Bodies.spec(2)),
        ImmutableList.of(a, b),
        ImmutableList.of(quotient),
        ImmutableIntArray.of(1));
  }

  @Test
  void whatDependsOnConstantsAloneIsComputedNow() {
    Body folded = new ConstantFolding().apply(dividing(Tensor.of(6.0, 8), Tensor.of(2.0, 4)));
    assertThat(folded.instructions()).isEmpty();
    assertThat(folded.constant(folded.outputs().get(0)).toDoubleArray()).containsExactly(3, 2);
  }

  @Test
  void whatThrowsIsLeftToThrowInEachRun() {
    Body folded = new ConstantFolding().apply(dividing(Tensor.of(6, 8), Tensor.of(2, 0)));
    assertThat(folded.instructions()).hasSize(1);
  }
}
