package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;

/**
 * What is measured of a model after each epoch, in inference: figures by name, {@code dev.loss} for
 * example.
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface Evaluation<M extends Component> {

  /** Returns the figures of a model with some values. */
  ImmutableMap<String, Double> of(Model<? extends M> model, Values values);

  /**
   * Returns the mean loss over a data set, without penalties, as {@code NAME.loss}.
   *
   * @param name the data set's
   */
  static <M extends Component> Evaluation<M> loss(
      String name, DataSet data, Batching batching, BatchLoss<? super M> loss) {
    return (model, values) -> {
      double sum = 0;
      long examples = 0;
      try (Batches batches = data.inOrder(batching)) {
        while (batches.hasNext()) {
          Batch batch = batches.next();
          double mean = loss.of(model.root(), batch, model.inference(values)).item();
          sum += mean * batch.size();
          examples += batch.size();
        }
      }
      Preconditions.checkArgument(
          examples > 0, "evaluation: the data set %s has no examples; give it some", name);
      return ImmutableMap.of(name + ".loss", sum / examples);
    };
  }
}
