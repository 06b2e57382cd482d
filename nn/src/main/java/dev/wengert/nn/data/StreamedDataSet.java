package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.data.ExampleBatches.Placed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A data set that is read anew in each run and never held whole.
 *
 * <p>A shuffled run keeps a window of examples and gives a random one of them each time that it
 * reads another. So an example comes at most about a window early, and late ones are rare; what is
 * stored in the order of its classes wants a window of several classes, or to be stored otherwise.
 *
 * @param source where the examples are
 * @param window the examples that a shuffled run keeps, positive; 1 keeps the order
 * @param collate how they become a batch
 * @param <S> what one is
 */
record StreamedDataSet<S>(ExampleSource<S> source, int window, Collate<? super S> collate)
    implements StreamingDataSet<S> {

  /** Draws are made for so many examples at a time. */
  private static final int BLOCK = 1024;

  StreamedDataSet {
    Preconditions.checkArgument(
        window > 0, "dataSet: the window is not positive: %s; give at least 1", window);
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  @Override
  public Batches inOrder(Batching batching) {
    return new ExampleBatches<>(batching, new Window(1, null), collate);
  }

  @Override
  public Batches shuffled(Batching batching, Key key, int epoch) {
    return new ExampleBatches<>(batching, drawn(key, epoch), collate);
  }

  @Override
  public DataSet bucketed(ToIntFunction<? super S> length, int batches) {
    return new BucketedStream<>(this, length, batches);
  }

  /** Returns the examples of a shuffled run, one by one. */
  ExampleBatches.Feed<S> drawn(Key key, int epoch) {
    return new Window(window, key.fold(epoch));
  }

  /** The examples of a run, of which some are kept to draw from. */
  private final class Window implements ExampleBatches.Feed<S> {

    private final int kept;
    private final @Nullable Key key;
    private final List<Placed<S>> pool = new ArrayList<>();
    private @Nullable ExampleReader<S> reader;
    private boolean isOpened;
    private long count;
    private long drawn;
    private double[] draws = {};

    Window(int kept, @Nullable Key key) {
      this.kept = kept;
      this.key = key;
    }

    @Override
    public @Nullable Placed<S> next() throws IOException {
      while (pool.size() < kept) {
        S example = read();
        if (example == null) {
          break;
        }
        // A stream of more than 2^31 examples numbers them from 0 again.
        pool.add(new Placed<>(example, (int) (count++ & Integer.MAX_VALUE)));
      }
      if (pool.isEmpty()) {
        return null;
      }
      int at = key == null ? 0 : (int) (uniform(key) * pool.size());
      // The last takes its place, so that nothing is moved.
      Placed<S> result = pool.get(at);
      Placed<S> last = pool.removeLast();
      if (at < pool.size()) {
        pool.set(at, last);
      }
      return result;
    }

    private double uniform(Key key) {
      int at = (int) (drawn % BLOCK);
      if (at == 0) {
        Spec spec = new Spec(DType.FLOAT64, Shape.of(BLOCK));
        draws = key.fold((int) (drawn / BLOCK)).uniform(spec).toDoubleArray();
      }
      drawn++;
      return draws[at];
    }

    private @Nullable S read() throws IOException {
      if (!isOpened) {
        isOpened = true;
        reader = source.open();
      }
      S example = reader == null ? null : reader.next();
      if (example == null) {
        close();
      }
      return example;
    }

    @Override
    public void close() throws IOException {
      isOpened = true;
      ExampleReader<S> open = reader;
      reader = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
