package dev.wengert.nn;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import java.util.List;

/**
 * A trained model as a function: its inference, with fixed values, for one example or many.
 *
 * <p>It holds nothing that changes a result, so one serves any number of threads. For shapes that
 * come again it is {@linkplain Compiled#whenRepeated compiled}: to programs of the same bits, a
 * bounded number of them, each with memory for as many runs as there are at once.
 *
 * <p>A layer that reads a field of an object, which somebody changes, is not seen to do so: make a
 * new predictor then.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="predictor"}
 */
public final class Predictor {

  private final Model<?> model;
  private final Layer layer;
  private final Values values;
  private final Compiled compiled =
      Program.compile(inputs -> List.of(eager(inputs.get(0)))).whenRepeated();

  /** Whether a trace sees the values: then it is to see what is done with them, too. */
  private final boolean isTraced;

  Predictor(Model<?> model, Layer layer, Values values) {
    this.model = model;
    this.layer = layer;
    this.values = values;
    this.isTraced = values.byPath().values().stream().anyMatch(Tensor::isTraced);
  }

  /**
   * Returns the model's outputs for examples.
   *
   * @param x [N, ...], as the model takes it
   */
  public Tensor of(Tensor x) {
    if (isTraced) {
      return eager(x);
    }
    try {
      return compiled.apply(List.of(x)).get(0);
    } catch (RuntimeException e) {
      // The same as it is says in which layer that was.
      eager(x);
      throw e;
    }
  }

  private Tensor eager(Tensor x) {
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
