package dev.wengert.nn.data;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Where examples are stored one after another: what a {@linkplain DataSet#streaming streaming} data
 * set reads, any number of times.
 *
 * @param <S> what one is: an {@link Example}, or any other structure of tensors
 */
public interface ExampleSource<S> {

  /** Returns the number of examples, if it is known before all are read. */
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /**
   * Opens a run from the first example on.
   *
   * @throws IOException if it cannot be opened
   */
  ExampleReader<S> open() throws IOException;

  /** Returns the source of these examples, and of others behind them. */
  default ExampleSource<S> concat(ExampleSource<? extends S> others) {
    return new JoinedSources<>(this, others);
  }
}
