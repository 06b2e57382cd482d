package dev.wengert.cpu.window;

import dev.wengert.array.Buffer;
import dev.wengert.array.Layout;
import dev.wengert.cpu.copy.Elements;
import dev.wengert.cpu.fold.Folder;
import dev.wengert.cpu.fold.Folds;
import dev.wengert.cpu.gemm.ProductTaker;
import dev.wengert.cpu.gemm.SecondFactors;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.device.Task;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Window;
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
          int size = runs.windowSize() * runs.places();
          for (int image = from; image < to; image++) {
            int target = frame.offset(1) + image * size;
            unfold(runs, image, frame.array(0), frame.offset(0), frame.array(1), target);
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
          int size = runs.windowSize() * runs.places();
          for (int image = from; image < to; image++) {
            int source = frame.offset(0) + image * size;
            int target = frame.offset(1) + image * runs.imageSize();
            fold(runs, frame.array(0), source, frame.array(1), target, adding, kept);
          }
        };
    return frame -> runs.forEachImage(frame, fold);
  }

  /**
   * Returns what lays out what a window sees of images, for each of a number of products as many.
   *
   * @param images how they lie, contiguous
   */
  public static SecondFactors factors(Window window, Layout images, int products) {
    WindowRuns runs = new WindowRuns(window, images.shape().sides());
    int each = images.shape().side(0) / products;
    int size = runs.windowSize() * runs.places();
    return (frame, product, into, at) -> {
      for (int i = 0; i < each; i++) {
        unfold(runs, product * each + i, frame.array(1), frame.offset(1), into, at + i * size);
      }
    };
  }

  /**
   * Returns what adds up products where a window saw, as many images of each product.
   *
   * @param images how the sums lie, contiguous, in the third place of the frame
   */
  public static ProductTaker folder(Window window, Layout images, int products) {
    WindowRuns runs = new WindowRuns(window, images.shape().sides());
    int each = images.shape().side(0) / products;
    int size = runs.windowSize() * runs.places();
    return (frame, lane, product, c, at) -> {
      int mark = lane.mark();
      Folder adding = Folds.folder(lane, Fold.SUM, images.dtype());
      Object kept = lane.numbers(images.dtype(), runs.imageSize());
      for (int i = 0; i < each; i++) {
        int target = frame.offset(2) + (product * each + i) * runs.imageSize();
        fold(runs, c, at + i * size, frame.array(2), target, adding, kept);
      }
      lane.release(mark);
    };
  }

  /** Binds a search to a contiguous operand. */
  public static Task bind(WindowArgMax kernel, Layout x) {
    WindowRuns runs = new WindowRuns(kernel.window(), x.shape().sides());
    Steps find = new WindowMaxima(runs, x.dtype());
    return frame -> runs.forEachImage(frame, find);
  }

  private static void unfold(
      WindowRuns runs, int image, Object from, int offset, Object to, int target) {
    int places = runs.places();
    int source = offset + image * runs.imageSize();
    int step = runs.step();
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

  private static void fold(
      WindowRuns runs,
      Object numbers,
      int source,
      Object sums,
      int target,
      Folder adding,
      Object kept) {
    int places = runs.places();
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
