package dev.wengert.cpu.fold;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;

/** The fast axis stays: a unit is a stretch of it, a leaf some rows folded onto each other. */
public final class ColumnFold extends FoldPlan {

  /** Rows that are folded one after the other. */
  private static final int ROWS = 32;

  private final int stretch;
  private final int stretches;

  ColumnFold(
      Fold fold, LoopBody body, Buffer[] inputs, Buffer result, LoopNest kept, LoopNest reduced) {
    super(fold, body, inputs, result, kept, reduced);
    this.stretch = Math.min(kept.inner(), Folder.BLOCK);
    this.stretches = Math.ceilDiv(kept.inner(), stretch);
  }

  @Override
  public int units() {
    return kept.rows() * stretches;
  }

  @Override
  int leaves() {
    return Math.ceilDiv(reduced.size(), ROWS);
  }

  private int from(int unit) {
    return unit % stretches * stretch;
  }

  @Override
  int width(int unit) {
    return Math.min(stretch, kept.inner() - from(unit));
  }

  @Override
  int at(int unit) {
    return unit / stretches * kept.inner() + from(unit);
  }

  @Override
  Worker worker() {
    Folder folder = Folder.of(fold, result.dtype());
    MapRunner runner = isDirect(kept) ? null : MapRunner.of(body, kept, inputs, result);
    Object block = folder.array(runner == null ? 0 : stretch);
    int rows = reduced.size();
    int[] index = new int[Math.max(kept.sides.length, reduced.sides.length)];
    int[] base = starts();
    int[] offsets = new int[inputs.length];
    Object[] filled = new Object[1];
    int[] place = new int[1];
    return new Worker() {
      private int from;
      private int width;

      @Override
      public void begin(int unit) {
        start(base);
        kept.seek(unit / stretches, kept.sides.length - 2, index, base);
        from = from(unit);
        width = width(unit);
      }

      @Override
      public void leaf(int leaf, Object target, int at) {
        System.arraycopy(base, 0, offsets, 0, base.length);
        int first = leaf * ROWS;
        reduced.seek(first, reduced.sides.length - 1, index, offsets);
        if (runner == null) {
          System.arraycopy(inputs[0].array(), offsets[0] + from, target, at, width);
        } else {
          run(runner, target, at);
        }
        for (int row = first + 1; row < Math.min(rows, first + ROWS); row++) {
          reduced.advance(reduced.sides.length - 1, index, offsets);
          if (runner == null) {
            folder.foldOnto(target, at, inputs[0].array(), offsets[0] + from, width);
          } else {
            run(runner, block, 0);
            folder.foldOnto(target, at, block, 0, width);
          }
        }
      }

      private void run(MapRunner map, Object target, int at) {
        filled[0] = target;
        place[0] = at - from;
        map.run(offsets, filled, place, from, from + width);
      }
    };
  }
}
