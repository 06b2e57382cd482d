package dev.wengert.nn.data;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The examples of two sources, one behind the other.
 *
 * @param first what is read first
 * @param second what is opened when that has ended
 * @param <S> what an example is
 */
record JoinedSources<S>(ExampleSource<? extends S> first, ExampleSource<? extends S> second)
    implements ExampleSource<S> {

  @Override
  public OptionalLong size() {
    OptionalLong one = first.size();
    OptionalLong two = second.size();
    return one.isPresent() && two.isPresent()
        ? OptionalLong.of(Math.addExact(one.getAsLong(), two.getAsLong()))
        : OptionalLong.empty();
  }

  @Override
  public ExampleReader<S> open() throws IOException {
    return new Reader(first.open());
  }

  /** A run over the one, then the other. */
  private final class Reader implements ExampleReader<S> {

    /** What is open; null where one is closed and the other could not be opened. */
    private @Nullable ExampleReader<? extends S> reader;

    private boolean isSecond;

    Reader(ExampleReader<? extends S> reader) {
      this.reader = reader;
    }

    @Override
    public @Nullable S next() throws IOException {
      S next = reader == null ? null : reader.next();
      if (next != null || isSecond) {
        return next;
      }
      close();
      isSecond = true;
      ExampleReader<? extends S> other = second.open();
      reader = other;
      return other.next();
    }

    @Override
    public void close() throws IOException {
      ExampleReader<? extends S> open = reader;
      reader = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
