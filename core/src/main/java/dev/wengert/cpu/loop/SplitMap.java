package dev.wengert.cpu.loop;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import java.util.Arrays;

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
  private final Object[] buffers;

  /** For each operand of the whole its stride along the row. */
  private final int[] strides;

  private SplitMap(LoopSplit split, CompiledMap[] maps, Object[] buffers, int[] strides) {
    this.split = split;
    this.maps = maps;
    this.buffers = buffers;
    this.strides = strides;
  }

  static MapRunner of(
      LoopBody written,
      LoopSplit split,
      LoopNest nest,
      Buffer[] operands,
      DType compute,
      DType result) {
    int block = Math.min(BLOCK, nest.inner());
    Object[] buffers = new Object[split.buffers().size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = array(split.buffers().get(i), compute, block);
    }
    CompiledMap[] maps = new CompiledMap[split.parts().size()];
    for (int i = 0; i < maps.length; i++) {
      LoopSplit.Part part = split.parts().get(i);
      int n = part.operands().length();
      Object[] arrays = new Object[n];
      int[] strides = new int[n];
      for (int k = 0; k < n; k++) {
        int operand = part.operands().get(k);
        boolean isBuffer = operand >= operands.length;
        arrays[k] = isBuffer ? buffers[operand - operands.length] : operands[operand].array();
        strides[k] = isBuffer ? 1 : nest.innerStride(operand);
      }
      CompiledMap map =
          n > LoopForm.MOST_OPERANDS
              ? null
              : CompiledMap.of(
                  LoopForms.of(part.body()),
                  arrays,
                  strides,
                  block,
                  compute,
                  i == maps.length - 1 ? result : bufferDType(part, compute));
      if (map == null) {
        return new InterpretedMap(written, nest, operands, compute);
      }
      maps[i] = map;
    }
    int[] innerStrides = new int[operands.length];
    Arrays.setAll(innerStrides, nest::innerStride);
    return new SplitMap(split, maps, buffers, innerStrides);
  }

  private static DType bufferDType(LoopSplit.Part part, DType compute) {
    boolean single = part.results().length() == 1;
    return single && part.body().kind() == Op.Kind.LOGICAL ? DType.BOOL : compute;
  }

  private static Object array(Op.Kind kind, DType compute, int length) {
    if (kind == Op.Kind.LOGICAL) {
      return new boolean[length];
    }
    return switch (compute) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32, BOOL -> new int[length];
    };
  }

  @Override
  public void run(int[] offsets, int from, int length, Object result, int at) {
    for (int done = 0; done < length; done += BLOCK) {
      int stretch = Math.min(BLOCK, length - done);
      for (int i = 0; i < maps.length; i++) {
        LoopSplit.Part part = split.parts().get(i);
        boolean isLast = i == maps.length - 1;
        maps[i].run(
            places(part, offsets, from + done),
            0,
            stretch,
            isLast ? result : targets(part.results()),
            isLast ? at + done : 0);
      }
    }
  }

  /** Where a part's operands begin: those of the whole in their row, buffers at 0. */
  private int[] places(LoopSplit.Part part, int[] offsets, int from) {
    int[] places = new int[part.operands().length()];
    for (int k = 0; k < places.length; k++) {
      int operand = part.operands().get(k);
      places[k] = operand < strides.length ? offsets[operand] + from * strides[operand] : 0;
    }
    return places;
  }

  private Object targets(ImmutableIntArray results) {
    Object[] targets = new Object[results.length()];
    Arrays.setAll(targets, i -> buffers[results.get(i)]);
    return targets.length == 1 ? targets[0] : targets;
  }
}
