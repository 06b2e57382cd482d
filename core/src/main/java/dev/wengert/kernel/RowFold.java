package dev.wengert.kernel;

import dev.wengert.array.Buffer;

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
    int[] index = new int[Math.max(kept.sides.length, reduced.sides.length)];
    int[] base = new int[inputs.length];
    int[] offsets = new int[inputs.length];
    return new Worker() {
      @Override
      public void begin(int unit) {
        java.util.Arrays.fill(base, 0);
        kept.seek(unit, kept.sides.length - 1, index, base);
      }

      @Override
      public void leaf(int leaf, Object target, int at) {
        System.arraycopy(base, 0, offsets, 0, base.length);
        reduced.seek(leaf / blocks, reduced.sides.length - 2, index, offsets);
        int from = leaf % blocks * Folder.BLOCK;
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
