package dev.wengert.gradcheck;

/** Thrown when the function under check fails; the message says at which probe. */
public final class ProbeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Makes it with what the function threw. */
  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Makes it of what is wrong. */
  public ProbeException(String message) {
    super(message);
  }

  /** Returns what says where a function failed, and why. */
  public static ProbeException of(String where, RuntimeException cause) {
    return new ProbeException(
        "gradcheck: the function failed " + where + ": " + cause.getMessage(), cause);
  }
}
