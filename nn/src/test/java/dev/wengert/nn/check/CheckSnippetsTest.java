package dev.wengert.nn.check;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.ops.Losses;
import org.junit.jupiter.api.Test;

/** The code that the javadoc of this package shows. */
class CheckSnippetsTest {

  private final Tensor x = Key.of(1).normal(new Spec(DType.FLOAT64, Shape.of(4, 3)));
  private final Tensor y = Key.of(2).normal(new Spec(DType.FLOAT64, Shape.of(4, 2)));

  @Test
  void layer() {
    // @start region="layer"
    LayerCheck.check(Sequential.of(BatchNorm.of(3), Dense.of(3, 4), Dropout.keeping(0.8)), x);
    // @end region="layer"
  }

  @Test
  void model() {
    // @start region="model"
    Model<Sequential> model =
        Model.of(Sequential.of(Dense.of(3, 5), Activation.tanh(), Dense.of(5, 2)), DType.FLOAT64);
    ModelCheck.of(
            model,
            model.initialize(Key.of(1)),
            Key.of(2),
            (net, pass) -> Losses.mseLoss(net.forward(x, pass), y))
        .run()
        .assertCorrect();
    // @end region="model"
  }
}
