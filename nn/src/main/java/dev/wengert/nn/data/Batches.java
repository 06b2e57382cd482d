package dev.wengert.nn.data;

import java.util.Iterator;

/**
 * One run over a data set, batch by batch. Whoever opened it closes it, finished or not.
 *
 * <p>A run serves one thread at a time. A file that cannot be read, or a record that is not as it
 * must be, ends it with the reader's exception out of {@link #hasNext} or {@link #next}.
 */
public interface Batches extends Iterator<Batch>, AutoCloseable {

  /**
   * Passes over batches, or over all that are left if there are fewer: what training does that
   * begins in the middle of an epoch.
   *
   * @param count how many, 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  default void skip(long count) {
    ExampleBatches.checkSkipped(count);
    for (long i = 0; i < count && hasNext(); i++) {
      next();
    }
  }

  /** Lets go of what the run holds. Closing twice does nothing more. */
  @Override
  void close();
}
