package dev.wengert.cpu.loop;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.device.Frame;
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

  /** How the operands of the whole lie, and behind them the buffers. */
  private final Layout[] all;

  /** For each operand of the whole its stride along the row. */
  private final int[] strides;

  private final int results;

  private SplitMap(LoopSplit split, CompiledMap[] maps, Layout[] all, int[] strides, int results) {
    this.split = split;
    this.maps = maps;
    this.all = all;
    this.strides = strides;
    this.results = results;
  }

  /** Returns null where classes cannot be defined. */
  static @Nullable SplitMap of(
      LoopSplit split, LoopNest nest, Layout[] operands, DType compute, Layout[] results) {
    int block = Math.min(BLOCK, nest.inner());
    int n = operands.length;
    Layout[] all = Arrays.copyOf(operands, n + split.buffers().size(), Layout[].class);
    int[] strides = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      if (i < n) {
        strides[i] = nest.innerStride(i);
      } else {
        boolean isTruth = split.buffers().get(i - n) == Op.Kind.LOGICAL;
        DType dtype = isTruth ? DType.BOOL : stored(compute);
        all[i] = Layout.contiguous(new Spec(dtype, Shape.of(block)));
        strides[i] = 1;
      }
    }
    CompiledMap[] maps = new CompiledMap[split.parts().size()];
    for (int i = 0; i < maps.length; i++) {
      LoopSplit.Part part = split.parts().get(i);
      int[] steps = new int[part.operands().length()];
      Arrays.setAll(steps, k -> strides[part.operands().get(k)]);
      boolean isLast = i == maps.length - 1;
      CompiledMap map =
          CompiledMap.of(
              LoopForms.of(part.body()),
              compute,
              steps,
              LoopForm.stored(chosen(all, part.operands(), 0)),
              LoopForm.stored(isLast ? results : chosen(all, part.results(), n)),
              block);
      if (map == null) {
        return null;
      }
      maps[i] = map;
    }
    return new SplitMap(split, maps, all, Arrays.copyOf(strides, n), results.length);
  }

  /** What numbers lie in that are computed in a dtype: a body of truth values has none. */
  private static DType stored(DType compute) {
    return compute == DType.BOOL ? DType.INT32 : compute;
  }

  private static Layout[] chosen(Layout[] all, ImmutableIntArray numbers, int shift) {
    Layout[] chosen = new Layout[numbers.length()];
    Arrays.setAll(chosen, k -> all[shift + numbers.get(k)]);
    return chosen;
  }

  @Override
  public void run(
      Lane lane,
      Object[] operands,
      int[] offsets,
      Object[] targets,
      int[] places,
      int from,
      int to) {
    int mark = lane.mark();
    int n = strides.length;
    Frame buffers = lane.frame(all.length - n);
    for (int i = n; i < all.length; i++) {
      buffers.set(i - n, lane.numbers(all[i].dtype(), all[i].shape().size()), 0);
    }
    Frame taken = lane.frame(LoopForm.MOST_OPERANDS);
    Frame filled = lane.frame(LoopForm.MOST_OPERANDS);
    for (int done = from; done < to; done += BLOCK) {
      int stretch = Math.min(BLOCK, to - done);
      for (int i = 0; i < maps.length; i++) {
        LoopSplit.Part part = split.parts().get(i);
        for (int k = 0; k < part.operands().length(); k++) {
          int operand = part.operands().get(k);
          if (operand < n) {
            taken.set(k, operands[operand], offsets[operand] + done * strides[operand]);
          } else {
            taken.setAs(k, buffers, operand - n);
          }
        }
        boolean isLast = i == maps.length - 1;
        for (int k = 0; k < (isLast ? results : part.results().length()); k++) {
          if (isLast) {
            filled.set(k, targets[k], places[k] + done);
          } else {
            filled.setAs(k, buffers, part.results().get(k));
          }
        }
        maps[i].run(taken.arrays(), taken.offsets(), filled.arrays(), filled.offsets(), 0, stretch);
      }
    }
    buffers.clear();
    taken.clear();
    filled.clear();
    lane.release(mark);
  }
}
