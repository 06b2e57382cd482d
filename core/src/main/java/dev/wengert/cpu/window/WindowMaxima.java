package dev.wengert.cpu.window;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.loop.LoopNest;
import dev.wengert.cpu.loop.MapRunner;
import dev.wengert.cpu.loop.MapRunners;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.device.Frame;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import java.util.Arrays;

/**
 * How a {@code WindowArgMax} kernel runs, for some images at a time: element after element of the
 * window, what all places see of it is laid out, and a loop compares that with the largest so far.
 * Where places are few, or so far apart that a float does not tell them exactly, they are looked at
 * one by one.
 *
 * <p>Elements come in the window's order, so a later one must be larger to take the place, or the
 * first NaN. Where a place sees padding lies -infinity, which takes nobody's place; so a place that
 * sees nothing else has the first element that it sees.
 */
final class WindowMaxima implements Steps {

  private static final Expression LARGEST = Expression.input(0);
  private static final Expression WHICH = Expression.input(1);
  private static final Expression VALUE = Expression.input(2);
  private static final Expression SHIFT = Expression.input(3);

  /** Whether a value is larger, or the first that is no number. */
  private static final Expression TAKES =
      Expression.and(Expression.not(VALUE.le(LARGEST)), LARGEST.eq(LARGEST));

  /** Of the largest so far and which that is, a value and which it is, the new ones. */
  private static final LoopBody STEP =
      LoopBody.of(
          ImmutableList.of(
              Expression.select(TAKES, VALUE, LARGEST), Expression.select(TAKES, SHIFT, WHICH)),
          4);

  /** Places that are looked at together: what is kept of them fits the first level of cache. */
  private static final int TOGETHER = 1 << 10;

  /** Places that are too few for a loop over all of them. */
  private static final int FEW = 64;

  /** Whole numbers below it are exact in every floating dtype. */
  private static final int EXACT = 1 << 24;

  /** What stands for no element. */
  private static final int NONE = -1;

  private final WindowRuns runs;
  private final DType dtype;

  /** How many images are looked at together. */
  private final int batch;

  /** For each place in an image where the first element of the window would lie. */
  private final int[] starts;

  /** For each element of the window how far behind the first one it lies. */
  private final int[] shifts;

  /** Whether all shifts are exact as numbers of the dtype. */
  private final boolean areExact;

  private final MapRunner step;

  WindowMaxima(WindowRuns runs, DType dtype) {
    this.runs = runs;
    this.dtype = dtype;
    int places = Math.max(1, runs.places());
    this.batch = Math.max(1, TOGETHER / places);
    this.starts = runs.starts();
    this.shifts = runs.shifts();
    this.areExact = Arrays.stream(shifts).allMatch(shift -> shift >= 0 && shift < EXACT);
    Shape space = Shape.of(batch * places);
    Layout row = Layout.contiguous(new Spec(dtype, space));
    Layout one = Layout.contiguous(new Spec(dtype, Shape.SCALAR));
    Layout[] operands = {row, row, row, one.fill(space)};
    this.step = MapRunners.of(STEP, LoopNest.over(space, operands), operands, row, row);
  }

  @Override
  public void run(Frame frame, Lane lane, int from, int to) {
    if (areExact && Math.min(batch, to - from) * starts.length >= FEW) {
      findTogether(frame, lane, from, to);
    } else {
      findOneByOne(frame, lane, from, to);
    }
  }

  private void findTogether(Frame frame, Lane lane, int from, int to) {
    int places = starts.length;
    Frame operands = lane.frame(4);
    for (int k = 0; k < 3; k++) {
      operands.set(k, lane.numbers(dtype, batch * places), 0);
    }
    Object shift = lane.numbers(dtype, 1);
    operands.set(3, shift, 0);
    for (int image = from; image < to; image += batch) {
      int count = Math.min(batch, to - image);
      int seen = begin(frame, image, count, operands);
      for (int e = seen; e < runs.windowSize(); e++) {
        layOut(frame, image, count, e, operands.array(2));
        Elements.fill(shift, 0, 1, shifts[e]);
        step.run(
            lane,
            operands.arrays(),
            operands.offsets(),
            operands.arrays(),
            operands.offsets(),
            0,
            count * places);
      }
      for (int i = 0; i < count; i++) {
        store(frame, lane, image + i, operands.array(1), i * places);
      }
    }
    operands.clear();
  }

  /**
   * Sets the largest so far to the first element where all places see it, and else to none; returns
   * how many elements have been seen.
   */
  private int begin(Frame frame, int image, int count, Frame operands) {
    int length = count * starts.length;
    boolean isSeen = runs.windowSize() > 0 && runs.isSeenEverywhere(0);
    if (isSeen) {
      layOut(frame, image, count, 0, operands.array(0));
    } else {
      Elements.fill(operands.array(0), 0, length, Double.NEGATIVE_INFINITY);
    }
    Elements.fill(operands.array(1), 0, length, isSeen ? 0 : NONE);
    return isSeen ? 1 : 0;
  }

