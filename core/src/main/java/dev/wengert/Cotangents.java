package dev.wengert;

import dev.wengert.array.Spec;
import org.jspecify.annotations.Nullable;

/** Refuses cotangents that a pullback should not have returned. */
final class Cotangents {

  private Cotangents() {}

  /** Refuses a pullback that did not return one cotangent an input. */
  static void checkCount(String operation, @Nullable Tensor[] found, int inputs) {
    if (found.length != inputs) {
      throw new IllegalStateException(
          operation
              + ": the pullback returned "
              + found.length
              + " cotangents for "
              + inputs
              + " inputs; return one an input, null where there is none");
    }
  }

  /** Refuses a cotangent that does not have its input's dtype and shape. */
  static void checkFits(String operation, int index, Tensor cotangent, Spec input) {
    if (!cotangent.spec().equals(input)) {
      throw new IllegalStateException(
          operation
              + ": the pullback returned a cotangent that does not fit input "
              + index
              + ": "
              + cotangent.spec()
              + " for "
              + input
              + "; a cotangent has its primal's dtype and shape");
    }
  }
}
