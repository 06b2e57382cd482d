package dev.wengert.cpu.window;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.fold.Folder;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.WindowArgMax;
import dev.wengert.kernel.WindowPatches;
import dev.wengert.kernel.WindowSums;
import java.util.Arrays;

/** How the kernels of sliding windows run: image by image, along {@link WindowRuns}. */
public final class Sliding {

  private Sliding() {}

  /** Binds an unfolding to a contiguous operand. */
  public static Task bind(WindowPatches kernel, Layout x) {
    WindowRuns runs = new WindowRuns(kernel.window(), x.shape().sides());
    Steps unfold =
        (frame, lane, from, to) -> {
          for (int image = from; image < to; image++) {
            unfold(runs, image, frame);
          }
        };
    return frame -> runs.forEachImage(frame, unfold);
  }

  /** Binds a folding to a contiguous operand. */
  public static Task bind(WindowSums kernel, Layout result) {
    WindowRuns runs = new WindowRuns(kernel.window(), result.shape().sides());
    Steps fold =
        (frame, lane, from, to) -> {
          Folder adding = Folds.folder(lane, Fold.SUM, result.dtype());
          Object spared = lane.numbers(result.dtype(), runs.imageSize());
          for (int image = from; image < to; image++) {
            fold(runs, image, frame, adding, spared);
          }
        };
    return frame -> runs.forEachImage(frame, fold);
  }

  /** Binds a search to a contiguous operand. */
  public static Task bind(WindowArgMax kernel, Layout x) {
    WindowRuns runs = new WindowRuns(kernel.window(), x.shape().sides());
    int[] shifts = shifts(runs);
    Steps find =
        (frame, lane, from, to) -> {
          int x0 = frame.offset(0);
          int[] found = (int[]) frame.array(1);
          int found0 = frame.offset(1);
          if (shifts.length > 0) {
            findWhole(runs, shifts, from, to, frame);
          } else if (frame.array(0) instanceof float[] numbers) {
            find(runs, from, to, numbers, x0, found, found0, lane.ints(runs.places()));
          } else {
            double[] numbers = (double[]) frame.array(0);
            find(runs, from, to, numbers, x0, found, found0, lane.longs(runs.places()));
          }
        };
    return frame -> runs.forEachImage(frame, find);
  }

  /**
   * Returns for each element of a window how far behind the first one it lies, the same at all
   * places; nothing where some see padding.
   */
  private static int[] shifts(WindowRuns runs) {
    if (!runs.areWhole()) {
      return new int[0];
    }
    int[] shifts = new int[runs.windowSize()];
    int rows = runs.size() / shifts.length;
    Arrays.setAll(shifts, element -> runs.from(element * rows) - runs.from(0));
    return shifts;
  }

  private static void unfold(WindowRuns runs, int image, Frame frame) {
    int places = runs.places();
    int source = frame.offset(0) + image * runs.imageSize();
    int target = frame.offset(1) + image * runs.windowSize() * places;
    int step = runs.step();
    Object from = frame.array(0);
    Object to = frame.array(1);
    int done = target;
    for (int first = 0; first < runs.size(); first = runs.end(first)) {
      int last = runs.end(first) - 1;
      int at = source + runs.from(first);
      int into = target + runs.element(first) * places + runs.place(first);
      // Runs are short: what is done for each of them counts.
      if (done < into) {
        Elements.clear(to, done, into);
      }
      int length = runs.span(first);
      if (step == 1) {
        copy(from, at, to, into, length);
        if (first < last) {
          clearBetween(runs, first, last, to, into - runs.place(first));
        }
      } else {
        Buffer.copy(from, at, step, to, into, 1, length);
      }
      done = into + length;
    }
    Elements.clear(to, done, target + runs.windowSize() * places);
  }

