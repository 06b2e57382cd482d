package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.loop.CompiledMap;
import dev.wengert.cpu.loop.LoopCompiler;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.kernel.Fold;
import org.jspecify.annotations.Nullable;

/** Folds a stretch of numbers onto another, element by element, by a compiled loop. */
final class LongFold {

  private final CompiledMap map;
  private final Object[] arrays = new Object[2];
  private final int[] offsets = new int[2];

  private LongFold(CompiledMap map) {
    this.map = map;
  }

  /** Returns null where there are no compiled loops over vectors: others do no better. */
  static @Nullable LongFold of(Fold fold, DType dtype) {
    if (!Simd.isAvailable() || !LoopCompiler.isPossible()) {
      return null;
    }
    CompiledMap map = CompiledMap.ofPairs(fold.body(), dtype);
    return map == null ? null : new LongFold(map);
  }

  void run(Object target, int at, Object source, int from, int length) {
    arrays[0] = target;
    arrays[1] = source;
    offsets[0] = at;
    offsets[1] = from;
    map.run(arrays, offsets, arrays, offsets, 0, length);
    arrays[0] = null;
    arrays[1] = null;
  }
}
