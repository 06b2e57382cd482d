package dev.wengert;

/** A computation that ran again did something else than at first. */
public final class ReplayException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  ReplayException(String message) {
    super(message);
  }
}
