package dev.wengert.nn.data;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One run over stored examples. Whoever opened it closes it. */
public interface ExampleReader extends Closeable {

  /**
   * Returns the next example, null behind the last.
   *
   * @throws dev.wengert.io.MalformedFileException if a record is not as it must be
   * @throws IOException if a file cannot be read
   */
  @Nullable Example next() throws IOException;
}
