package dev.wengert.nn.data;

import dev.wengert.Key;
import dev.wengert.nn.data.ExampleBatches.Placed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose shuffled runs have batches of about one length.
 *
 * @param stream what is read
 * @param length of an example
 * @param batches how many batches are sorted together
 * @param <S> what an example is
 */
record BucketedStream<S>(StreamedDataSet<S> stream, ToIntFunction<? super S> length, int batches)
    implements DataSet {

  BucketedStream {
    BucketedExamples.checkBatches(batches);
  }

  @Override
  public OptionalLong size() {
    return stream.size();
  }

  @Override
  public Batches inOrder(Batching batching) {
    return stream.inOrder(batching);
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    Key drawn = key.fold(epoch).fold("buckets");
    return new ExampleBatches<>(
        batching, new Sorted(stream.drawn(key, epoch), batching.size(), drawn), stream.collate());
  }

  /** The examples of some batches at a time, those of a batch one behind the other. */
  private final class Sorted implements ExampleBatches.Feed<S> {

    private final ExampleBatches.Feed<S> feed;
    private final int size;
    private final Key key;

    /** What is to be given next, from the end on. */
    private final List<Placed<S>> sorted = new ArrayList<>();

    private int stretches;

    Sorted(ExampleBatches.Feed<S> feed, int size, Key key) {
      this.feed = feed;
      this.size = size;
      this.key = key;
    }

    @Override
    public @Nullable Placed<S> next() throws IOException {
      if (sorted.isEmpty()) {
        read();
      }
      return sorted.isEmpty() ? null : sorted.removeLast();
    }

    private void read() throws IOException {
      List<Placed<S>> some = new ArrayList<>();
      long most = (long) batches * size;
      for (Placed<S> next = feed.next(); next != null; next = feed.next()) {
        some.add(next);
        if (some.size() == most) {
          break;
        }
      }
      // What makes no full batch is the end of the stream, and comes last.
      int full = some.size() / size;
      List<Placed<S>> whole = some.subList(0, full * size);
      whole.sort(Comparator.comparingInt(placed -> length.applyAsInt(placed.example())));
      int[] order = key.fold(stretches++).permutation(full).toIntArray();
      sorted.addAll(some.subList(full * size, some.size()));
      for (int batch : order) {
        sorted.addAll(whole.subList(batch * size, (batch + 1) * size));
      }
    }

    @Override
    public void close() throws IOException {
      sorted.clear();
      feed.close();
    }
  }
}
