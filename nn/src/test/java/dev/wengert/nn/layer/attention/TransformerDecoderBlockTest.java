package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerDecoderBlockTest {

  private static final TransformerSettings SMALL =
      TransformerSettings.of(4, 2)
          .withHidden(2)
          .withoutAttentionBias()
          .withActivation(Activations::tanh);
  private static final Tensor X = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(2, 3, 4)));
  private static final Tensor MEMORY = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(2, 2, 4)));

  @Test
  void itAgreesWithNumPy() {
    TransformerSettings settings = TransformerSettings.of(6, 2).withHidden(10);
    TransformerReference.of("decoder-post")
        .check(
            TransformerDecoderBlock.of(settings),
            List.of("x", "memory"),
            (block, in, pass) -> block.forward(in.get(0), in.get(1), pass));
    TransformerReference.of("decoder-pre")
        .check(
            TransformerDecoderBlock.of(settings.withNormFirst().withActivation(Activations::gelu)),
            List.of("x", "memory"),
            (block, in, pass) -> block.forward(in.get(0), in.get(1), pass));
  }

  @Test
  void derivativesAreRightForInputsAndParameters() {
    LayerCheck.training(
            TransformerDecoderBlock.of(SMALL.withKeepProbability(0.8)),
            List.of(
                Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4))),
                Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4)))),
            (block, in, pass) -> block.forward(in.get(0), in.get(1), pass))
        .run()
        .assertCorrect();
  }

  @Test
  void paddingOfTheMemoryIsLeftOut() {
    Model<TransformerDecoderBlock> model =
        Model.of(TransformerDecoderBlock.of(SMALL), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Tensor padded =
        Shapes.concat(1, MEMORY, Key.of(3).normal(new Spec(DType.FLOAT64, Shape.of(2, 3, 4))));
    Tensor y =
        model
            .root()
            .forward(
                X,
                padded,
                AttentionMask.causal(),
                AttentionMask.lengths(Tensor.of(2, 2), 5),
                model.inference(values));
    assertThat(y.toDoubleArray())
        .containsExactly(
            model.root().forward(X, MEMORY, model.inference(values)).toDoubleArray(),
            within(1e-14));
  }

  @Test
  void errorsNameThePartByItsPath() {
    Model<TransformerDecoderBlock> model =
        Model.of(TransformerDecoderBlock.of(SMALL), DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Tensor wide = Tensor.zeros(DType.FLOAT64, 2, 2, 5);
    assertThatThrownBy(() -> model.root().forward(X, wide, model.inference(values)))
        .hasMessage(
            "multiHeadAttention (memoryAttention): the inputs do not fit: query [2, 3, 4], key"
                + " [2, 2, 5], value [2, 2, 5]; give [N, T, 4] and twice [N, S, 4]");
    assertThatThrownBy(() -> model.root().forward(wide, MEMORY, model.inference(values)))
        .hasMessage(
            "transformer (attention): the input does not fit the weights: x is [2, 2, 5]; give"
                + " [N, T, 4]");
  }
}
