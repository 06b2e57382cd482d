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
          Object kept = lane.numbers(result.dtype(), runs.imageSize());
          for (int image = from; image < to; image++) {
            fold(runs, image, frame, adding, kept);
          }
        };
    return frame -> runs.forEachImage(frame, fold);
  }

  /** Binds a search to a contiguous operand. */
  public static Task bind(WindowArgMax kernel, Layout x) {
    WindowRuns runs = new WindowRuns(kernel.window(), x.shape().sides());
    Steps find = new WindowMaxima(runs, x.dtype());
    return frame -> runs.forEachImage(frame, find);
  }

  private static void unfold(WindowRuns runs, int image, Frame frame) {
    int places = runs.places();
    int source = frame.offset(0) + image * runs.imageSize();
    int target = frame.offset(1) + image * runs.windowSize() * places;
    int step = runs.step();
    Object from = frame.array(0);
    Object to = frame.array(1);
    int done = target;
    int gap = 0;
    for (int first = 0; first < runs.size(); first = runs.end(first)) {
      int at = source + runs.from(first);
      int into = target + runs.element(first) * places + runs.place(first);
      // Runs are short: what is done for each of them counts.
      if (done < into) {
        Elements.clear(to, done, into);
      }
      int length = runs.span(first);
      if (step == 1) {
        copy(from, at, to, into, length);
        clearGaps(runs.gaps(), gap, runs.gapsEnd(first), to, into);
        gap = runs.gapsEnd(first);
      } else {
        Buffer.copy(from, at, step, to, into, 1, length);
      }
      done = into + length;
    }
    Elements.clear(to, done, target + runs.windowSize() * places);
  }

  /** Clears what places between the runs of a stretch, which see padding, were given. */
  private static void clearGaps(int[] gaps, int from, int end, Object to, int target) {
    if (to instanceof float[] floats) {
      for (int gap = from; gap < end; gap++) {
        floats[target + gaps[gap]] = 0;
      }
    } else {
      double[] doubles = (double[]) to;
      for (int gap = from; gap < end; gap++) {
        doubles[target + gaps[gap]] = 0;
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

  private static void fold(WindowRuns runs, int image, Frame frame, Folder adding, Object kept) {
    int places = runs.places();
    int source = frame.offset(0) + image * runs.windowSize() * places;
    int target = frame.offset(1) + image * runs.imageSize();
    Object numbers = frame.array(0);
    Object sums = frame.array(1);
    Elements.clear(sums, target, target + runs.imageSize());
    int gap = 0;
    for (int first = 0; first < runs.size(); first = runs.end(first)) {
      int at = source + runs.element(first) * places + runs.place(first);
      int into = target + runs.from(first);
      if (runs.step() != 1) {
        add(numbers, at, sums, into, runs.step(), runs.length(first));
      } else {
        int end = runs.gapsEnd(first);
        keepGaps(runs.gaps(), gap, end, sums, into, kept);
        adding.foldOnto(sums, into, numbers, at, runs.span(first));
        restoreGaps(runs.gaps(), gap, end, sums, into, kept);
        gap = end;
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

  /** Keeps the sums between the runs of a stretch, to which places add that see padding. */
  private static void keepGaps(
      int[] gaps, int from, int end, Object sums, int target, Object kept) {
    if (sums instanceof float[] floats) {
      float[] to = (float[]) kept;
      for (int gap = from; gap < end; gap++) {
        to[gap - from] = floats[target + gaps[gap]];
      }
    } else {
      double[] doubles = (double[]) sums;
      double[] to = (double[]) kept;
      for (int gap = from; gap < end; gap++) {
        to[gap - from] = doubles[target + gaps[gap]];
      }
    }
  }

  /** Puts back what was kept. */
  private static void restoreGaps(
      int[] gaps, int from, int end, Object sums, int target, Object kept) {
    if (sums instanceof float[] floats) {
      float[] of = (float[]) kept;
      for (int gap = from; gap < end; gap++) {
        floats[target + gaps[gap]] = of[gap - from];
      }
    } else {
      double[] doubles = (double[]) sums;
      double[] of = (double[]) kept;
      for (int gap = from; gap < end; gap++) {
        doubles[target + gaps[gap]] = of[gap - from];
      }
    }
  }
}
