package dev.wengert.ops;

/**
 * How the length of a vector is measured: {@code |x|_p = sum(|x|^p)^(1/p)}.
 *
 * <p>It has a type of its own so that an order is never taken for an axis: {@code norm(x, Norm.L1)}
 * is the 1-norm of all elements, {@code norm(x, Norm.L2, 1)} the 2-norm along axis 1. Pullback:
 * {@code d sign(x) (|x| / y)^(p - 1)}; 0 where y is 0, and where y is infinite unless the order is
 * 1 or infinity. No power overflows or vanishes on the way: value and slopes are right wherever
 * they are numbers of the dtype.
 *
 * <p>At 0 a norm has no slope; it is 0 by convention. The chain rule then gives any function of a
 * norm the second derivative 0 there: wrong for those that are smooth at 0, such as {@code |x|^2}.
 * Squares of {@link #L2} are told apart, see {@link dev.wengert.Root}: {@code norm(x).pow(2)},
 * {@code square(norm(x))} and the product of a norm with itself have the derivatives of the sum of
 * squares, at 0 too, of every order. For other smooth functions of a norm, {@code cos(norm(x))}
 * say, write them with the sum of squares. (In PyTorch second derivatives at 0 are NaN, in JAX the
 * first are.)
 *
 * @param p the order, from 1 to infinity
 */
public record Norm(double p) {

  /** The sum of |x|. Pullback: {@code d sign(x)}, 0 at 0. */
  public static final Norm L1 = new Norm(1);

  /**
   * The Euclidean norm, over two axes that of Frobenius. Pullback: {@code d x / y}, 0 at 0. Its
   * square is smooth at 0, and has second derivatives there.
   */
  public static final Norm L2 = new Norm(2);

  /**
   * The largest |x|, the norm of order infinity. Pullback: {@code d sign(x)} to the largest; equal
   * ones share it equally.
   */
  public static final Norm MAX = new Norm(Double.POSITIVE_INFINITY);

  /**
   * Returns the norm of an order.
   *
   * @throws IllegalArgumentException if the order is below 1: what it measured would be no norm
   */
  public Norm {
    if (!(p >= 1)) {
      throw new IllegalArgumentException(
          "norm: the order is below 1: " + p + "; give 1, 2, another p >= 1 or infinity");
    }
  }

  /** Returns the norm of an order, from 1 to infinity. */
  public static Norm of(double p) {
    return new Norm(p);
  }
}
