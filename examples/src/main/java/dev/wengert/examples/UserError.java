package dev.wengert.examples;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;

/**
 * Something the user can put right: a file, a row, an option or a folder.
 *
 * <p>The message is the one line that the command line shows: the place, what is wrong there, the
 * actual value, and the remedy. A fault of the program itself is never a {@code UserError}.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

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
    // The name of the exception is all that is left to say: NoSuchFileException, "no such file".
    String name = error.getClass().getSimpleName().replace("Exception", "");
    return error instanceof FileSystemException
        ? Ascii.toLowerCase(CAPITAL.matcher(name).replaceAll(" $0").trim())
        : error.toString();
  }
}
