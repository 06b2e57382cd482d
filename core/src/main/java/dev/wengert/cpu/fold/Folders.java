package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.machine.Retyped;
import dev.wengert.kernel.Fold;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folders of each dtype: one is written, the others are made of it. */
final class Folders {

  private Folders() {}

  /** Returns a folder. */
  static Folder of(Fold fold, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> typed(Singles.FOLDER, fold, Singles.VECTORS.get(fold), dtype);
      case FLOAT64 -> typed(Doubles.FOLDER, fold, Doubles.VECTORS.get(fold), dtype);
      case INT32 -> typed(Integers.FOLDER, fold, null, dtype);
      case BOOL -> throw new IllegalArgumentException(fold + ": BOOL values have no " + fold);
    };
  }

  private static Folder typed(
      @Nullable TypedFolder any, Fold fold, @Nullable LaneVectors vectors, DType dtype) {
    return any == null
        ? new InterpretedFolder(fold, dtype)
        : any.with(fold, vectors, dtype == DType.INT32 ? null : LongFold.of(fold, dtype));
  }

  private static @Nullable TypedFolder retyped(DType dtype) {
    return Retyped.make(MethodHandles.lookup(), FloatFolder.class, dtype, TypedFolder.class);
  }

  // Each is made when it is first asked for.

  private static final class Singles {
    static final TypedFolder FOLDER = new FloatFolder();
    // Not by a method reference, which would load the class where there are no vectors.
    static final Map<Fold, LaneVectors> VECTORS = LaneVectors.of(() -> new FloatLaneFold());
  }

  private static final class Doubles {
    static final @Nullable TypedFolder FOLDER = retyped(DType.FLOAT64);
    static final Map<Fold, LaneVectors> VECTORS =
        LaneVectors.of(
            () ->
                Retyped.make(
                    MethodHandles.lookup(), FloatLaneFold.class, DType.FLOAT64, LaneFold.class));
  }

  private static final class Integers {
    static final @Nullable TypedFolder FOLDER = retyped(DType.INT32);
  }
}
