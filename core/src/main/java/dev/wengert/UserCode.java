package dev.wengert;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/** Where in a user's code something happens that runs now: for messages and listings. */
public final class UserCode {

  /** The packages whose frames are this library's own; the line sought is the first outside. */
  private static final ImmutableSet<String> OWN =
      ImmutableSet.of(
          "dev.wengert",
          "dev.wengert.array",
          "dev.wengert.kernel",
          "dev.wengert.io",
          "dev.wengert.ops",
          "dev.wengert.program",
          "dev.wengert.nn",
          "dev.wengert.nn.layer",
          "dev.wengert.nn.optim",
          "dev.wengert.nn.train",
          "dev.wengert.nn.data");

  private static final StackWalker STACK = StackWalker.getInstance();

  private UserCode() {}

  /** Returns the innermost line that is not this library's, as a stack trace shows it. */
  public static String line() {
    Optional<StackWalker.StackFrame> frame =
        STACK.walk(
            frames -> frames.dropWhile(f -> isOwn(f.getClassName())).findFirst());
    return frame.map(f -> f.toStackTraceElement().toString()).orElse("an unknown line");
  }

  /** Returns the name of this library's method that the user's line calls. */
  public static String operation() {
    Optional<StackWalker.StackFrame> frame =
        STACK.walk(
            frames ->
                frames
                    .takeWhile(f -> isOwn(f.getClassName()))
                    .filter(f -> !f.getClassName().startsWith("java."))
                    .reduce((inner, outer) -> outer));
    return frame.map(StackWalker.StackFrame::getMethodName).orElse("an operation");
  }

  private static boolean isOwn(String className) {
    int dot = className.lastIndexOf('.');
    return className.startsWith("java.")
        || OWN.contains(dot < 0 ? "" : className.substring(0, dot));
  }
}
