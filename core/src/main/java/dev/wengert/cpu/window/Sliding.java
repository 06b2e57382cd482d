package dev.wengert.cpu.window;

import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.device.Task;
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
          int x0 = frame.offset(0);
          int seen0 = frame.offset(1);
          for (int image = from; image < to; image++) {
            if (frame.array(0) instanceof float[] numbers) {
              unfold(runs, image, numbers, x0, (float[]) frame.array(1), seen0);
            } else {
              unfold(runs, image, (double[]) frame.array(0), x0, (double[]) frame.array(1), seen0);
            }
          }
        };
    return frame -> runs.forEachImage(frame, unfold);
  }

  /** Binds a folding to a contiguous operand. */
  public static Task bind(WindowSums kernel, Layout result) {
    WindowRuns runs = new WindowRuns(kernel.window(), result.shape().sides());
    Steps fold =
        (frame, lane, from, to) -> {
          int seen0 = frame.offset(0);
          int x0 = frame.offset(1);
          for (int image = from; image < to; image++) {
            if (frame.array(0) instanceof float[] numbers) {
              fold(runs, image, numbers, seen0, (float[]) frame.array(1), x0);
            } else {
              fold(runs, image, (double[]) frame.array(0), seen0, (double[]) frame.array(1), x0);
            }
          }
        };
    return frame -> runs.forEachImage(frame, fold);
  }

  /** Binds a search to a contiguous operand. */
  public static Task bind(WindowArgMax kernel, Layout x) {
    WindowRuns runs = new WindowRuns(kernel.window(), x.shape().sides());
    Steps find =
        (frame, lane, from, to) -> {
          int x0 = frame.offset(0);
          int[] found = (int[]) frame.array(1);
          int found0 = frame.offset(1);
          if (frame.array(0) instanceof float[] numbers) {
            find(runs, from, to, numbers, x0, found, found0, lane.ints(runs.places()));
          } else {
            double[] numbers = (double[]) frame.array(0);
            find(runs, from, to, numbers, x0, found, found0, lane.longs(runs.places()));
          }
        };
    return frame -> runs.forEachImage(frame, find);
  }

  private static void unfold(
      WindowRuns runs, int image, float[] x, int first, float[] seen, int start) {
    int step = runs.step();
    int places = runs.places();
    int source = first + image * runs.imageSize();
    int target = start + image * runs.windowSize() * places;
    int done = target;
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.from(run);
      int into = target + runs.element(run) * places + runs.place(run);
      int length = runs.length(run);
      Arrays.fill(seen, done, into, 0);
      done = into + length;
      if (step == 1) {
        System.arraycopy(x, at, seen, into, length);
      } else {
        for (int i = 0; i < length; i++) {
          seen[into + i] = x[at + i * step];
        }
      }
    }
    Arrays.fill(seen, done, target + runs.windowSize() * places, 0);
  }

  private static void unfold(
      WindowRuns runs, int image, double[] x, int first, double[] seen, int start) {
    int step = runs.step();
    int places = runs.places();
    int source = first + image * runs.imageSize();
    int target = start + image * runs.windowSize() * places;
    int done = target;
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.from(run);
      int into = target + runs.element(run) * places + runs.place(run);
      int length = runs.length(run);
      Arrays.fill(seen, done, into, 0);
      done = into + length;
      if (step == 1) {
        System.arraycopy(x, at, seen, into, length);
      } else {
        for (int i = 0; i < length; i++) {
          seen[into + i] = x[at + i * step];
        }
      }
    }
    Arrays.fill(seen, done, target + runs.windowSize() * places, 0);
  }

  private static void fold(
      WindowRuns runs, int image, float[] seen, int start, float[] x, int first) {
    int step = runs.step();
    int places = runs.places();
    int source = start + image * runs.windowSize() * places;
    int target = first + image * runs.imageSize();
    Arrays.fill(x, target, target + runs.imageSize(), 0);
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.element(run) * places + runs.place(run);
      int into = target + runs.from(run);
      int length = runs.length(run);
      for (int i = 0; i < length; i++) {
        x[into + i * step] += seen[at + i];
      }
    }
  }

  private static void fold(
      WindowRuns runs, int image, double[] seen, int start, double[] x, int first) {
    int step = runs.step();
    int places = runs.places();
    int source = start + image * runs.windowSize() * places;
    int target = first + image * runs.imageSize();
    Arrays.fill(x, target, target + runs.imageSize(), 0);
    for (int run = 0; run < runs.size(); run++) {
      int at = source + runs.element(run) * places + runs.place(run);
      int into = target + runs.from(run);
      int length = runs.length(run);
      for (int i = 0; i < length; i++) {
        x[into + i * step] += seen[at + i];
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
