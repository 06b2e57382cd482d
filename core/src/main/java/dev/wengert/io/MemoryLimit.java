package dev.wengert.io;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.math.LongMath;

/**
 * How much memory the content of a file may take. It is asked before memory is taken, so that a
 * file which is too large, or made to seem so, ends in an error about the file and not in that of a
 * JVM whose heap is full.
 *
 * <p>Two things bound it. What is packed may be a thousand times larger than its file: so its
 * readers take a limit, which begins as {@link #usual}. And whatever is read must fit what is left
 * of the heap; one eighth of that is kept back for everything else.
 */
public final class MemoryLimit {

  private static final int SHARE_OF_HEAP = 4;
  private static final int TIMES_THE_FILE = 4;
  private static final int SHARE_KEPT_BACK = 8;

  private final long allowed;
  private long taken;

  private MemoryLimit(long allowed) {
    this.allowed = allowed;
  }

  /** Returns the limit of a file that says itself, by its length, how much is in it. */
  public static MemoryLimit ofHeap() {
    return new MemoryLimit(Long.MAX_VALUE);
  }

  /** Returns a limit of one's own choice, within that of the heap. */
  public static MemoryLimit of(long bytes) {
    return new MemoryLimit(bytes);
  }

  /**
   * Returns how many bytes the content of a packed file may take where nobody says otherwise: a
   * quarter of the heap's greatest size, or four times the file where that is more. That much,
   * plain files take as well: a byte becomes an INT32.
   */
  public static long usual(long fileBytes) {
    return Math.max(
        Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
        LongMath.saturatedMultiply(fileBytes, TIMES_THE_FILE));
  }

  /**
   * Makes sure that there is memory.
   *
   * @param name what is read, for the error
   * @param what the part of it that needs the memory
   * @param lasting how many bytes the part's array takes
   * @param passing how many more it takes to read it
   * @throws MalformedFileException if the parts so far and this one take more than the limit, or
   *     the heap has no room for it
   */
  public void take(String name, String what, long lasting, long passing)
      throws MalformedFileException {
    taken = LongMath.saturatedAdd(taken, lasting);
    if (taken > allowed) {
      throw new MalformedFileException(
          lenientFormat(
              "%s: unpacks to more than the limit: with %s to %s bytes of memory, %s are allowed;"
                  + " allow more if you trust the file",
              name, what, taken, allowed));
    }
    long needed = LongMath.saturatedAdd(lasting, passing);
    Runtime runtime = Runtime.getRuntime();
    if (needed > room(runtime) && needed <= runtime.maxMemory()) {
      // What is in the way may be garbage. This is slow, and the alternative is to fail.
      runtime.gc();
    }
    long room = room(runtime);
    if (needed > room) {
      throw new MalformedFileException(
          lenientFormat(
              "%s: reading %s takes %s bytes of memory, the heap has room for %s; give the JVM a"
                  + " larger heap with -Xmx, or split the file",
              name, what, needed, room));
    }
  }

  /** Returns how many bytes the parts so far take. */
  long taken() {
    return taken;
  }

  /** Goes back to what was taken before a part that was then not kept. */
  void backTo(long before) {
    taken = before;
  }

  private static long room(Runtime runtime) {
    long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    return free - free / SHARE_KEPT_BACK;
  }
}
