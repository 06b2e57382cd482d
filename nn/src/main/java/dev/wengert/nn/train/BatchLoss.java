package dev.wengert.nn.train;

import dev.wengert.Tensor;
import dev.wengert.nn.Pass;
import dev.wengert.nn.data.Batch;

/**
 * The loss of a network on a batch, as a mean over its examples.
 *
 * <pre>{@code
 * BatchLoss<Layer> loss =
 *     (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y());
 * }</pre>
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface BatchLoss<M> {

  /** Returns the mean loss of a batch, a scalar. */
  Tensor of(M root, Batch batch, Pass pass);
}
