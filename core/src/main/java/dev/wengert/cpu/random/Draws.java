package dev.wengert.cpu.random;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Steps;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.device.Frame;
import dev.wengert.device.Task;
import dev.wengert.kernel.RandomBits;

/** How {@link RandomBits} runs: words of {@link Philox} by the batch, converted. */
public final class Draws {

  /** Words that are made at once. */
  private static final int BATCH = 2048;

  /** Elements that are too few to be worth a thread. */
  private static final int GRAIN = 1 << 15;

  private static final Ascent ASCENT = new Ascent();

  private Draws() {}

  /** Binds draws to a contiguous key. */
  public static Task bind(RandomBits draw, Layout result) {
    int size = result.shape().size();
    int wordsEach = result.dtype() == DType.FLOAT64 ? 2 : 1;
    Steps fill = (frame, lane, from, to) -> fill(draw, wordsEach, frame, lane, from, to);
    return frame -> Threads.forEachRange(size, GRAIN, frame, fill);
  }

  private static void fill(
      RandomBits draw, int wordsEach, Frame frame, Lane lane, int from, int to) {
    int[] key = (int[]) frame.array(0);
    int key0 = key[frame.offset(0)];
    int key1 = key[frame.offset(0) + 1];
    int stream = ((int[]) frame.array(1))[frame.offset(1)];
    int count = Math.min(BATCH, ((to - from) * wordsEach + 7) & -8);
    int[] words = lane.ints(count);
    int step = count / wordsEach;
    for (int at = from; at < to; at += step) {
      int length = Math.min(step, to - at);
      int first = at * wordsEach / 4;
      int blocks = (length * wordsEach + 3) / 4;
      Philox.fill(words, first, blocks, stream, draw.domain(), key0, key1, lane);
      convert(draw, words, frame.array(2), frame.offset(2) + at, length);
    }
  }

  private static void convert(RandomBits draw, int[] words, Object target, int at, int length) {
    switch (target) {
      case int[] values -> System.arraycopy(words, 0, values, at, length);
      case float[] values -> {
        for (int i = 0; i < length; i++) {
          values[at + i] = (words[i] >>> 8) * 0x1p-24f;
        }
      }
      case double[] values -> {
        for (int i = 0; i < length; i++) {
          long bits = ((long) words[2 * i] << 32) | (words[2 * i + 1] & 0xFFFFFFFFL);
          values[at + i] = (bits >>> 11) * 0x1p-53;
        }
      }
      case boolean[] values -> below(draw.probability(), words, values, at, length);
      default -> throw new AssertionError(target);
    }
  }

  private static void below(double probability, int[] words, boolean[] values, int at, int length) {
    long threshold = Math.round(probability * 0x1p32);
    if (threshold > 0xFFFFFFFFL) {
      java.util.Arrays.fill(values, at, at + length, true);
      return;
    }
    // Turning the upper bit round makes a comparison with signs one without.
    int bound = (int) threshold ^ Integer.MIN_VALUE;
    int done = 0;
    if (ASCENT.hasArrived()) {
      done = SimdPhilox.below(words, bound, values, at, 0, length);
    } else if (ASCENT.pays()) {
      done = length;
      ASCENT.rehearse(
          0,
          length,
          Simd.lanes(DType.FLOAT32),
          (from, to) -> SimdPhilox.below(words, bound, values, at, from, to),
          (from, to) -> belowEach(words, bound, values, at, from, to));
    } else {
      ASCENT.add(length);
    }
    belowEach(words, bound, values, at, done, length);
  }

  private static void belowEach(
      int[] words, int bound, boolean[] values, int at, int from, int to) {
    for (int i = from; i < to; i++) {
      values[at + i] = (words[i] ^ Integer.MIN_VALUE) < bound;
    }
  }
}
