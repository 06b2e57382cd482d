package dev.wengert.cpu.fold;

import dev.wengert.kernel.Fold;
import java.util.Arrays;

/** Folds INT32 numbers. */
final class IntFolder implements Folder {

  private final Fold fold;
  private final int[] lanes = new int[LANES];

  IntFolder(Fold fold) {
    this.fold = fold;
  }

  @Override
  public Object array(int length) {
    return new int[length];
  }

  @Override
  public void clear(Object target, int at, int length) {
    Arrays.fill((int[]) target, at, at + length, (int) fold.identity());
  }

  @Override
  public void foldBlock(Object source, int from, int length, Object target, int at) {
    int[] numbers = (int[]) source;
    if (length < LANES) {
      foldShort(numbers, from, length, (int[]) target, at);
      return;
    }
    clear(lanes, 0, LANES);
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      foldOnto(lanes, 0, numbers, from + i, LANES);
    }
    foldOnto(lanes, 0, numbers, from + whole, length - whole);
    for (int half = LANES / 2; half > 0; half /= 2) {
      foldOnto(lanes, 0, lanes, half, half);
    }
    ((int[]) target)[at] = lanes[0];
  }

  /** The same halving, without the lanes that would stay empty. */
  private void foldShort(int[] numbers, int from, int length, int[] target, int at) {
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
    int[] into = (int[]) target;
    int[] numbers = (int[]) source;
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
