package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.kernel.Expression;

/** Choosing elementwise between values. */
public final class Selection {

  private static final Elementwise WHERE =
      Elementwise.of(
          "where",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  private Selection() {}

  /**
   * Returns x where the condition is true and y elsewhere; the three broadcast.
   *
   * <p>Pullback: d to the value that was taken and 0 to the other. What computed the other may have
   * been NaN or infinite: elementwise derivatives let nothing of that into the gradient (see {@link
   * Elementwise}), so {@code where(x.gt(0), log(x), 0)} has gradient 0 at 0.
   *
   * @param condition BOOL
   * @throws IllegalArgumentException if the condition is not BOOL, the dtypes of x and y differ, or
   *     the shapes do not broadcast
   */
  public static Tensor where(Tensor condition, Tensor x, Tensor y) {
    return WHERE.apply(condition, x, y);
  }

  /** Returns x where the condition is true and a number elsewhere. */
  public static Tensor where(Tensor condition, Tensor x, double y) {
    return where(condition, x, Numbers.like(x, y));
  }

  /** Returns a number where the condition is true and y elsewhere. */
  public static Tensor where(Tensor condition, double x, Tensor y) {
    return where(condition, Numbers.like(y, x), y);
  }
}
