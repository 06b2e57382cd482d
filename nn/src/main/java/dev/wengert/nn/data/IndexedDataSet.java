package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/**
 * A data set of which any example can be had by its place. PyTorch calls it map-style.
 *
 * <p>{@link DataSet#of} makes one of inputs and targets, {@link DataSet#columns} of several tensors
 * in memory, {@link DataSet#list} of single examples. One of one's own says how many there are and
 * what each is; it serves several threads.
 *
 * @param <S> what one example is: a tensor or a structure of tensors, of which {@link
 *     dev.wengert.Leaves} tells
 */
public interface IndexedDataSet<S> extends DataSet {

  /** Returns the number of examples. */
  int count();

  /**
   * Returns an example.
   *
   * @param place from 0 to the number of examples less one
   */
  S example(int place);

  /** Returns how examples become a batch: by {@link Collate#stacking}, unless a set says more. */
  default Collate<? super S> collate() {
    return Collate.stacking();
  }

  /**
   * Returns a batch of some examples.
   *
   * @param places one or more, from 0 to the number of examples less one
   * @throws IllegalArgumentException if there are none, or they do not fit together; the message
   *     names two of them and the tensor
   * @throws IndexOutOfBoundsException if there is no example at one of them
   */
  default Batch batch(int... places) {
    Examples.checkPlaces(count(), places);
    List<S> examples = new ArrayList<>(places.length);
    for (int place : places) {
      examples.add(example(place));
    }
    return new Batch(collate().of(examples, places), Tensor.of(places));
  }

  /**
   * Returns the set of some of these examples, in the order given.
   *
   * @param places in this set, from the end where negative
   * @throws IndexOutOfBoundsException if there is no example at one of them
   */
  default IndexedDataSet<S> take(int... places) {
    return new ChosenExamples<>(this, places);
  }

  /** Returns the set of these examples, and of others behind them, in batches as these are made. */
  default IndexedDataSet<S> concat(IndexedDataSet<? extends S> others) {
    return new JoinedExamples<>(this, others);
  }

  @Override
  default OptionalLong size() {
    return OptionalLong.of(count());
  }

  @Override
  default Batches inOrder(Batching batching) {
    int[] order = new int[count()];
    Arrays.setAll(order, i -> i);
    return new OrderedRun(this, order, batching);
  }

  @Override
  default Batches shuffled(Batching batching, Key key, int epoch) {
    return new OrderedRun(this, key.fold(epoch).permutation(count()).toIntArray(), batching);
  }

  /**
   * Returns this set with shuffled runs that draw each example with a chance in proportion to a
   * weight, with replacement: as many as there are, some of them several times, others not at all.
   * Runs in order are not changed. {@link ClassWeights#perExample} gives weights for which all
   * classes are seen alike. PyTorch: {@code WeightedRandomSampler}.
   *
   * @param weights one an example, not negative
   * @throws IllegalArgumentException if they are not [n], there are not as many as examples, one is
   *     negative or not finite, or all are 0
   */
  default DataSet weighted(Tensor weights) {
    Preconditions.checkArgument(
        weights.rank() == 1,
        "weighted: the weights are %s; give [n], one for each example",
        weights.spec());
    return new WeightedExamples(this, weights.to(DType.FLOAT64).toDoubleArray());
  }

  /**
   * Returns this set with shuffled runs whose batches are of examples of about one length, so that
   * little is padded: of the examples in random order, those of so many batches at a time are
   * sorted by length, and the batches come in random order. What makes no full batch comes last.
   * Runs in order are not changed. TensorFlow: {@code bucket_by_sequence_length}.
   *
   * @param lengths one an example, INT32 [n]
   * @param batches how many batches are sorted together, positive: the more, the less is padded,
   *     and the fewer ways there are to group the examples; 50 is usual
   * @throws IllegalArgumentException if the lengths are not INT32 [n], there are not as many as
   *     examples, or the number of batches is not positive
   */
  default DataSet bucketed(Tensor lengths, int batches) {
    Preconditions.checkArgument(
        lengths.dtype() == DType.INT32 && lengths.rank() == 1,
        "bucketed: the lengths are %s; give INT32 [n], one for each example",
        lengths.spec());
    return new BucketedExamples(this, lengths.toIntArray(), batches);
  }

  /**
   * Returns this set as {@link #bucketed(Tensor, int)} does; each example is asked once for its
   * length, now.
   */
  default DataSet bucketed(ToIntFunction<? super S> length, int batches) {
    int[] lengths = new int[count()];
    Arrays.setAll(lengths, place -> length.applyAsInt(example(place)));
    return new BucketedExamples(this, lengths, batches);
  }
}
