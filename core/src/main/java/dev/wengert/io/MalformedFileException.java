package dev.wengert.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file that is not what it must be: damaged, cut short, inconsistent, or of a kind that is not
 * read. The message says what was found and what helps.
 */
public final class MalformedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Makes an exception of the form {@code what is read: what is wrong: actual values; remedy}. */
  public MalformedFileException(String message) {
    this(message, null);
  }

  /** Makes an exception that keeps what led to it. */
  public MalformedFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
