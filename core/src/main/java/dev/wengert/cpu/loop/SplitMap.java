package dev.wengert.cpu.loop;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Op;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A long loop body whose parts are compiled one by one and run over blocks that stay in the cache.
 */
final class SplitMap extends MapRunner {

  /**
   * Elements of a block: small enough that the buffers of a long body stay in the second-level
   * cache.
   */
  private static final int BLOCK = 512;

  private final LoopSplit split;
  private final CompiledMap[] maps;

  /** For each part where its results go; the last part's are those of the whole. */
  private final Object[][] targets;

  /** For each part where its operands begin. */
  private final int[][] places;

  private final int[] zeros = new int[LoopForm.MOST_OPERANDS];

  /** For each operand of the whole its stride along the row. */
  private final int[] strides;

  private SplitMap(LoopSplit split, CompiledMap[] maps, Object[][] targets, int[] strides) {
    this.split = split;
    this.maps = maps;
    this.targets = targets;
    this.strides = strides;
    this.places = new int[maps.length][];
    Arrays.setAll(places, i -> new int[split.parts().get(i).operands().length()]);
  }

  /** Returns null where classes cannot be defined. */
  static @Nullable SplitMap of(
      LoopSplit split, LoopNest nest, Buffer[] operands, DType compute, long results) {
    int block = Math.min(BLOCK, nest.inner());
    Buffer[] all = Arrays.copyOf(operands, operands.length + split.buffers().size());
    int[] strides = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      if (i < operands.length) {
        strides[i] = nest.innerStride(i);
      } else {
        boolean isTruth = split.buffers().get(i - operands.length) == Op.Kind.LOGICAL;
        all[i] = Buffer.allocate(new Spec(isTruth ? DType.BOOL : stored(compute), Shape.of(block)));
        strides[i] = 1;
      }
    }
    CompiledMap[] maps = new CompiledMap[split.parts().size()];
    Object[][] targets = new Object[maps.length][];
    for (int i = 0; i < maps.length; i++) {
      LoopSplit.Part part = split.parts().get(i);
      Buffer[] taken = chosen(all, part.operands(), 0);
      Buffer[] filled = chosen(all, part.results(), operands.length);
      int[] steps = new int[taken.length];
      Arrays.setAll(steps, k -> strides[part.operands().get(k)]);
      boolean isLast = i == maps.length - 1;
      CompiledMap map =
          CompiledMap.of(
              LoopForms.of(part.body()),
              compute,
              arrays(taken),
              steps,
              LoopForm.stored(taken),
              isLast ? results : LoopForm.stored(filled),
              block);
      if (map == null) {
        return null;
      }
      maps[i] = map;
      targets[i] = arrays(filled);
    }
    return new SplitMap(split, maps, targets, Arrays.copyOf(strides, operands.length));
  }

  /** What numbers lie in that are computed in a dtype: a body of truth values has none. */
  private static DType stored(DType compute) {
    return compute == DType.BOOL ? DType.INT32 : compute;
  }

  private static Buffer[] chosen(Buffer[] all, ImmutableIntArray numbers, int shift) {
    Buffer[] chosen = new Buffer[numbers.length()];
    Arrays.setAll(chosen, k -> all[shift + numbers.get(k)]);
    return chosen;
  }

  private static Object[] arrays(Buffer[] buffers) {
    Object[] arrays = new Object[buffers.length];
    Arrays.setAll(arrays, k -> buffers[k].array());
    return arrays;
  }

  @Override
  public void run(int[] offsets, Object[] results, int[] resultPlaces, int from, int to) {
    int[] shifted = new int[results.length];
    for (int done = from; done < to; done += BLOCK) {
      int stretch = Math.min(BLOCK, to - done);
      for (int i = 0; i < maps.length - 1; i++) {
        maps[i].run(places(i, offsets, done), targets[i], zeros, 0, stretch);
      }
      for (int r = 0; r < shifted.length; r++) {
        shifted[r] = resultPlaces[r] + done;
      }
      maps[maps.length - 1].run(
          places(maps.length - 1, offsets, done), results, shifted, 0, stretch);
    }
  }

  /** Where a part's operands begin: those of the whole in their row, buffers at 0. */
  private int[] places(int part, int[] offsets, int from) {
    ImmutableIntArray operands = split.parts().get(part).operands();
    for (int k = 0; k < operands.length(); k++) {
      int operand = operands.get(k);
      places[part][k] = operand < strides.length ? offsets[operand] + from * strides[operand] : 0;
    }
    return places[part];
  }
}
