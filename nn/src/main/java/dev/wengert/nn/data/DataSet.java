package dev.wengert.nn.data;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.data.augment.Augmentation;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Examples that are read batch by batch: each an input and a target, or any other structure of
 * tensors.
 *
 * <p>A data set can be run over any number of times, and by several threads, each with a run of its
 * own. The batches of a run depend on what it is asked with and on nothing else.
 */
public interface DataSet {

  /** Returns the number of examples, if it is known before all are read. */
  OptionalLong size();

  /** Returns a run over all examples in the order of the set: for evaluation. */
  Batches inOrder(Batching batching);

  /**
   * Returns a run over all examples in random order: for training.
   *
   * @param key what the order is drawn from, together with the epoch
   * @param epoch the number of the epoch
   */
  Batches shuffled(Batching batching, Key key, int epoch);

  /**
   * Returns the set of examples in memory.
   *
   * @param x the inputs [n, ...]
   * @param y the targets [n, ...]
   * @throws IllegalArgumentException if there are not as many targets as inputs
   */
  static Examples of(Tensor x, Tensor y) {
    return new Examples(x, y);
  }

  /**
   * Returns the set of examples in memory that are made of several tensors.
   *
   * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="houses"}
   *
   * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="columns"}
   *
   * @param columns a structure of tensors, a record of two inputs, targets and weights, say, each
   *     [n, ...]; a batch is the same structure
   * @throws IllegalArgumentException if there is no tensor in it, one is a scalar, or two differ in
   *     the number of rows
   */
  static <S> IndexedDataSet<S> columns(S columns) {
    return new ColumnExamples<>(columns);
  }

  /**
   * Returns the set of single examples of one form.
   *
   * @param examples the examples, each a tensor or a structure of tensors; a list may read one when
   *     it is asked for it, and is then asked by any thread
   */
  static <S> IndexedDataSet<S> list(List<? extends S> examples) {
    return new ListedExamples<>(examples, Collate.stacking());
  }

  /**
   * Returns the set of single examples, of any form that a function makes batches of: texts of any
   * length, for {@link PadToLongest}.
   *
   * @param examples the examples, each a tensor or a structure of tensors; a list may read one when
   *     it is asked for it, and is then asked by any thread
   * @param collate how they become a batch
   */
  static <S> IndexedDataSet<S> list(List<? extends S> examples, Collate<? super S> collate) {
    return new ListedExamples<>(examples, collate);
  }

  /**
   * Returns the set of examples that are read anew in each run: one that may be larger than memory.
   *
   * @param source where the examples are
   * @param window how many examples a shuffled run keeps in memory to draw from: the more, the
   *     closer the order is to a random one
   * @throws IllegalArgumentException if the window is not positive
   */
  static <S> StreamingDataSet<S> streaming(ExampleSource<S> source, int window) {
    return streaming(source, window, Collate.stacking());
  }

  /**
   * Returns the set of examples that are read anew in each run, as {@link #streaming(ExampleSource,
   * int)} does, of any form that a function makes batches of.
   *
   * @param collate how they become a batch
   * @throws IllegalArgumentException if the window is not positive
   */
  static <S> StreamingDataSet<S> streaming(
      ExampleSource<S> source, int window, Collate<? super S> collate) {
    return new StreamedDataSet<>(source, window, collate);
  }

  /** Returns this set with every batch changed by a function, standardization for example. */
  default DataSet map(UnaryOperator<Batch> change) {
    return new MappedDataSet(this, change, (key, epoch) -> change, false);
  }

  /**
   * Returns this set with the images of shuffled runs, those for training, changed at random: every
   * example by its place in the set and by the run's key and epoch, so that the result depends
   * neither on the batches nor on threads. Runs in order are not changed. Of several augmentations
   * of a set each draws for itself.
   */
  default DataSet augment(Augmentation augmentation) {
    return augmentBatches(
        (batch, key) ->
            batch.withX(augmentation.augment(batch.x(), batch.indices().toIntArray(), key)));
  }

  /**
   * Returns this set with the batches of shuffled runs, those for training, changed at random, of
   * whatever they are made: some words left out of a text, say. Runs in order are not changed. Of
   * several augmentations of a set each draws for itself.
   *
   * @param change from a batch, and the key of the run and its epoch, to the changed one. What is
   *     drawn for an example comes from {@code key.fold(place)}, its place being in the batch's
   *     indices, so that it depends neither on the batches nor on threads.
   */
  default DataSet augmentBatches(BiFunction<Batch, Key, Batch> change) {
    int before = MappedDataSet.augmentations(this);
    return new MappedDataSet(
        this,
        batch -> batch,
        (key, epoch) -> {
          Key own = key.fold("augment");
          for (int i = 0; i < before; i++) {
            own = own.fold("augment");
          }
          Key drawn = own.fold(epoch);
          return batch -> change.apply(batch, drawn);
        },
        true);
  }

  /**
   * Returns this set with batches made ahead of time: while one is computed on, a thread of the run
   * reads and prepares the next. Batches and their order stay the same; an error comes in the place
   * of the batch that it befell.
   *
   * @param batches how many batches may wait, positive; 2 is usual
   */
  default DataSet prefetch(int batches) {
    return new PrefetchedDataSet(this, batches);
  }
}
