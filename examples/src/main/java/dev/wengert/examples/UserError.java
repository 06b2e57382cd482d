package dev.wengert.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/**
 * Something the user can put right: a file, a row, an option or a folder.
 *
 * <p>The message is the one line that the command line shows: the place, what is wrong there, the
 * actual value, and the remedy. A fault of the program itself is never a {@code UserError}.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the line to show. */
  public UserError(String message) {
    super(message);
  }

  /** Creates an error whose message is the line to show and whose cause is kept for debugging. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns in a few words why the file system refused something. */
  public static String reason(IOException error) {
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (error instanceof FileSystemException refusal && refusal.getReason() != null) {
      return refusal.getReason();
    }
    return error.toString();
  }
}
