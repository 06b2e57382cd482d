package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Reductions;
import org.junit.jupiter.api.Test;

class PredictorTest {

  private final Model<Sequential> model =
      Model.of(
          Sequential.of(
              Dense.of(3, 5), BatchNorm.of(5), Activation.relu(), new Dropout(0.5), Dense.of(5, 2)),
          DType.FLOAT64);
  private final Values values = model.initialize(Key.of(1));
  private final Predictor predictor = model.predictor(values);
  private final Tensor x = Key.of(2).normal(DType.FLOAT64, 4, 3);

  @Test
  void oneExampleOrMany() {
    Tensor all = predictor.of(x);
    assertThat(all.toDoubleArray())
        .isEqualTo(model.root().forward(x, model.inference(values)).toDoubleArray());
    for (int i = 0; i < 4; i++) {
      double[] expected = predictor.of(x.get(i).reshape(1, 3)).toDoubleArray();
      assertThat(predictor.one(x.get(i)).toDoubleArray()).isEqualTo(expected);
      assertThat(predictor.one(x.at(i, 0), x.at(i, 1), x.at(i, 2))).isEqualTo(expected);
    }
  }

  @Test
  void isRefusedForWhatHasNoValuesOrNoSingleInput() {
    assertThatThrownBy(() -> model.predictor(Values.empty()))
        .hasMessageStartingWith("predictor: the values are not this model's");
    Component pair =
        new Component() {
          @Override
          public String toString() {
            return "Pair";
          }
        };
    assertThatThrownBy(() -> Model.of(pair).predictor(Values.empty()))
        .hasMessage(
            "predictor: the root is no Layer: Pair; run it with a pass of inference(values)");
    Model<Activation> sum = Model.of(new Activation(a -> Reductions.sum(a)), DType.FLOAT64);
    assertThatThrownBy(() -> sum.predictor(Values.empty()).one(1, 2))
        .hasMessage(
            "predictor: the model gives no output an example: [] for a batch of one; give batches"
                + " to of(...)");
  }
}
