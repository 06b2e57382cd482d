package dev.wengert.cpu.copy;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Retyped;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What turns matrices of each dtype: one is written, the others are made of it. */
final class Turnings {

  private static final Turning SINGLES = new FloatTurning();
  private static final @Nullable Turning DOUBLES = retyped(DType.FLOAT64);
  private static final @Nullable Turning INTEGERS = retyped(DType.INT32);

  private Turnings() {}

  /** Returns that of a dtype; null where there is nothing better than a loop. */
  static @Nullable Turning of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> SINGLES;
      case FLOAT64 -> DOUBLES;
      case INT32 -> INTEGERS;
      case BOOL -> null;
    };
  }

  private static @Nullable Turning retyped(DType dtype) {
    return Retyped.make(MethodHandles.lookup(), FloatTurning.class, dtype, Turning.class);
  }
}
