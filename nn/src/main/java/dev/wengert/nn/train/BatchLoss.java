package dev.wengert.nn.train;

import dev.wengert.Tensor;
import dev.wengert.nn.Pass;
import dev.wengert.nn.data.Batch;

/**
 * The loss of a network on a batch, as a mean over its examples.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="loss"}
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface BatchLoss<M> {

  /** Returns the mean loss of a batch, a scalar. */
  Tensor of(M root, Batch batch, Pass pass);
}
