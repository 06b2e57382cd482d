package dev.wengert.cpu.copy;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Retyped;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Moves matrices whose rows become columns, in squares that stay in the cache. */
interface Turning {

  /** The side of a square. */
  int SIDE = 64;

  /** How many numbers the working memory has: the rows of a square, each with one to spare. */
  int WORKING = SIDE * (SIDE + 1);

  /**
   * Moves {@code to[i * width + j] = from[i + j * height]} for i below rows, j below columns.
   *
   * @param at where the first element is
   * @param height how far apart elements of a row are at the source
   * @param into where the first element goes
   * @param width how far apart rows are at the target
   * @param working {@value #WORKING} numbers
   */
  void run(
      Object from,
      int at,
      int height,
      Object to,
      int into,
      int width,
      int rows,
      int columns,
      Object working);

  /** Returns what moves numbers of a dtype; null where there is nothing better than a loop. */
  static @Nullable Turning of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Kept.SINGLES;
      case FLOAT64 -> Kept.DOUBLES;
      case INT32 -> Kept.INTEGERS;
      case BOOL -> null;
    };
  }

  /** Those that have been made. */
  final class Kept {
    private static final Turning SINGLES = new FloatTurning();
    private static final @Nullable Turning DOUBLES = retyped(DType.FLOAT64);
    private static final @Nullable Turning INTEGERS = retyped(DType.INT32);

    private Kept() {}

    private static @Nullable Turning retyped(DType dtype) {
      return Retyped.make(MethodHandles.lookup(), FloatTurning.class, dtype, Turning.class);
    }
  }
}
