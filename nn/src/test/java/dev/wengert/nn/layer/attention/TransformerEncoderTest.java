package dev.wengert.nn.layer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Model;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.ops.Activations;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerEncoderTest {

  private static final TransformerSettings SMALL =
      TransformerSettings.of(4, 2)
          .withHidden(2)
          .withoutAttentionBias()
          .withActivation(Activations::tanh);

  @Test
  void itAgreesWithNumPy() {
    TransformerReference.of("encoder")
        .check(
            TransformerEncoder.of(TransformerSettings.of(6, 2).withHidden(10).withNormFirst(), 2),
            List.of("x"),
            (stack, in, pass) -> stack.forward(in.get(0), pass));
  }

  @Test
  void derivativesAreRightForInputsAndParameters() {
    Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(1, 2, 4)));
    LayerCheck.training(TransformerEncoder.of(SMALL.withNormFirst(), 1), x).run().assertCorrect();
  }

  @Test
  void blocksHavePathsOfTheirOwn() {
    TransformerEncoder encoder = TransformerEncoder.of(SMALL, 2);
    Component net =
        new Component() {
          @Override
          public void declare(Declarations declarations) {
            declarations.child("encoder", encoder);
          }
        };
    Model<Component> model = Model.of(net, DType.FLOAT64);
    assertThat(model.parameters().keySet())
        .hasSize(24)
        .contains("encoder.0.attention.query.weight", "encoder.1.feedForward.contract.bias")
        .doesNotContain("encoder.norm.weight");
    Tensor flat = Tensor.zeros(DType.FLOAT64, 3, 4);
    assertThatThrownBy(() -> encoder.forward(flat, model.inference(model.initialize(Key.of(1)))))
        .hasMessage(
            "transformer (encoder.0.attention): the input does not fit the weights: x is [3, 4];"
                + " give [N, T, 4]");
    assertThatThrownBy(() -> TransformerEncoder.of(SMALL, 0))
        .hasMessage("transformerEncoder: the number of blocks is not positive: 0; give 1 or more");
  }
}
