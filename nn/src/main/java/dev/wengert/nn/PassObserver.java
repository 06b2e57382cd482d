package dev.wengert.nn;

import dev.wengert.Tensor;

/** Who is told which components are {@linkplain Pass#run run} in a pass, and what they computed. */
@FunctionalInterface
interface PassObserver {

  /** A component begins. */
  default void entered(String path) {}

  /**
   * The component that began last, of those that have not ended, ends; returns what it gave.
   *
   * @param pass the one that it ran in, made of that which this observes
   */
  Tensor left(Pass pass, String path, Tensor y);

  /** Returns this observer with another that is told after it. */
  default PassObserver followedBy(PassObserver last) {
    PassObserver first = this;
    return new PassObserver() {
      @Override
      public void entered(String path) {
        first.entered(path);
        last.entered(path);
      }

      @Override
      public Tensor left(Pass pass, String path, Tensor y) {
        return last.left(pass, path, first.left(pass, path, y));
      }
    };
  }
}
