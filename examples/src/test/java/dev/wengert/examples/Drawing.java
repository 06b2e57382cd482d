package dev.wengert.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a machine must have for pictures. */
public final class Drawing {

  private Drawing() {}

  /** Skips the calling test where Java cannot draw text. */
  public static void assumePossible() {
    assumeTrue(ChartStyle.canDraw(), "skipped: Java cannot draw text on this machine, no fonts?");
  }
}
