package dev.wengert;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/** Where in a user's code something happens that runs now: for messages and listings. */
public final class UserCode {

  /** What the library's modules begin with, and its packages where there are no modules. */
  private static final String LIBRARY = UserCode.class.getPackageName();

  /** The modules of that name that call the library as its users do. */
  private static final ImmutableSet<String> USERS =
      ImmutableSet.of("gradcheck", "examples", "benchmarks");

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private UserCode() {}

  /** Returns the innermost line that is not this library's, as a stack trace shows it. */
  public static String line() {
    Optional<StackWalker.StackFrame> frame =
        STACK.walk(frames -> frames.filter(f -> !isOwn(f.getDeclaringClass())).findFirst());
    return frame.map(f -> f.toStackTraceElement().toString()).orElse("an unknown line");
  }

  /** Returns the name of this library's method that the innermost line outside calls. */
  public static String operation() {
    Optional<StackWalker.StackFrame> frame =
        STACK.walk(
            frames ->
                frames
                    .takeWhile(f -> isOwn(f.getDeclaringClass()))
                    .filter(f -> isLibrary(home(f.getDeclaringClass())))
                    .reduce((inner, outer) -> outer));
    return frame.map(StackWalker.StackFrame::getMethodName).orElse("an operation");
  }

  /**
   * Returns whether a class is the library's or the JDK's: the line sought is the first outside.
   */
  private static boolean isOwn(Class<?> type) {
    String home = home(type);
    return home.startsWith("java.") || home.startsWith("jdk.") || isLibrary(home);
  }

  private static boolean isLibrary(String home) {
    return home.equals(LIBRARY)
        || (home.startsWith(LIBRARY + ".")
            && !USERS.contains(home.substring(LIBRARY.length() + 1).replaceAll("\\..*", "")));
  }

  /** Returns the module of a class, or its package where there are no modules. */
  private static String home(Class<?> type) {
    Module module = type.getModule();
    return module.isNamed() ? module.getName() : type.getPackageName();
  }
}
