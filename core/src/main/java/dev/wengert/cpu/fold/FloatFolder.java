package dev.wengert.cpu.fold;

import dev.wengert.cpu.machine.Retyped;
import dev.wengert.kernel.Fold;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Folds numbers: written for float; the forms of other dtypes are this class {@link Retyped}. */
final class FloatFolder implements TypedFolder, LaneFold {

  /** Numbers that are worth a compiled loop; for fewer HotSpot's own loop over vectors is quick. */
  private static final int LONG = 128;

  private final Fold fold;
  private final @Nullable LaneVectors vectors;
  private final @Nullable LongFold longFold;
  private final float[] lanes = new float[LANES];

  /** One to ask for others. */
  FloatFolder() {
    this(Fold.SUM, null, null);
  }

  private FloatFolder(Fold fold, @Nullable LaneVectors vectors, @Nullable LongFold longFold) {
    this.fold = fold;
    this.vectors = vectors;
    this.longFold = longFold;
  }

  @Override
  public TypedFolder with(Fold other, @Nullable LaneVectors ofVectors, @Nullable LongFold ofLong) {
    return new FloatFolder(other, ofVectors, ofLong);
  }

  @Override
  public void clear(Object target, int at, int length) {
    Arrays.fill((float[]) target, at, at + length, (float) fold.identity());
  }

  @Override
  public void foldBlock(Object source, int from, int length, Object target, int at) {
    float[] numbers = (float[]) source;
    if (length < LANES) {
      foldShort(numbers, from, length, (float[]) target, at);
      return;
    }
    if (vectors == null || fold != Fold.SUM || !vectors.sum(numbers, from, length, lanes)) {
      clear(lanes, 0, LANES);
      int whole = length - length % LANES;
      if (vectors != null) {
        vectors.fold(fold, numbers, from, whole, lanes, this);
      } else {
        fold(fold, numbers, from, whole, lanes);
      }
      if (whole < length) {
        foldNear(lanes, 0, numbers, from + whole, length - whole);
      }
      if (fold == Fold.SUM) {
        halve(lanes);
      }
    }
    ((float[]) target)[at] = fold == Fold.SUM ? total(lanes) : folded(lanes);
  }

  @Override
  public void sum(Object source, int from, int length, Object target) {
    clear(target, 0, LANES);
    int whole = length - length % LANES;
    fold(Fold.SUM, source, from, whole, target);
    for (int i = whole; i < length; i++) {
      ((float[]) target)[i - whole] += ((float[]) source)[from + i];
    }
    halve((float[]) target);
  }

  private float folded(float[] all) {
    foldNear(all, 0, all, 32, 32);
    foldNear(all, 0, all, 16, 16);
    foldNear(all, 0, all, 8, 8);
    foldNear(all, 0, all, 4, 4);
    foldNear(all, 0, all, 2, 2);
    foldNear(all, 0, all, 1, 1);
    return all[0];
  }

  /** The same halving, written out: sums are folded most, and rows are often short. */
  private static void halve(float[] l) {
    for (int i = 0; i < HALVED; i++) {
      l[i] = (l[i] + l[i + 32]) + (l[i + 16] + l[i + 48]);
    }
  }

  private static float total(float[] l) {
    return (((l[0] + l[8]) + (l[4] + l[12])) + ((l[2] + l[10]) + (l[6] + l[14])))
        + (((l[1] + l[9]) + (l[5] + l[13])) + ((l[3] + l[11]) + (l[7] + l[15])));
  }

  /** Each fold has a loop of its own, short enough to be compiled into this one. */
  @Override
  public void fold(Fold how, Object source, int from, int length, Object target) {
    float[] numbers = (float[]) source;
    float[] into = (float[]) target;
    int end = from + length;
    switch (how) {
      case SUM -> {
        for (int i = from; i < end; i += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            into[lane] += numbers[i + lane];
          }
        }
      }
      case PRODUCT -> {
        for (int i = from; i < end; i += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            into[lane] *= numbers[i + lane];
          }
        }
      }
      case MAX -> {
        for (int i = from; i < end; i += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            into[lane] = Math.max(into[lane], numbers[i + lane]);
          }
        }
      }
      case MIN -> {
        for (int i = from; i < end; i += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            into[lane] = Math.min(into[lane], numbers[i + lane]);
          }
        }
      }
    }
  }

  /** The same halving, without the lanes that would stay empty. */
  private void foldShort(float[] numbers, int from, int length, float[] target, int at) {
    if (length == 0) {
      clear(target, at, 1);
      return;
    }
    System.arraycopy(numbers, from, lanes, 0, length);
    for (int left = length; left > 1; ) {
      int half = (left + 1) / 2;
      for (int i = half; i < left; i++) {
        lanes[i - half] = foldPair(lanes[i - half], lanes[i]);
      }
      left = half;
    }
    target[at] = lanes[0];
  }

  /** For a few numbers, where a loop for each fold would be too long to be inlined. */
  private float foldPair(float a, float b) {
    return switch (fold) {
      case SUM -> a + b;
      case PRODUCT -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  @Override
  public void foldOnto(Object target, int at, Object source, int from, int length) {
    if (longFold != null && length >= LONG) {
      longFold.run(target, at, source, from, length);
    } else {
      foldNear((float[]) target, at, (float[]) source, from, length);
    }
  }

  private void foldNear(float[] into, int at, float[] numbers, int from, int length) {
    switch (fold) {
      case SUM -> {
        for (int i = 0; i < length; i++) {
          into[at + i] += numbers[from + i];
        }
      }
      case PRODUCT -> {
        for (int i = 0; i < length; i++) {
          into[at + i] *= numbers[from + i];
        }
      }
      case MAX -> {
        for (int i = 0; i < length; i++) {
          into[at + i] = Math.max(into[at + i], numbers[from + i]);
        }
      }
      case MIN -> {
        for (int i = 0; i < length; i++) {
          into[at + i] = Math.min(into[at + i], numbers[from + i]);
        }
      }
    }
  }
}
