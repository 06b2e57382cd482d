package dev.wengert.nn.train;

import dev.wengert.Tensor;
import dev.wengert.nn.Pass;
import dev.wengert.nn.data.Batch;

/**
 * What a network says of a batch, for {@link Evaluation#metrics}: {@code (net, batch, pass) ->
 * net.forward(batch.x(), pass)}.
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface BatchPrediction<M> {

  /** Returns the predictions of a batch, in the shape that the metrics take. */
  Tensor of(M root, Batch batch, Pass pass);
}
