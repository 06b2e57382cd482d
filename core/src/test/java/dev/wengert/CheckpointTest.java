package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.expression.Expression;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = new Random(29);
  private final Tensor x = Samples.normal(random, 3, 4);
  private final Tensor w = Samples.normal(random, 4, 2);

  private static Tensor layer(List<Tensor> in) {
    return TANH.apply(in.get(0).matmul(in.get(1))).times(in.get(0).get(0, 0));
  }

  private static Tensor plain(List<Tensor> in) {
    return Samples.sum(layer(in));
  }

  private static Tensor checkpointed(List<Tensor> in) {
    return Samples.sum(Autodiff.checkpoint(CheckpointTest::layer, in.get(0), in.get(1)));
  }

  @Test
  void hasTheSameDerivativesOfEveryOrder() {
    List<Tensor> at = List.of(x, w);
    List<Tensor> along = List.of(Samples.normal(random, 3, 4), Samples.normal(random, 4, 2));
    Autodiff.ValueAndGrad expected = Autodiff.valueAndGrad(CheckpointTest::plain, at);
    Autodiff.ValueAndGrad actual = Autodiff.valueAndGrad(CheckpointTest::checkpointed, at);
    Samples.assertClose(actual.value(), expected.value(), 0);
    List<Tensor> hvp = Autodiff.hvp(CheckpointTest::plain, at, along);
    List<Tensor> again = Autodiff.hvp(CheckpointTest::checkpointed, at, along);
    for (int i = 0; i < 2; i++) {
      Samples.assertClose(actual.gradients().get(i), expected.gradients().get(i), 1e-15);
      Samples.assertClose(again.get(i), hvp.get(i), 1e-13);
    }
    Samples.assertClose(
        Autodiff.jvp(CheckpointTest::checkpointed, at, along).tangent(),
        Autodiff.jvp(CheckpointTest::plain, at, along).tangent(),
        1e-14);
  }

  /** One entry on the tape, and one more run of the function for the walk back. */
  @Test
  void recordsOneEntryAndRunsTwice() {
    int[] runs = {0};
    Function<List<Tensor>, Tensor> counted =
        in -> {
          runs[0]++;
          return layer(in);
        };
    Tape tape = new Tape();
    Tensor watched = tape.watch(w);
    Tensor loss = Samples.sum(Autodiff.checkpoint(counted, x, watched));
    assertThat(tape.size()).isEqualTo(2);
    assertThat(runs[0]).isEqualTo(1);
    Tensor gradient = tape.gradients(loss).of(watched);
    assertThat(runs[0]).isEqualTo(2);
    Samples.assertClose(
        gradient,
        Autodiff.valueAndGrad(in -> plain(List.of(x, in.get(0))), List.of(w)).gradients().get(0),
        1e-15);
  }

  @Test
  void refusesTracedTensorsThatAreNotInputs() {
    Tape tape = new Tape();
    Tensor watched = tape.watch(w);
    assertThatThrownBy(() -> Autodiff.checkpoint(in -> in.get(0).matmul(watched), x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "checkpoint: the function used a traced tensor that is not among its inputs");
  }
}
