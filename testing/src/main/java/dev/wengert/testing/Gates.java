package dev.wengert.testing;

/**
 * How much the slow tests try: some of it in every build, all of it by {@code -Pgates}, which is
 * what CI runs. A test that is nothing without its full length has the tag {@value #TAG} instead.
 */
public final class Gates {

  /** The tag of tests that only the profile {@code gates} runs. */
  public static final String TAG = "gate";

  private static final boolean ALL = Boolean.getBoolean("test.gates");

  private Gates() {}

  /** Returns the first number, or in the profile {@code gates} the second. */
  public static int of(int usual, int all) {
    return ALL ? all : usual;
  }
}
