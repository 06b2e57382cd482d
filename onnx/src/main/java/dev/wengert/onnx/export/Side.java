package dev.wengert.onnx.export;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A side of a shape, or another whole number, in each recording.
 *
 * @param base what it is at the sizes that were given
 * @param others for each open axis what it is at another size of that
 */
record Side(int base, ImmutableIntArray others) {

  /** Returns whether it depends on no open axis. */
  boolean isFixed() {
    for (int i = 0; i < others.length(); i++) {
      if (others.get(i) != base) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether it is 1 always. */
  boolean isOne() {
    return base == 1 && isFixed();
  }

  /** Returns how far another is above this, in each recording. */
  Side upTo(Side other) {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder(others.length());
    for (int i = 0; i < others.length(); i++) {
      all.add(other.others.get(i) - others.get(i));
    }
    return new Side(other.base - base, all.build());
  }

  /** Returns so much more, in each recording. */
  Side plus(int more) {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder(others.length());
    for (int i = 0; i < others.length(); i++) {
      all.add(others.get(i) + more);
    }
    return new Side(base + more, all.build());
  }

  /** Returns the product, in each recording. */
  Side times(Side other) {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder(others.length());
    for (int i = 0; i < others.length(); i++) {
      all.add(others.get(i) * other.others.get(i));
    }
    return new Side(base * other.base, all.build());
  }
}
