package dev.wengert.examples;

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
}
