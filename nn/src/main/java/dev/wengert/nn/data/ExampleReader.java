package dev.wengert.nn.data;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One run over stored examples. Whoever opened it closes it.
 *
 * @param <S> what one is: an {@link Example}, or any other structure of tensors
 */
public interface ExampleReader<S> extends Closeable {

  /**
   * Returns the next example, null behind the last.
   *
   * @throws dev.wengert.io.MalformedFileException if a record is not as it must be
   * @throws IOException if a file cannot be read
   */
  @Nullable S next() throws IOException;
}
