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

  /** A loop takes what has lost leading sides of 1 as it lies; its fold counts axes with them. */
  @Test
  void axesAreThoseOfWhatWasFolded() {
    List<Function<List<Tensor>, List<Tensor>>> folds =
        List.of(
            in -> List.of(Sum.of(TANH.apply(in.get(0).reshape(1, 3, 3)), false, 1)),
            in -> List.of(Sum.of(TANH.apply(in.get(0).reshape(1, 3, 3)), false, 2)),
            in -> List.of(Sum.of(TANH.apply(in.get(0).reshape(1, 1, 3, 3)), true, 0, 3)),
            in -> List.of(Extreme.of(TANH.apply(in.get(0).reshape(1, 3, 3)), true, false, 1)));
    Tensor x = Tensor.wrap(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}, 3, 3);
    for (int i = 0; i < folds.size(); i++) {
      Tensor found = Program.of(folds.get(i), x.spec()).run(x).get(0);
      Tensor expected = folds.get(i).apply(List.of(x)).get(0);
      assertThat(found.shape()).as("function %s", i).isEqualTo(expected.shape());
      assertThat(found.toDoubleArray()).as("function %s", i).isEqualTo(expected.toDoubleArray());
    }
  }
}
