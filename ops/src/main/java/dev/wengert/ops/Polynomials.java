package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Numbers;

/**
 * Polynomials by their coefficients, the highest power first, as NumPy's {@code poly1d} has them:
 * {@code [2, 0, 1]} is {@code 2 x^2 + 1}. All are differentiable in the coefficients.
 */
public final class Polynomials {

  private Polynomials() {}

  private static void checkVector(String operation, Tensor p) {
    Preconditions.checkArgument(
        p.rank() == 1 && p.dtype().isFloating(),
        "%s: no polynomial: the coefficients are %s; give a floating vector",
        operation,
        p.spec());
  }

  /**
   * Returns the value of a polynomial at each x, by Horner's rule; 0 for no coefficients. Pullback:
   * {@code d p'(x)} to x, {@code d x^k} to the coefficient of the power k. NumPy: {@code polyval}.
   *
   * @param p the coefficients [n], the highest power first
   * @param x any shape
   * @throws IllegalArgumentException if p is no floating vector or the dtypes differ
   */
  public static Tensor polyval(Tensor p, Tensor x) {
    checkVector("polyval", p);
    Preconditions.checkArgument(
        p.dtype() == x.dtype(),
        "polyval: dtypes differ: %s and %s; convert one of them with to(...)",
        p.dtype(),
        x.dtype());
    Tensor value = Tensor.zeros(x.spec());
    for (int i = 0; i < p.size(); i++) {
      value = value.times(x).plus(p.get(i));
    }
    return value;
  }

  /**
   * Returns the product of two polynomials, the full convolution of their coefficients: [n] and [m]
   * to [n + m - 1]. Pullback: the correlation of d with the other. NumPy: {@code polymul}, {@code
   * convolve}.
   *
   * @throws IllegalArgumentException if one is no floating vector or empty, or the dtypes differ
   */
  public static Tensor polymul(Tensor p, Tensor q) {
    checkVector("polymul", p);
    checkVector("polymul", q);
    Preconditions.checkArgument(
        p.size() > 0 && q.size() > 0 && p.dtype() == q.dtype(),
        "polymul: the polynomials do not fit: %s and %s; give coefficients of one dtype, 1 or more",
        p.spec(),
        q.spec());
    Tensor kernel = Shapes.flip(q).reshape(1, 1, q.size());
    Conv whole = Conv.DEFAULT.padding(q.size() - 1);
    return Shapes.flatten(Convolutions.conv1d(p.reshape(1, 1, p.size()), kernel, whole));
  }

  /**
   * A quotient of polynomials and what is left.
   *
   * @param quotient the coefficients, the highest power first
   * @param remainder those of what is left, of less degree than the divisor
   */
  public record Division(Tensor quotient, Tensor remainder) {}

  /**
   * Returns the quotient of two polynomials and what is left: {@code p = quotient q + remainder},
   * by long division. The quotient has {@code n - m + 1} coefficients, at least 1, the remainder
   * one less than the divisor, at least 1, leading zeros included. NumPy: {@code polydiv}.
   *
   * @param q whose first coefficient is not 0: else quotients are infinite
   * @throws IllegalArgumentException if one is no floating vector or empty, or the dtypes differ
   */
  public static Division polydiv(Tensor p, Tensor q) {
    checkVector("polydiv", p);
    checkVector("polydiv", q);
    Preconditions.checkArgument(
        p.size() > 0 && q.size() > 0 && p.dtype() == q.dtype(),
        "polydiv: the polynomials do not fit: %s and %s; give coefficients of one dtype, 1 or more",
        p.spec(),
        q.spec());
    int n = p.size();
    int m = q.size();
    Tensor left = p;
    Tensor[] quotient = new Tensor[Math.max(1, n - m + 1)];
    quotient[0] = Tensor.zeros(p.dtype(), 1);
    for (int i = 0; i + m <= n; i++) {
      quotient[i] = Axes.part(left, 0, 0, 1).div(Axes.part(q, 0, 0, 1));
      Tensor taken = Shapes.pad(Axes.part(q, 0, 1, m), new int[] {0}, new int[] {n - m - i});
      left = Axes.part(left, 0, 1, n - i).minus(taken.times(quotient[i]));
    }
    int width = Math.max(1, m - 1);
    Tensor wide = Shapes.pad(left, new int[] {Math.max(0, width - left.size())}, new int[] {0});
    return new Division(
        Shapes.concat(0, quotient), Axes.part(wide, 0, wide.size() - width, wide.size()));
  }

  /**
   * Returns the coefficients of the derivative: [n] to [n - 1], or 0 alone for a constant. NumPy:
   * {@code polyder}.
   *
   * @throws IllegalArgumentException if p is no floating vector
   */
  public static Tensor polyder(Tensor p) {
    checkVector("polyder", p);
    int n = p.size();
    if (n <= 1) {
      return Tensor.zeros(p.dtype(), 1);
    }
    return Axes.part(p, 0, 0, n - 1).times(powers(n - 1, p));
  }

  /** The numbers n, n - 1, ..., 1. */
  private static Tensor powers(int n, Tensor like) {
    return Numbers.upTo(n).times(-1).plus(n).to(like.dtype());
  }

  /**
   * Returns the coefficients of the antiderivative that is a constant at 0: [n] to [n + 1]. NumPy:
   * {@code polyint}.
   *
   * @throws IllegalArgumentException if p is no floating vector
   */
  public static Tensor polyint(Tensor p, double constant) {
    checkVector("polyint", p);
    Tensor divided = p.div(powers(p.size(), p));
    return Shapes.pad(divided, new int[] {0}, new int[] {1}, constant);
  }

  /**
   * Returns the powers of each x, the highest first: [...] to [..., n], {@code x^(n - 1), ..., x,
   * 1}; {@code flip(vander(x, n), -1)} begins with 1. Its product with coefficients is {@link
   * #polyval}. NumPy and PyTorch: {@code vander}, the latter with the lowest power first.
   *
   * @throws IllegalArgumentException if n is negative or x is not floating
   */
  public static Tensor vander(Tensor x, int n) {
    x.dtype().checkFloating("vander");
    Preconditions.checkArgument(n >= 0, "vander: not a number of powers: %s; give 0 or more", n);
    Tensor column = Shapes.unsqueeze(x, -1);
    if (n == 0) {
      return Axes.part(column, x.rank(), 0, 0);
    }
    Shape rest = column.shape().withSide(x.rank(), n - 1);
    Tensor ones = Tensor.full(column.spec(), 1);
    Tensor factors = Shapes.concat(-1, ones, column.broadcastTo(rest));
    return Shapes.flip(Reductions.cumprod(factors, -1), -1);
  }
}
