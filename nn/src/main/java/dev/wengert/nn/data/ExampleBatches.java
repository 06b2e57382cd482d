package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A run that makes batches of examples which come one by one.
 *
 * @param <S> what one is
 */
final class ExampleBatches<S> implements Batches {

  /**
   * An example and its place in its data set.
   *
   * @param example the example
   * @param place the place
   * @param <S> what the example is
   */
  record Placed<S>(S example, int place) {}

  /**
   * Where the examples of one run come from.
   *
   * @param <S> what one is
   */
  interface Feed<S> extends Closeable {
    /** Returns the next, null behind the last. */
    @Nullable Placed<S> next() throws IOException;
  }

  private final Batching batching;
  private final Feed<S> feed;
  private final Collate<? super S> collate;
  private final ArrayDeque<Placed<S>> ready = new ArrayDeque<>();
  private boolean isClosed;

  ExampleBatches(Batching batching, Feed<S> feed, Collate<? super S> collate) {
    this.batching = batching;
    this.feed = feed;
    this.collate = collate;
  }

  @Override
  public boolean hasNext() {
    try {
      while (!isClosed && ready.size() < batching.size()) {
        Placed<S> next = feed.next();
        if (next == null) {
          break;
        }
        ready.add(next);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return batching.dropLast() ? ready.size() == batching.size() : !ready.isEmpty();
  }

  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("batches: the epoch has ended; ask hasNext() first");
    }
    int size = ready.size();
    List<S> examples = new ArrayList<>(size);
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      Placed<S> placed = ready.remove();
      examples.add(placed.example());
      places[i] = placed.place();
    }
    return new Batch(collate.of(examples, places), Tensor.wrap(places, size));
  }

  /** Refuses to pass over a negative number of batches. */
  static void checkSkipped(long count) {
    Preconditions.checkArgument(
        count >= 0, "batches: cannot skip %s batches; give 0 or more", count);
  }

  @Override
  public void close() {
    isClosed = true;
    ready.clear();
    try {
      feed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
