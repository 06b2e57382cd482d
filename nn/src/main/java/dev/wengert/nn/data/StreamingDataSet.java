package dev.wengert.nn.data;

import java.util.function.ToIntFunction;

/**
 * A data set that is read anew in each run and never held whole: {@link DataSet#streaming}.
 *
 * @param <S> what one example is: an {@link Example}, or any other structure of tensors
 */
public interface StreamingDataSet<S> extends DataSet {

  /**
   * Returns this set with shuffled runs whose batches are of examples of about one length, so that
   * little is padded: so many batches at a time are read, sorted by length, and given in random
   * order. Runs in order are not changed. TensorFlow: {@code bucket_by_sequence_length}.
   *
   * @param length of an example
   * @param batches how many batches are kept to be sorted together, positive: the more, the less is
   *     padded
   * @throws IllegalArgumentException if their number is not positive
   */
  DataSet bucketed(ToIntFunction<? super S> length, int batches);
}
