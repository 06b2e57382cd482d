package dev.wengert.cpu.fold;

import dev.wengert.array.Buffer;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import org.jspecify.annotations.Nullable;

/**
 * The fast axis vanishes: a unit is one result, a leaf a block of numbers that lie one after the
 * other.
 *
 * <p>Which numbers share a block follows from the space: folded axes with no kept one between them
 * are one line, and a line is cut into blocks from its beginning. How operands lie decides only in
 * how many stretches a block is fetched.
 */
final class RowFold extends FoldPlan {

  private final int line;
  private final int blocks;
  private final boolean direct;

  /**
   * Makes it.
   *
   * @param line how many of the numbers of a result follow each other in the space
   */
  RowFold(
      Fold fold,
      LoopBody body,
      Buffer[] inputs,
      Buffer result,
      LoopNest kept,
      LoopNest reduced,
      int line) {
    super(fold, body, inputs, result, kept, reduced);
    this.line = line;
    this.blocks = Math.ceilDiv(line, Folder.BLOCK);
    this.direct = isDirect(reduced);
  }

  @Override
  public int units() {
    return kept.size();
  }

  @Override
  int leaves() {
    return line == 0 ? 0 : reduced.size() / line * blocks;
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
    return new RowWorker();
  }

  private final class RowWorker implements Worker {
    private final Folder folder = Folder.of(fold, result.dtype());
    private final int inner = reduced.inner();
    private final @Nullable MapRunner runner =
        direct ? null : MapRunner.of(body, reduced, inputs, result);
    private final Object block =
        folder.array(direct && line <= inner ? 0 : Math.min(line, Folder.BLOCK));
    private final Object[] filled = {block};
    private final int[] place = new int[1];
    private final int[] keptIndex = new int[kept.sides.length];
    private final int[] reducedIndex = new int[reduced.sides.length];
    private final int[] base = starts();
    private final int[] within = new int[inputs.length];
    private int next = -1;

    @Override
    public void begin(int unit) {
      if (unit == next) {
        kept.advance(kept.sides.length - 1, keptIndex, base);
      } else {
        start(base);
        kept.seek(unit, kept.sides.length - 1, keptIndex, base);
      }
      next = unit + 1;
    }

    @Override
    public void leaf(int leaf, Object target, int at) {
      int start = leaf == 0 ? 0 : leaf % blocks * Folder.BLOCK;
      int first = leaf == 0 ? 0 : leaf / blocks * line + start;
      int from = leaf == 0 ? 0 : first % inner;
      int length = Math.min(Folder.BLOCK, line - start);
      int[] offsets = base;
      if (first >= inner || from + length > inner) {
        System.arraycopy(base, 0, within, 0, base.length);
        reduced.seek(first / inner, reduced.sides.length - 2, reducedIndex, within);
        offsets = within;
      }
      if (runner == null && from + length <= inner) {
        folder.foldBlock(inputs[0].array(), offsets[0] + from, length, target, at);
        return;
      }
      fetch(offsets, from, length);
      folder.foldBlock(block, 0, length, target, at);
    }

    /** Fills the block, row by row where it spans several; then the offsets move. */
    private void fetch(int[] offsets, int from, int length) {
      int stretch = Math.min(inner - from, length);
      fetch(offsets, from, stretch, 0);
      for (int done = stretch; done < length; done += stretch) {
        reduced.advanceOuter(reducedIndex, offsets);
        stretch = Math.min(inner, length - done);
        fetch(offsets, 0, stretch, done);
      }
    }

    private void fetch(int[] offsets, int from, int length, int at) {
      if (runner == null) {
        System.arraycopy(inputs[0].array(), offsets[0] + from, block, at, length);
      } else {
        place[0] = at - from;
        runner.run(offsets, filled, place, from, from + length);
      }
    }
  }
}