  /** Clears what places between the runs of a stretch, which see padding, were given. */
  private static void clearBetween(WindowRuns runs, int first, int last, Object to, int target) {
    if (to instanceof float[] floats) {
      for (int run = first; run < last; run++) {
        int end = target + runs.place(run + 1);
        for (int i = target + runs.place(run) + runs.length(run); i < end; i++) {
          floats[i] = 0;
        }
      }
    } else {
      double[] doubles = (double[]) to;
      for (int run = first; run < last; run++) {
        int end = target + runs.place(run + 1);
        for (int i = target + runs.place(run) + runs.length(run); i < end; i++) {
          doubles[i] = 0;
        }
      }
    }
  }

  /** Copies neighbours; knowing the type, the compiler copies few of them at once. */
  private static void copy(Object from, int at, Object to, int into, int n) {
    if (from instanceof float[] floats) {
      System.arraycopy(floats, at, (float[]) to, into, n);
    } else {
      System.arraycopy((double[]) from, at, (double[]) to, into, n);
    }
  }

  private static void fold(WindowRuns runs, int image, Frame frame, Folder adding, Object spared) {
    int places = runs.places();
    int source = frame.offset(0) + image * runs.windowSize() * places;
    int target = frame.offset(1) + image * runs.imageSize();
    Object numbers = frame.array(0);
    Object sums = frame.array(1);
    Elements.clear(sums, target, target + runs.imageSize());
    for (int first = 0; first < runs.size(); first = runs.end(first)) {
      int at = source + runs.element(first) * places + runs.place(first);
      int into = target + runs.from(first);
      if (runs.step() != 1) {
        add(numbers, at, sums, into, runs.step(), runs.length(first));
      } else {
        spare(runs, first, sums, target, spared, false);
        adding.foldOnto(sums, into, numbers, at, runs.span(first));
        spare(runs, first, sums, target, spared, true);
      }
    }
  }

  /** Adds numbers that lie one after the other to others that lie a step apart. */
  private static void add(Object numbers, int at, Object sums, int into, int step, int n) {
    if (numbers instanceof float[] from) {
      float[] to = (float[]) sums;
      for (int i = 0; i < n; i++) {
        to[into + i * step] += from[at + i];
      }
    } else {
      double[] from = (double[]) numbers;
      double[] to = (double[]) sums;
      for (int i = 0; i < n; i++) {
        to[into + i * step] += from[at + i];
      }
    }
  }

  /**
   * Keeps the sums between the runs of a stretch, or puts them back: what is added to them comes
   * from places that see padding.
   */
  private static void spare(
      WindowRuns runs, int first, Object sums, int target, Object spared, boolean back) {
    if (sums instanceof float[] floats) {
      spare(runs, first, floats, target, (float[]) spared, back);
    } else {
      spare(runs, first, (double[]) sums, target, (double[]) spared, back);
    }
  }

  private static void spare(
      WindowRuns runs, int first, float[] sums, int target, float[] spared, boolean back) {
    int at = 0;
    for (int run = first + 1; run < runs.end(first); run++) {
      int end = target + runs.from(run);
      for (int i = target + runs.from(run - 1) + runs.length(first); i < end; i++) {
        if (back) {
          sums[i] = spared[at++];
        } else {
          spared[at++] = sums[i];
        }
      }
    }
  }

  private static void spare(
      WindowRuns runs, int first, double[] sums, int target, double[] spared, boolean back) {
    int at = 0;
    for (int run = first + 1; run < runs.end(first); run++) {
      int end = target + runs.from(run);
      for (int i = target + runs.from(run - 1) + runs.length(first); i < end; i++) {
        if (back) {
          sums[i] = spared[at++];
        } else {
          spared[at++] = sums[i];
        }
      }
    }
  }

  // Elements come in the window's order, so a later one must be larger to take the place. Which one
  // is cannot be foretold: whole numbers of the same order are compared, which needs no branch.

