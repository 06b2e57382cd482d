package dev.wengert.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What code prints, for a test to look at, so that it does not stand among a build's messages. */
public final class Printed {

  private Printed() {}

  /** Code that may fail in any way. */
  @FunctionalInterface
  public interface Code {

    /** Runs it. */
    void run() throws Exception;
  }

  /**
   * Runs some code and returns what it printed; where it fails, {@code System.out} is as before.
   */
  public static String by(Code code) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try {
      System.setOut(new PrintStream(printed, true, UTF_8));
      code.run();
    } finally {
      System.setOut(out);
    }
    return printed.toString(UTF_8);
  }
}
