package dev.wengert.nn;

import static dev.wengert.gradcheck.assertj.GradientAssertions.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One layer in two places: one set of parameters, and a gradient that is the sum of both uses. */
class WeightTyingTest {

  private static final Tensor SYMBOLS = Tensor.of(new int[][] {{0, 2, 1}, {3, 3, 0}});
  private static final Tensor NEXT = Tensor.of(2, 1, 0, 3, 0, 1);

  /** Reads symbols and says the next, by one table or by two. */
  private record Reader(Embedding input, Layer body, Embedding output) implements Layer {
    static Reader tied() {
      Embedding both = Embedding.of(4, 3);
      return new Reader(both, Dense.of(3, 3), both);
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("input", input);
      declarations.child("body", body);
      declarations.child("output", output);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return output.scores(body.forward(input.forward(x, pass), pass), pass);
    }
  }

  private static Values gradients(Model<Reader> model, Values values) {
    return model
        .differentiate(
            values,
            Key.of(1),
            (net, pass) -> Losses.crossEntropy(net.forward(SYMBOLS, pass).reshape(6, 4), NEXT))
        .gradients();
  }

  @Test
  void theGradientIsTheSumOfBothUses() {
    Model<Reader> tied = Model.of(Reader.tied(), DType.FLOAT64);
    assertThat(tied.parameters().keySet())
        .containsExactly("input.weight", "body.weight", "body.bias");
    Values values = tied.initialize(Key.of(2));
    Model<Reader> apart =
        Model.of(new Reader(Embedding.of(4, 3), Dense.of(3, 3), Embedding.of(4, 3)), DType.FLOAT64);
    Values same =
        apart.initialize(Key.of(2)).with(values).with("output.weight", values.get("input.weight"));
    Values each = gradients(apart, same);
    Values both = gradients(tied, values);
    assertThatTensor(both.get("input.weight"))
        .isCloseTo(each.get("input.weight").plus(each.get("output.weight")), 1e-15);
    assertThatTensor(both.get("body.weight")).isCloseTo(each.get("body.weight"), 1e-15);
    // Both uses tell something.
    assertThat(each.get("input.weight").toDoubleArray()).doesNotContain(0);
    assertThat(each.get("output.weight").toDoubleArray()).doesNotContain(0);
  }

  @Test
  void derivativesAreRightToSecondOrder() {
    LayerCheck.check(
        Reader.tied(),
        List.of(SYMBOLS),
        (net, in, pass) -> net.forward(in.get(0), pass).get(Index.all(), Index.range(0, 2)));
  }

  /** A step moves the one value that both read, and the model has it once. */
  @Test
  void theTwoNeverPart() {
    Model<Reader> model = Model.of(Reader.tied());
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.05));
    Values values = model.initialize(Key.of(2));
    Optimizer.State state = optimizer.start();
    double first = 0;
    double last = 0;
    for (int i = 0; i < 60; i++) {
      Model.Step step =
          model.differentiate(
              values,
              Key.of(1),
              (net, pass) -> Losses.crossEntropy(net.forward(SYMBOLS, pass).reshape(6, 4), NEXT));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
      first = i == 0 ? step.loss().item() : first;
      last = step.loss().item();
    }
    assertThat(last).isLessThan(first / 2);
    assertThat(values.byPath()).hasSize(3);
    assertThat(model.parameterCount()).isEqualTo(4 * 3 + 3 * 3 + 3);
  }
}
