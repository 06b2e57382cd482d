package dev.wengert.nn.data;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.data.augment.Augmentation;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Examples, each an input and a target, that are read batch by batch.
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
   * Returns the set of examples that are read anew in each run: one that may be larger than memory.
   *
   * @param source where the examples are
   * @param window how many examples a shuffled run keeps in memory to draw from: the more, the
   *     closer the order is to a random one
   * @throws IllegalArgumentException if the window is not positive
   */
  static DataSet streaming(ExampleSource source, int window) {
    return new StreamedDataSet(source, window);
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
          return batch ->
              batch.withX(augmentation.augment(batch.x(), batch.indices().toIntArray(), drawn));
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
