package dev.wengert.cpu.fold;

import dev.wengert.array.DType;
import dev.wengert.cpu.loop.CompiledMap;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.kernel.Fold;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Folds FLOAT64 numbers. */
final class DoubleFolder implements Folder {

  private final Fold fold;
  private final double[] lanes = new double[LANES];
  private final @Nullable LongFold longFold;

  DoubleFolder(Fold fold) {
    this.fold = fold;
    this.longFold = LongFold.of(fold, DType.FLOAT64);
  }

  @Override
  public Object array(int length) {
    return new double[length];
  }

  @Override
  public void clear(Object target, int at, int length) {
    Arrays.fill((double[]) target, at, at + length, fold.identity());
  }

  @Override
  public void foldBlock(Object source, int from, int length, Object target, int at) {
    double[] numbers = (double[]) source;
    if (length < LANES) {
      foldShort(numbers, from, length, (double[]) target, at);
      return;
    }
    clear(lanes, 0, LANES);
    int whole = length - length % LANES;
    if (Simd.isAvailable()) {
      SimdFold.fold(fold, numbers, from, whole, lanes);
    } else {
      for (int i = 0; i < whole; i += LANES) {
        foldOnto(lanes, 0, numbers, from + i, LANES);
      }
    }
    foldOnto(lanes, 0, numbers, from + whole, length - whole);
    foldNear(lanes, 0, lanes, 32, 32);
    foldNear(lanes, 0, lanes, 16, 16);
    foldNear(lanes, 0, lanes, 8, 8);
    foldNear(lanes, 0, lanes, 4, 4);
    foldNear(lanes, 0, lanes, 2, 2);
    foldNear(lanes, 0, lanes, 1, 1);
    ((double[]) target)[at] = lanes[0];
  }

  /** The same halving, without the lanes that would stay empty. */
  private void foldShort(double[] numbers, int from, int length, double[] target, int at) {
    if (length == 0) {
      clear(target, at, 1);
      return;
    }
    System.arraycopy(numbers, from, lanes, 0, length);
    for (int left = length; left > 1; ) {
      int half = (left + 1) / 2;
      foldOnto(lanes, 0, lanes, half, left - half);
      left = half;
    }
    target[at] = lanes[0];
  }

  @Override
  public void foldOnto(Object target, int at, Object source, int from, int length) {
    if (longFold != null && length >= CompiledMap.LEAST_SIMD_ROW) {
      longFold.run(target, at, source, from, length);
    } else {
      foldNear((double[]) target, at, (double[]) source, from, length);
    }
  }

  private void foldNear(double[] into, int at, double[] numbers, int from, int length) {
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
