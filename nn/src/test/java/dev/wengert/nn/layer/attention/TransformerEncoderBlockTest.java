package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Activations;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerEncoderBlockTest {

  private static final TransformerSettings SMALL =
      TransformerSettings.of(4, 2)
          .withHidden(2)
          .withoutAttentionBias()
          .withActivation(Activations::tanh);
  private static final Tensor X = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(2, 3, 4)));

  @Test
  void itAgreesWithNumPy() {
    TransformerSettings settings = TransformerSettings.of(6, 2).withHidden(10);
    TransformerReference.of("encoder-post")
        .check(
            TransformerEncoderBlock.of(settings),
            List.of("x"),
            (block, in, pass) -> block.forward(in.get(0), pass));
    TransformerReference.of("encoder-pre")
        .check(
            TransformerEncoderBlock.of(settings.withNormFirst().withActivation(Activations::gelu)),
            List.of("x"),
            (block, in, pass) -> block.forward(in.get(0), pass));
  }

  @Test
  void derivativesAreRightForInputsAndParameters() {
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4)));
    LayerCheck.training(
            TransformerEncoderBlock.of(SMALL.withKeepProbability(0.8)),
            List.of(x),
            (block, in, pass) -> block.forward(in.get(0), AttentionMask.causal(), pass))
        .run()
        .assertCorrect();
  }

  @Test
  void theFutureChangesNothing() {
    Model<TransformerEncoderBlock> model =
        Model.of(TransformerEncoderBlock.of(SMALL.withNormFirst()), DType.FLOAT64);
    Values values = model.initialize(Key.of(2));
    double[] changed = X.toDoubleArray();
    for (int i = 0; i < changed.length; i++) {
      changed[i] += i / 4 % 3 == 2 ? 1 : 0;
    }
    double[] before =
        model.root().forward(X, AttentionMask.causal(), model.inference(values)).toDoubleArray();
    double[] after =
        model
            .root()
            .forward(Tensor.wrap(changed, 2, 3, 4), AttentionMask.causal(), model.inference(values))
            .toDoubleArray();
    assertThat(Arrays.copyOfRange(after, 0, 8)).isEqualTo(Arrays.copyOfRange(before, 0, 8));
    assertThat(Arrays.copyOfRange(after, 12, 20)).isEqualTo(Arrays.copyOfRange(before, 12, 20));
    assertThat(Arrays.copyOfRange(after, 20, 24)).isNotEqualTo(Arrays.copyOfRange(before, 20, 24));
  }

  /** With all weights 0 a pre-norm block is the identity, whatever is dropped. */
  @Test
  void theWayAroundIsNeverDropped() {
    Model<TransformerEncoderBlock> model =
        Model.of(
            TransformerEncoderBlock.of(SMALL.withNormFirst().withKeepProbability(0.1)),
            DType.FLOAT64);
    Values zeros = model.initialize(Key.of(2)).map((path, value) -> Tensor.zeros(value.spec()));
    assertThat(model.root().forward(X, model.training(zeros, Key.of(3))).toDoubleArray())
        .isEqualTo(X.toDoubleArray());
  }

  @Test
  void errorsNameThePartByItsPath() {
    Model<Sequential> model =
        Model.of(Sequential.of(TransformerEncoderBlock.of(SMALL)), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Tensor wide = Tensor.zeros(DType.FLOAT64, 2, 3, 5);
    assertThatThrownBy(() -> model.root().forward(wide, model.inference(values)))
        .hasMessage(
            "transformer (0.attention): the input does not fit the weights: x is [2, 3, 5]; give"
                + " [N, T, 4]");
  }
}
