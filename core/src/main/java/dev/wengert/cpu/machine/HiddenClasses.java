package dev.wengert.cpu.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Defines classes at run time, where that is possible: not in a native image. */
public final class HiddenClasses {

  private static volatile boolean possible =
      !System.getProperty("wengert.loops", "compiled").equals("interpreted");

  private HiddenClasses() {}

  /** Returns whether this runtime defines classes, as far as is known, and was not told not to. */
  public static boolean isPossible() {
    return possible;
  }

  /**
   * Returns an object of a class, made by its constructor without parameters; null where that is
   * impossible.
   *
   * @param lookup that of the package in which the class lives
   */
  public static @Nullable Object make(MethodHandles.Lookup lookup, byte[] bytes) {
    if (!possible) {
      return null;
    }
    try {
      MethodHandles.Lookup own = lookup.defineHiddenClass(bytes, true);
      return own.findConstructor(own.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (LinkageError | VirtualMachineError e) {
      throw e;
    } catch (UnsupportedOperationException | Error e) {
      // What a native image throws is an error of its own kind.
      possible = false;
      System.getLogger(HiddenClasses.class.getName())
          .log(
              System.Logger.Level.INFO,
              "loops are interpreted, several times slower: this runtime defines no classes ({0})",
              e.toString());
      return null;
    } catch (Throwable e) {
      throw new LinkageError("a generated class cannot be made", e);
    }
  }
}
