package dev.wengert.cpu.loop;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.device.Frame;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Loop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loop of short rows: operands that do not walk through them as the results do are first spread
 * over a block of several rows, which is then a single row.
 *
 * <p>So the vectors of a long body are full ones. To spread costs an operand about as much as an
 * operation of the body.
 */
final class SpreadRows implements Steps {

  /** Elements of a block. */
  private static final int BLOCK = 512;

  /** Rows that hold fewer than four vectors: too few to rehearse in, and much is left over. */
  private static final int SHORT = 64;

  /** From so many elements on it pays. */
  private static final int LEAST = 256;

  /** How an operand lies over the whole loop. */
  private enum Way {
    /** It is the same everywhere. */
    UNIFORM,

    /** It lies as the results do. */
    ALONG,

    /** It has to be spread. */
    SPREAD
  }

  private final MapRunner runner;
  private final LoopNest nest;
  private final Way[] ways;
  private final DType[] dtypes;
  private final int outputs;

  private SpreadRows(MapRunner runner, LoopNest nest, Way[] ways, DType[] dtypes, int outputs) {
    this.runner = runner;
    this.nest = nest;
    this.ways = ways;
    this.dtypes = dtypes;
    this.outputs = outputs;
  }

  /** Returns null where rows are to be computed one by one. */
  static @Nullable SpreadRows of(
      LoopBody body, LoopNest nest, Layout[] operands, Layout[] results) {
    int size = nest.size();
    int inner = nest.inner();
    if (nest.sides.length == 1 || size < LEAST || !Simd.isAvailable()) {
      return null;
    }
    DType compute = Loop.computes(body, operands, results);
    LoopBody written = LoopForms.of(body).written(compute).body();
    if (inner >= SHORT && StagedLoop.isLong(inner, StagedLoop.operations(written))) {
      return null;
    }
    Shape row = Shape.of(size);
    int n = operands.length;
    Way[] ways = new Way[n];
    DType[] dtypes = new DType[n];
    Layout[] spread = new Layout[n];
    for (int k = 0; k < n; k++) {
      dtypes[k] = operands[k].dtype();
      ways[k] = way(nest, k);
      boolean isUniform = ways[k] == Way.UNIFORM;
      spread[k] = Layout.contiguous(new Spec(dtypes[k], isUniform ? Shape.SCALAR : row));
    }
    int[] strides = new int[n];
    Arrays.setAll(strides, k -> ways[k] == Way.UNIFORM ? 0 : 1);
    LoopForm form =
        new LoopForm(
            compute, LoopForm.access(strides), LoopForm.stored(operands), LoopForm.stored(results));
    if (!form.hasVectors(body)) {
      return null;
    }
    MapRunner runner = MapRunners.of(body, LoopNest.over(row, spread), spread, results);
    return new SpreadRows(runner, nest, ways, dtypes, results.length);
  }

  private static Way way(LoopNest nest, int operand) {
    boolean uniform = true;
    boolean along = true;
    int natural = 1;
    for (int loop = nest.sides.length - 1; loop >= 0; loop--) {
      uniform &= nest.stride(operand, loop) == 0;
      along &= nest.stride(operand, loop) == natural;
      natural *= nest.sides[loop];
    }
    return uniform ? Way.UNIFORM : along ? Way.ALONG : Way.SPREAD;
  }

  @Override
  public void run(Frame frame, Lane lane, int from, int to) {
    int n = ways.length;
    Frame taken = lane.frame(n);
    Frame results = lane.frame(outputs);
    for (int k = 0; k < n; k++) {
      if (ways[k] == Way.SPREAD) {
        taken.set(k, lane.numbers(dtypes[k], BLOCK), 0);
      } else {
        taken.setAs(k, frame, k);
      }
    }
    for (int i = 0; i < outputs; i++) {
      results.set(i, frame.array(n + i), 0);
    }
    int[] starts = taken.offsets();
    int[] places = results.offsets();
    int inner = nest.inner();
    int[] index = lane.ints(nest.sides.length);
    int[] offsets = lane.ints(n);
    System.arraycopy(frame.offsets(), 0, offsets, 0, n);
    nest.seek(from / inner, nest.sides.length - 2, index, offsets);
    int column = from % inner;
    for (int at = from; at < to; at += BLOCK) {
      int end = Math.min(to, at + BLOCK);
      int done = at;
      while (done < end) {
        int count = Math.min(inner - column, end - done);
        for (int k = 0; k < n; k++) {
          if (ways[k] == Way.SPREAD) {
            int stride = nest.innerStride(k);
            int start = offsets[k] + column * stride;
            Buffer.copy(frame.array(k), start, stride, taken.array(k), done - at, 1, count);
          }
        }
        done += count;
        column += count;
        if (column == inner) {
          column = 0;
          nest.advanceOuter(index, offsets);
        }
      }
      for (int k = 0; k < n; k++) {
        starts[k] = ways[k] == Way.ALONG ? frame.offset(k) + at : starts[k];
      }
      for (int i = 0; i < outputs; i++) {
        places[i] = frame.offset(n + i) + at;
      }
      runner.run(lane, taken.arrays(), starts, results.arrays(), places, 0, end - at);
    }
    taken.clear();
    results.clear();
  }
}
