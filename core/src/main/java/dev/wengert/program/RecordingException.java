package dev.wengert.program;

/**
 * A function cannot be recorded: it reads a value that only a run has, or uses a tensor that
 * belongs to a computation around it.
 */
public final class RecordingException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  RecordingException(String message) {
    super(message);
  }
}