  /** Lays out what all places of some images see of an element of the window. */
  private void layOut(Frame frame, int image, int count, int element, Object values) {
    int places = starts.length;
    Object x = frame.array(0);
    boolean isSeen = runs.isSeenEverywhere(element);
    if (!isSeen) {
      Elements.fill(values, 0, count * places, Double.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < count; i++) {
      int source = frame.offset(0) + (image + i) * runs.imageSize();
      if (!isSeen || runs.step() == 1) {
        copyRuns(x, source, element, values, i * places);
      } else if (x instanceof float[] floats) {
        take(floats, source + shifts[element], (float[]) values, i * places);
      } else {
        take((double[]) x, source + shifts[element], (double[]) values, i * places);
      }
    }
  }

  private void copyRuns(Object x, int source, int element, Object values, int at) {
    int end = runs.first(element + 1);
    for (int run = runs.first(element); run < end; run++) {
      int from = source + runs.from(run);
      Buffer.copy(x, from, runs.step(), values, at + runs.place(run), 1, runs.length(run));
    }
  }

  // Runs are short, so this is quicker than one after the other where neighbours are not copied.

  private void take(float[] x, int source, float[] values, int at) {
    for (int place = 0; place < starts.length; place++) {
      values[at + place] = x[source + starts[place]];
    }
  }

  private void take(double[] x, int source, double[] values, int at) {
    for (int place = 0; place < starts.length; place++) {
      values[at + place] = x[source + starts[place]];
    }
  }

  /** Stores where in an image the elements lie that were found. */
  private void store(Frame frame, Lane lane, int image, Object which, int at) {
    int[] found = (int[]) frame.array(1);
    int into = frame.offset(1) + image * starts.length;
    int all = 0;
    if (which instanceof float[] floats) {
      for (int place = 0; place < starts.length; place++) {
        int shift = (int) floats[at + place];
        found[into + place] = starts[place] + shift;
        all |= shift;
      }
    } else {
      double[] doubles = (double[]) which;
      for (int place = 0; place < starts.length; place++) {
        int shift = (int) doubles[at + place];
        found[into + place] = starts[place] + shift;
        all |= shift;
      }
    }
    if (all < 0) {
      for (int place = 0; place < starts.length; place++) {
        if (found[into + place] - starts[place] == NONE) {
          found[into + place] = NONE;
        }
      }
      setFirst(lane, found, into);
    }
  }

  /** Sets the places that found nothing to the first element that they see. */
  private void setFirst(Lane lane, int[] found, int into) {
    int mark = lane.mark();
    int[] first = lane.ints(starts.length);
    runs.firstSeen(first);
    for (int place = 0; place < starts.length; place++) {
      if (found[into + place] == NONE) {
        found[into + place] = first[place];
      }
    }
    lane.release(mark);
  }

  private void findOneByOne(Frame frame, Lane lane, int from, int to) {
    int places = starts.length;
    int[] found = (int[]) frame.array(1);
    Object largest = lane.numbers(dtype, places);
    for (int image = from; image < to; image++) {
      int base = frame.offset(0) + image * runs.imageSize();
      int into = frame.offset(1) + image * places;
      Elements.fill(largest, 0, places, Double.NEGATIVE_INFINITY);
      Arrays.fill(found, into, into + places, NONE);
      if (largest instanceof float[] floats) {
        find((float[]) frame.array(0), base, found, into, floats);
      } else {
        find((double[]) frame.array(0), base, found, into, (double[]) largest);
      }
      boolean isMissing = false;
      for (int place = 0; place < places; place++) {
        isMissing |= found[into + place] == NONE;
      }
      if (isMissing) {
        setFirst(lane, found, into);
      }
    }
  }

  private void find(float[] x, int base, int[] found, int into, float[] largest) {
    for (int run = 0; run < runs.size(); run++) {
      int place = runs.place(run);
      int position = runs.from(run);
      int end = place + runs.length(run);
      for (; place < end; place++, position += runs.step()) {
        float value = x[base + position];
        float sofar = largest[place];
        if (!(value <= sofar) && !Float.isNaN(sofar)) {
          largest[place] = value;
          found[into + place] = position;
        }
      }
    }
  }

  private void find(double[] x, int base, int[] found, int into, double[] largest) {
    for (int run = 0; run < runs.size(); run++) {
      int place = runs.place(run);
      int position = runs.from(run);
      int end = place + runs.length(run);
      for (; place < end; place++, position += runs.step()) {
        double value = x[base + position];
        double sofar = largest[place];
        if (!(value <= sofar) && !Double.isNaN(sofar)) {
          largest[place] = value;
          found[into + place] = position;
        }
      }
    }
  }
}
