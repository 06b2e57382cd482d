package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.ops.Losses;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  @Test
  void theMeanIsOverExamplesNotBatchesAndInInference() {
    Model<Sequential> model = Model.of(Blobs.model().root(), DType.FLOAT64);
    Examples data = Blobs.data(Key.of(4), 25, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    double whole =
        Losses.crossEntropy(model.root().forward(data.x(), model.inference(values)), data.y())
            .item();
    Evaluation<Sequential> dev = Evaluation.loss("dev", data, Batching.of(8), Blobs.LOSS);
    assertThat(dev.of(model, values)).containsOnlyKeys("dev.loss");
    assertThat(dev.of(model, values).get("dev.loss")).isCloseTo(whole, within(1e-14));
  }

  @Test
  void anEmptySetIsRefused() {
    Model<Sequential> model = Blobs.model();
    Evaluation<Sequential> dev =
        Evaluation.loss("dev", Blobs.data(Key.of(4), 0), Batching.of(8), Blobs.LOSS);
    assertThatThrownBy(() -> dev.of(model, model.initialize(Key.of(1))))
        .hasMessage("evaluation: the data set dev has no examples; give it some");
  }
}
