package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;

/**
 * A trained model as a function: its inference, with fixed values, for one example or many.
 *
 * <p>It holds nothing that changes, so one serves any number of threads.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="predictor"}
 */
public final class Predictor {

  private final Model<?> model;
  private final Layer layer;
  private final Values values;

  Predictor(Model<?> model, Layer layer, Values values) {
    this.model = model;
    this.layer = layer;
    this.values = values;
  }

  /**
   * Returns the model's outputs for examples.
   *
   * @param x [N, ...], as the model takes it
   */
  public Tensor of(Tensor x) {
    return layer.forward(x, model.inference(values));
  }

  /**
   * Returns the model's output for one example.
   *
   * @param example one slice of what {@link #of(Tensor)} takes, without the axis of examples
   */
  public Tensor one(Tensor example) {
    Tensor outputs = of(example.reshape(example.shape().prepend(1)));
    Preconditions.checkArgument(
        outputs.rank() > 0 && outputs.shape().side(0) == 1,
        "predictor: the model gives no output an example: %s for a batch of one; give batches to"
            + " of(...)",
        outputs.shape());
    return outputs.get(0);
  }

  /** Returns the model's output for one example of so many features, as numbers. */
  public double[] one(double... features) {
    return one(Tensor.of(features).to(model.dtype())).toDoubleArray();
  }
}
