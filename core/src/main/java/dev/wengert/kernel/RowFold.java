package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import java.util.Arrays;

/**
 * The fast axis vanishes: a unit is one result, a leaf a block of numbers that lie one after the
 * other.
 */
final class RowFold extends FoldPlan {

  private final int blocks;
  private final boolean direct;

  RowFold(
      Fold fold, LoopBody body, Buffer[] inputs, Buffer result, LoopNest kept, LoopNest reduced) {
    super(fold, body, inputs, result, kept, reduced);
    this.blocks = Math.ceilDiv(reduced.inner(), Folder.BLOCK);
    this.direct = isDirect(reduced);
  }

  @Override
  int units() {
    return kept.size();
  }

  @Override
  int leaves() {
    return reduced.rows() * blocks;
  }

  @Override
  int width(int unit) {
    return 1;
  }

  @Override
  int at(int unit) {
    return unit;
  }

  @Override
  Worker worker() {
    Folder folder = Folder.of(fold, result.dtype());
    int inner = reduced.inner();
    MapRunner runner = direct ? null : MapRunner.of(body, reduced, inputs, result.dtype());
    Object block = folder.array(direct ? 0 : Math.min(inner, Folder.BLOCK));
    int[] keptIndex = new int[kept.sides.length];
    int[] reducedIndex = new int[reduced.sides.length];
    int[] base = new int[inputs.length];
    int[] within = new int[inputs.length];
    return new Worker() {
      private int next = -1;

      @Override
      public void begin(int unit) {
        if (unit == next) {
          kept.advance(kept.sides.length - 1, keptIndex, base);
        } else {
          Arrays.fill(base, 0);
          kept.seek(unit, kept.sides.length - 1, keptIndex, base);
        }
        next = unit + 1;
      }

      @Override
      public void leaf(int leaf, Object target, int at) {
        int[] offsets = base;
        int from = 0;
        if (leaf > 0) {
          System.arraycopy(base, 0, within, 0, base.length);
          reduced.seek(leaf / blocks, reduced.sides.length - 2, reducedIndex, within);
          offsets = within;
          from = leaf % blocks * Folder.BLOCK;
        }
        int length = Math.min(Folder.BLOCK, inner - from);
        if (runner == null) {
          folder.foldBlock(inputs[0].array(), offsets[0] + from, length, target, at);
        } else {
          runner.run(offsets, from, length, block, 0);
          folder.foldBlock(block, 0, length, target, at);
        }
      }
    };
  }
}
