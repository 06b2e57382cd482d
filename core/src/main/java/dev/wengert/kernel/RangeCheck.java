package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel that lets INT32 numbers from 0 to a greatest one pass, and names the first other in an
 * {@link IndexOutOfBoundsException}: classes and lengths do not count from the end where negative,
 * as positions do.
 *
 * @param operation the operation an error names
 * @param what what the numbers are
 * @param greatest the greatest of them
 * @param of what there are so many of
 */
public record RangeCheck(String operation, String what, int greatest, String of) implements Kernel {
  @Override
  public boolean canThrow(Spec[] inputs) {
    return true;
  }
}
