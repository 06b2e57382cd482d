package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Elementwise;
import dev.wengert.Extreme;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReductionFusionTest {

  private static final Elementwise TANH = Elementwise.of("tanh", Expression::tanh);

  private static Body fused(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    return new ReductionFusion().apply(new ElementwiseFusion().apply(Bodies.record(f, specs)));
  }

  @Test
  void whatIsFoldedIsNotStored() {
    Body body =
        fused(
            in -> List.of(Sum.of(TANH.apply(in.get(0).plus(in.get(1))), false, 1)),
            Bodies.spec(3, 4),
            Bodies.spec(4));
    assertThat(Bodies.titles(body))
        .containsExactly("sum[axes=[1], keep=false] of fused[add, tanh]");
  }

  @Test
  void whatOthersTakeOrIsStretchedIsStored() {
    Body shared =
        fused(
            in -> {
              Tensor y = TANH.apply(in.get(0));
              return List.of(Sum.of(y, false), Extreme.of(y, true, false));
            },
            Bodies.spec(4));
    assertThat(shared.instructions()).hasSize(3);
    Body stretched =
        fused(
            in -> List.of(Sum.of(TANH.apply(in.get(0)).broadcastTo(3, 4), false, 0)),
            Bodies.spec(4));
    assertThat(stretched.instructions()).hasSize(3);
  }
}
