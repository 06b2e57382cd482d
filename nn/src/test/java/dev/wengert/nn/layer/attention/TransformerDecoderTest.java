package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerDecoderTest {

  private static final TransformerSettings SMALL =
      TransformerSettings.of(4, 2)
          .withHidden(2)
          .withoutAttentionBias()
          .withActivation(Activations::tanh);

  @Test
  void itAgreesWithNumPy() {
    TransformerReference.of("decoder")
        .check(
            TransformerDecoder.of(TransformerSettings.of(6, 2).withHidden(10).withNormFirst(), 2),
            List.of("x", "memory"),
            (stack, in, pass) -> stack.forward(in.get(0), in.get(1), pass));
  }

  @Test
  void derivativesAreRightForInputsAndParameters() {
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4)));
    Tensor memory = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4)));
    LayerCheck.training(
            TransformerDecoder.of(SMALL.withNormFirst(), 1),
            List.of(x, memory),
            (stack, in, pass) -> stack.forward(in.get(0), in.get(1), pass))
        .run()
        .assertCorrect();
  }

  @Test
  void blocksHavePathsOfTheirOwn() {
    assertThat(Model.of(TransformerDecoder.of(SMALL.withNormFirst(), 2)).parameters().keySet())
        .hasSize(38)
        .contains("0.memoryAttention.value.weight", "1.memoryNorm.bias", "norm.weight");
    assertThatThrownBy(() -> TransformerDecoder.of(SMALL, 0))
        .hasMessage("transformerDecoder: the number of blocks is not positive: 0; give 1 or more");
  }
}
