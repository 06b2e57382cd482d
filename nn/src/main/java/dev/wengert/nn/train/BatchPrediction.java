package dev.wengert.nn.train;

import dev.wengert.Tensor;
import dev.wengert.nn.Pass;
import dev.wengert.nn.data.Batch;
import java.util.function.Function;

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

  /** Returns what the predictions are compared with: the targets of a batch. */
  default Tensor targets(Batch batch) {
    return batch.y();
  }

  /**
   * Returns this prediction, compared with something else than {@code batch.y()}: {@code
   * prediction.against(batch -> batch.as(Sentence.class).label())}.
   */
  default BatchPrediction<M> against(Function<Batch, Tensor> targets) {
    BatchPrediction<M> prediction = this;
    return new BatchPrediction<>() {
      @Override
      public Tensor of(M root, Batch batch, Pass pass) {
        return prediction.of(root, batch, pass);
      }

      @Override
      public Tensor targets(Batch batch) {
        return targets.apply(batch);
      }
    };
  }
}
