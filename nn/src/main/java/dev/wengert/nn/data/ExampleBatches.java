package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Concat;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A run that makes batches of examples which come one by one. */
final class ExampleBatches implements Batches {

  /**
   * An example and its place in its data set.
   *
   * @param example the example
   * @param place the place
   */
  record Placed(Example example, int place) {}

  /** Where the examples of one run come from. */
  interface Feed extends Closeable {
    /** Returns the next, null behind the last. */
    @Nullable Placed next() throws IOException;
  }

  private final Batching batching;
  private final Feed feed;
  private final ArrayDeque<Placed> ready = new ArrayDeque<>();
  private boolean isClosed;

  ExampleBatches(Batching batching, Feed feed) {
    this.batching = batching;
    this.feed = feed;
  }

  @Override
  public boolean hasNext() {
    try {
      while (!isClosed && ready.size() < batching.size()) {
        Placed next = feed.next();
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
    Tensor[] x = new Tensor[size];
    Tensor[] y = new Tensor[size];
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      Placed placed = ready.remove();
      x[i] = placed.example().x();
      y[i] = placed.example().y();
      places[i] = placed.place();
    }
    return new Batch(
        stack("input", x, places), stack("target", y, places), Tensor.wrap(places, size));
  }

  /** Refuses to pass over a negative number of batches. */
  static void checkSkipped(long count) {
    Preconditions.checkArgument(
        count >= 0, "batches: cannot skip %s batches; give 0 or more", count);
  }

  /** Returns tensors of one form along a new first axis. */
  static Tensor stack(String what, Tensor[] tensors, int[] places) {
    Tensor[] rows = new Tensor[tensors.length];
    Spec spec = tensors[0].spec();
    int[] sides = new int[spec.shape().rank() + 1];
    sides[0] = 1;
    System.arraycopy(spec.shape().sides(), 0, sides, 1, sides.length - 1);
    for (int i = 0; i < rows.length; i++) {
      Preconditions.checkArgument(
          tensors[i].spec().equals(spec),
          "dataSet: examples differ in form: the %s of example %s is %s, that of example %s is %s;"
              + " bring all to one form before",
          what,
          places[0],
          spec,
          places[i],
          tensors[i].spec());
      rows[i] = tensors[i].reshape(sides);
    }
    return rows.length == 1 ? rows[0] : new Concat(0).apply(rows);
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