  private static void find(
      WindowRuns runs,
      int first,
      int end,
      float[] x,
      int offset,
      int[] found,
      int into,
      int[] best) {
    int places = runs.places();
    int step = runs.step();
    for (int image = first; image < end; image++) {
      Arrays.fill(best, 0, places, Integer.MIN_VALUE);
      int base = offset + image * runs.imageSize();
      int target = into + image * places;
      Arrays.fill(found, target, target + places, 0);
      for (int run = 0; run < runs.size(); run++) {
        int place = runs.place(run);
        int from = runs.from(run);
        int length = runs.length(run);
        for (int i = 0; i < length; i++) {
          int position = from + i * step;
          int key = order(x[base + position]);
          int sofar = best[place + i];
          int at = target + place + i;
          found[at] = key > sofar ? position : found[at];
          best[place + i] = Math.max(key, sofar);
        }
      }
    }
  }

  private static void find(
      WindowRuns runs,
      int first,
      int end,
      double[] x,
      int offset,
      int[] found,
      int into,
      long[] best) {
    int places = runs.places();
    int step = runs.step();
    for (int image = first; image < end; image++) {
      Arrays.fill(best, 0, places, Long.MIN_VALUE);
      int base = offset + image * runs.imageSize();
      int target = into + image * places;
      Arrays.fill(found, target, target + places, 0);
      for (int run = 0; run < runs.size(); run++) {
        int place = runs.place(run);
        int from = runs.from(run);
        int length = runs.length(run);
        for (int i = 0; i < length; i++) {
          int position = from + i * step;
          long key = order(x[base + position]);
          long sofar = best[place + i];
          int at = target + place + i;
          found[at] = key > sofar ? position : found[at];
          best[place + i] = Math.max(key, sofar);
        }
      }
    }
  }

  /**
   * Where no place sees padding each is done with at once, and what is best stays in a register.
   */
  private static void findWhole(WindowRuns runs, int[] shifts, int first, int end, Frame frame) {
    int rows = runs.size() / shifts.length;
    int length = runs.length(0);
    int step = runs.step();
    for (int image = first; image < end; image++) {
      int base = frame.offset(0) + image * runs.imageSize();
      int target = frame.offset(1) + image * runs.places();
      for (int row = 0; row < rows; row++) {
        int from = runs.from(row);
        int into = target + runs.place(row);
        int[] found = (int[]) frame.array(1);
        if (frame.array(0) instanceof float[] x) {
          for (int i = 0; i < length; i++) {
            found[into + i] = largest(x, base, from + i * step, shifts);
          }
        } else {
          double[] x = (double[]) frame.array(0);
          for (int i = 0; i < length; i++) {
            found[into + i] = largest(x, base, from + i * step, shifts);
          }
        }
      }
    }
  }

  /**
   * Compares numbers as they are: their sum says whether there may be NaN, whose order it is not.
   */
  private static int largest(float[] x, int base, int from, int[] shifts) {
    int found = from;
    float sum = x[base + from];
    for (int element = 1; element < shifts.length; element++) {
      int position = from + shifts[element];
      float value = x[base + position];
      sum += value;
      found = value > x[base + found] ? position : found;
    }
    return Float.isNaN(sum) ? largestInOrder(x, base, from, shifts) : found;
  }

  private static int largestInOrder(float[] x, int base, int from, int[] shifts) {
    int found = from;
    int best = order(x[base + from]);
    for (int element = 1; element < shifts.length; element++) {
      int position = from + shifts[element];
      int key = order(x[base + position]);
      found = key > best ? position : found;
      best = Math.max(key, best);
    }
    return found;
  }

  private static int largest(double[] x, int base, int from, int[] shifts) {
    int found = from;
    double sum = x[base + from];
    for (int element = 1; element < shifts.length; element++) {
      int position = from + shifts[element];
      double value = x[base + position];
      sum += value;
      found = value > x[base + found] ? position : found;
    }
    return Double.isNaN(sum) ? largestInOrder(x, base, from, shifts) : found;
  }

  private static int largestInOrder(double[] x, int base, int from, int[] shifts) {
    int found = from;
    long best = order(x[base + from]);
    for (int element = 1; element < shifts.length; element++) {
      int position = from + shifts[element];
      long key = order(x[base + position]);
      found = key > best ? position : found;
      best = Math.max(key, best);
    }
    return found;
  }

  /** A whole number that is larger for a larger value; zeros are equal, NaN is above all. */
  private static int order(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static long order(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
