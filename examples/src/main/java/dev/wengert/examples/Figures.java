package dev.wengert.examples;

import java.util.Locale;

/** Takes what the parts of an example measured: lines of text, and pictures by file name. */
public interface Figures {

  /** Prints a line. */
  void print(String line);

  /** Keeps a picture. */
  void picture(String name, LineChart chart);

  /** Returns 10 for 10.0 and 0.1 for 0.1. */
  static String plain(double number) {
    return number == Math.rint(number)
        ? Integer.toString((int) number)
        : String.format(Locale.ROOT, "%.3g", number).replaceAll("0+$", "");
  }
}
