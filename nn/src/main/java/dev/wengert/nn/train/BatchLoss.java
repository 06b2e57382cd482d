package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Pass;
import dev.wengert.nn.data.Batch;
import dev.wengert.ops.Reductions;
import java.util.function.ToLongFunction;

/**
 * The loss of a network on a batch, as a mean over its examples, or over what else {@link #counted}
 * counts.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="loss"}
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface BatchLoss<M> {

  /** Returns the mean loss of a batch, a scalar. */
  Tensor of(M root, Batch batch, Pass pass);

  /**
   * Returns how many terms the mean of a batch is over: its weight where the means of several
   * batches become one, in {@linkplain Trainer.Builder#accumulation accumulated} steps, over an
   * epoch and in an {@linkplain Evaluation#loss evaluation}. What counts for nothing, 0, is left
   * out there, even if it is NaN. These are the examples, unless a loss says otherwise.
   */
  default long counted(Batch batch) {
    return batch.size();
  }

  /**
   * Returns this loss, a mean over something else than examples.
   *
   * @param count how many terms the mean of a batch is over; 0 or more
   */
  default BatchLoss<M> countedBy(ToLongFunction<Batch> count) {
    BatchLoss<M> loss = this;
    return new BatchLoss<>() {
      @Override
      public Tensor of(M root, Batch batch, Pass pass) {
        return loss.of(root, batch, pass);
      }

      @Override
      public long counted(Batch batch) {
        long counted = count.applyAsLong(batch);
        Preconditions.checkArgument(
            counted >= 0, "batchLoss: a batch counts %s terms; give 0 or more", counted);
        return counted;
      }
    };
  }

  /**
   * Returns this loss, a mean over the targets of a batch that are not one number, such as padding:
   * as a loss is that leaves that one out.
   *
   * {@snippet class="dev.wengert.nn.SnippetsTest" region="ignoring"}
   *
   * @param target the number that this loss leaves out of its mean; targets are INT32
   */
  default BatchLoss<M> ignoring(int target) {
    return countedBy(
        batch -> {
          Preconditions.checkArgument(
              batch.y().dtype() == DType.INT32,
              "batchLoss: the targets are %s; give INT32, or count by countedBy(...)",
              batch.y().spec());
          return (long) Reductions.countNonZero(batch.y().ne(target)).item();
        });
  }
}
