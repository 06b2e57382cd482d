package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.Extreme;
import dev.wengert.MatMul;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);

  private static Plan plan(UnaryOperator<Tensor> f) {
    return Plan.of(Bodies.record(in -> List.of(f.apply(in.get(0))), Bodies.spec(4, 4)));
  }

  /** A product may not be written over what it reads, so two slots serve in turn. */
  @Test
  void productsTakeTurnsInTwoSlots() {
    Plan plan =
        plan(
            x -> {
              Tensor y = x;
              for (int i = 0; i < 10; i++) {
                y = MatMul.of(y, x, false, false);
              }
              return y;
            });
    assertThat(plan.slotSizes.toIntArray()).containsExactly(16, 16);
  }

  @Test
  void aLoopIsWrittenOverWhatNobodyReadsAnyMore() {
    Plan chain =
        plan(
            x -> {
              Tensor y = x;
              for (int i = 0; i < 10; i++) {
                y = TANH.apply(y);
              }
              return y;
            });
    assertThat(chain.slotSizes.toIntArray()).containsExactly(16);
    Plan read =
        plan(
            x -> {
              Tensor y = TANH.apply(x);
              Tensor z = TANH.apply(y);
              return MatMul.of(z, y, false, false);
            });
    assertThat(read.slots[1]).isNotEqualTo(read.slots[2]);
    // The row is stretched along the result, and read again after its first element was written.
    Plan stretched = plan(x -> Sum.of(TANH.apply(Extreme.of(x, true, true, 0)).plus(x), false));
    assertThat(stretched.slots[2]).isNotEqualTo(stretched.slots[3]);
  }

  @Test
  void whatLeavesHasMemoryOfItsOwn() {
    Plan plan = plan(x -> TANH.apply(TANH.apply(x)).reshape(16));
    assertThat(plan.leaves).containsExactly(false, false, true, false);
    assertThat(plan.slots).containsExactly(-1, 0, -1, -1);
    assertThat(plan.roots).containsExactly(0, 1, 2, 2);
  }

  /** Four sums lie where afterwards a product of sixteen numbers does. */
  @Test
  void aSlotGrowsWithWhatLiesInIt() {
    Plan plan =
        plan(
            x -> {
              Tensor total = Sum.of(Sum.of(x, false, 0), false);
              return Sum.of(MatMul.of(x, x, false, false).times(total), false);
            });
    assertThat(plan.slotSizes.toIntArray()).containsExactly(16, 1);
  }
}
