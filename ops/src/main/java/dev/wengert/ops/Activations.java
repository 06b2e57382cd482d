package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.CubicGate;
import dev.wengert.ops.primitive.Numbers;
import dev.wengert.ops.primitive.Softmax;

/**
 * The functions that make a network nonlinear, elementwise on FLOAT32 or FLOAT64 tensors; and the
 * softmax, along an axis of them.
 *
 * <p>The names are PyTorch's in Java spelling; NumPy has none of them but {@code tanh}. A formula
 * with a kink says which slope it has there. Where a slope differs on the two sides of 0, the side
 * that contains 0 is stated.
 *
 * <p>Values and slopes err by 4 units in the last place at most wherever they are normal numbers,
 * and at infinity they are the limits; NaN gives NaN. There are two reasons for more. The slopes of
 * {@code silu}, {@code mish}, {@code gelu} and {@code geluTanh} are sums of two terms that cancel
 * near their root, which lies between -1.3 and -0.7: there they err by so much of a term. And far
 * below 0 these four are a product with a gate that becomes a subnormal number before the product
 * does (in FLOAT32 {@code silu} below -87, {@code gelu} below -13), and has no more digits than it.
 */
public final class Activations {

  /** From here on sigmoid and the other gates are 0 or 1 in either format. */
  private static final double FAR = 1024;

  private static final Elementwise RELU =
      Elementwise.of("relu", x -> select(x.le(0), constant(0), x));
  private static final Elementwise RELU6 =
      Elementwise.of(
          "relu6", x -> select(x.le(0), constant(0), select(constant(6).le(x), constant(6), x)));
  private static final Elementwise HARD_TANH =
      Elementwise.of(
          "hardTanh",
          x -> select(x.le(-1), constant(-1), select(constant(1).le(x), constant(1), x)));
  private static final Elementwise LEAKY_RELU =
      Elementwise.of("leakyRelu", (x, slope) -> select(constant(0).lt(x), x, x.times(slope)));
  private static final Elementwise SIGMOID = Elementwise.of("sigmoid", x -> Expression.sigmoid(x));
  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));
  private static final Elementwise SOFTPLUS = Elementwise.of("softplus", x -> softplus(x));
  private static final Elementwise LOG_SIGMOID =
      Elementwise.of("logSigmoid", x -> softplus(x.unaryMinus()).unaryMinus());
  private static final Elementwise ELU =
      Elementwise.of(
          "elu", (x, alpha) -> select(constant(0).lt(x), x, Expression.expm1(x).times(alpha)));
  private static final Elementwise CELU = Elementwise.of("celu", (x, alpha) -> celu(x, alpha));
  private static final Elementwise SELU = Elementwise.of("selu", x -> selu(x));
  private static final Elementwise SILU =
      Elementwise.of("silu", x -> gated(x, Expression.sigmoid(x)));
  private static final Elementwise MISH = Elementwise.of("mish", x -> gated(x, tanhOfSoftplus(x)));
  private static final Elementwise HARD_SWISH = Elementwise.of("hardSwish", x -> hardSwish(x));
  private static final Elementwise HARD_SIGMOID =
      Elementwise.of("hardSigmoid", x -> hardSigmoid(x));
  private static final Elementwise SOFTSIGN = Elementwise.of("softsign", x -> softsign(x));
  private static final Elementwise GELU =
      Elementwise.of("gelu", x -> gated(x, Expression.normalCdf(x)));
  private static final Elementwise GELU_TANH =
      Elementwise.of("geluTanh", x -> gated(x, CubicGate.of(x)));

  private Activations() {}

  /** Each side of 0 by the exponential that cannot overflow there; smooth, so of every order. */
  static Expression softplus(Expression x) {
    Expression right = x.plus(Expression.log1p(Expression.exp(x.unaryMinus())));
    Expression left = Expression.log1p(Expression.exp(x));
    return select(constant(0).lt(x), right, left);
  }

  private static Expression selu(Expression x) {
    double alpha = 1.6732632423543772;
    double scale = 1.0507009873554805;
    return select(constant(0).lt(x), x, Expression.expm1(x).times(alpha)).times(scale);
  }

  private static Expression hardSwish(Expression x) {
    Expression between = x.times(x.plus(3)).div(constant(6));
    return select(x.le(-3), constant(0), select(constant(3).le(x), x, between));
  }

  /**
   * What the quotient lost by rounding is put back: an exponential counts it as often as the
   * quotient is large. Far out there is nothing left to put back.
   */
  private static Expression celu(Expression x, Expression alpha) {
    Expression quotient = x.div(alpha);
    Expression lost = Expression.fma(quotient.unaryMinus(), alpha, x).div(alpha);
    Expression rest = select(quotient.lt(-FAR), constant(0), lost);
    Expression power = Expression.exp(quotient);
    Expression below = Expression.fma(power, rest, Expression.expm1(quotient)).times(alpha);
    Expression isAbove = constant(0).lt(x);
    return Expression.withSlope(
        select(isAbove, x, below),
        x,
        select(isAbove, constant(1), Expression.fma(power, rest, power)));
  }

  private static Expression hardSigmoid(Expression x) {
    Expression between = x.plus(3).div(constant(6));
    return select(x.le(-3), constant(0), select(constant(3).le(x), constant(1), between));
  }

  /**
   * {@code t = ((1 + e)^2 - 1) / ((1 + e)^2 + 1)} with {@code e = e^x}, of slope {@code e (1 + e)
   * (1 - t)^2}; above 0 the same by {@code e^-x}, which does not overflow there.
   */
  private static Expression tanhOfSoftplus(Expression x) {
    Expression e = Expression.exp(x);
    Expression n = Expression.fma(e, e, e.times(2));
    Expression below = n.div(n.plus(2));
    Expression left = constant(1).minus(below);
    Expression f = Expression.exp(x.unaryMinus());
    Expression square = f.times(f);
    Expression above = square.plus(f).times(2).plus(1);
    Expression positive = constant(0).lt(x);
    return Expression.withSlope(
        select(positive, constant(1).minus(square.times(2).div(above)), below),
        x,
        select(
            positive,
            Expression.fma(square, f, square).times(4).div(above.times(above)),
            Expression.fma(e, e, e).times(left.times(left))));
  }

  /**
   * By the rule of the quotient the slope is {@code (1 - |y|) / (1 + |x|)}, far out without digits.
   */
  private static Expression softsign(Expression x) {
    Expression divisor = Expression.abs(x).plus(1);
    Expression value =
        select(Expression.abs(x).eq(Double.POSITIVE_INFINITY), Expression.sign(x), x.div(divisor));
    Expression inverse = constant(1).div(divisor);
    return Expression.withSlope(value, x, inverse.times(inverse));
  }

  /** x times a gate that rises from 0 to 1. Far out it is 0 or x: infinity times 0 is NaN. */
  private static Expression gated(Expression x, Expression gate) {
    Expression straight = select(x.lt(0), constant(0), x);
    return select(constant(FAR).lt(Expression.abs(x)), straight, x.times(gate));
  }

  /**
   * Returns {@code max(x, 0)}, NaN for NaN. Pullback: d where x > 0, else 0; so the derivative at 0
   * is 0.
   */
  public static Tensor relu(Tensor x) {
    return RELU.apply(x);
  }

  /** Returns {@code min(max(x, 0), 6)}. Pullback: d where 0 &lt; x &lt; 6, else 0. */
  public static Tensor relu6(Tensor x) {
    return RELU6.apply(x);
  }

  /**
   * Returns {@code min(max(x, -1), 1)}. Pullback: d where -1 &lt; x &lt; 1, else 0. PyTorch: {@code
   * hardtanh}.
   */
  public static Tensor hardTanh(Tensor x) {
    return HARD_TANH.apply(x);
  }

  /**
   * Returns x where it is positive and {@code slope x} elsewhere. Pullback: d or {@code slope d};
   * at 0 it is {@code slope d}. PyTorch: {@code leaky_relu}, whose slope is 0.01 by default.
   *
   * <p>Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic
   * models", 2013.
   */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return LEAKY_RELU.apply(x, Numbers.like("leakyRelu", x, slope));
  }

  /**
   * Returns {@code 1 / (1 + e^-x)}. Pullback: {@code d e^-x / (1 + e^-x)^2}, from x: of {@code y (1
   * - y)} nothing is left where y rounds to 1.
   */
  public static Tensor sigmoid(Tensor x) {
    return SIGMOID.apply(x);
  }

  /**
   * Returns {@code log(sigmoid(x)) = -softplus(-x)}, exact far below 0. Pullback: {@code d
   * sigmoid(-x)}. PyTorch: {@code logsigmoid}.
   */
  public static Tensor logSigmoid(Tensor x) {
    return LOG_SIGMOID.apply(x);
  }

  /**
   * Returns the hyperbolic tangent of x. Pullback: {@code d / cosh(x)^2}, from x: of {@code 1 -
   * y^2} nothing is left where y rounds to 1.
   */
  public static Tensor tanh(Tensor x) {
    return TANH.apply(x);
  }

  /** Returns {@code log(1 + e^x)} without overflow. Pullback: {@code d sigmoid(x)}. */
  public static Tensor softplus(Tensor x) {
    return SOFTPLUS.apply(x);
  }

  /** Returns {@code x / (1 + |x|)}. Pullback: {@code d / (1 + |x|)^2}. */
  public static Tensor softsign(Tensor x) {
    return SOFTSIGN.apply(x);
  }

  /**
   * Returns x where it is positive and {@code alpha (e^x - 1)} elsewhere. Pullback: d, or {@code d
   * alpha e^x} for x up to and at 0.
   *
   * <p>Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
   * exponential linear units", 2016.
   */
  public static Tensor elu(Tensor x, double alpha) {
    return ELU.apply(x, Numbers.like("elu", x, alpha));
  }

  /** Returns {@link #elu(Tensor, double)} with alpha 1. */
  public static Tensor elu(Tensor x) {
    return elu(x, 1);
  }

  /**
   * Returns x where it is positive and {@code alpha (e^(x / alpha) - 1)} elsewhere, which has slope
   * 1 at 0 from both sides. Pullback: d, or {@code d e^(x / alpha)} for x up to and at 0.
   *
   * <p>Source: Barron, "Continuously differentiable exponential linear units", 2017.
   *
   * @param alpha positive
   * @throws IllegalArgumentException if alpha is not positive
   */
  public static Tensor celu(Tensor x, double alpha) {
    Preconditions.checkArgument(alpha > 0, "celu: alpha must be positive: %s; 1 is usual", alpha);
    return CELU.apply(x, Numbers.like("celu", x, alpha));
  }

  /**
   * Returns {@code 1.0507... elu(x, 1.6733...)}, which keeps mean 0 and variance 1 from layer to
   * layer. Pullback: {@code 1.0507... d}, or {@code d (y + 1.7580...)} for x up to and at 0.
   *
   * <p>Source: Klambauer et al., "Self-normalizing neural networks", 2017.
   */
  public static Tensor selu(Tensor x) {
    return SELU.apply(x);
  }

  /**
   * Returns {@code x sigmoid(x)}, also called swish. Pullback: {@code d s (1 + x (1 - s))} with
   * {@code s = sigmoid(x)}.
   *
   * <p>Source: Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units", 2018.
   */
  public static Tensor silu(Tensor x) {
    return SILU.apply(x);
  }

  /**
   * Returns {@code x t} with {@code t = tanh(softplus(x))}. Pullback: {@code d (t + x (1 - t^2)
   * sigmoid(x))}.
   *
   * <p>Source: Misra, "Mish: a self regularized non-monotonic activation function", 2020.
   */
  public static Tensor mish(Tensor x) {
    return MISH.apply(x);
  }

  /**
   * Returns {@code x min(max(x + 3, 0), 6) / 6}, a parabola between -3 and 3. Pullback: {@code d (2
   * x + 3) / 6} there, 0 from -3 down and d from 3 up, so at both ends that of the straight side;
   * PyTorch's {@code hardswish} takes the parabola's.
   *
   * <p>Source: Howard et al., "Searching for MobileNetV3", 2019, section 5.2.
   */
  public static Tensor hardSwish(Tensor x) {
    return HARD_SWISH.apply(x);
  }

  /**
   * Returns {@code min(max(x + 3, 0), 6) / 6}, a sigmoid of three straight lines. Pullback: {@code
   * d / 6} for -3 &lt; x &lt; 3, else 0. PyTorch: {@code hardsigmoid}; JAX: {@code hard_sigmoid}.
   */
  public static Tensor hardSigmoid(Tensor x) {
    return HARD_SIGMOID.apply(x);
  }

  /**
   * Returns {@code x P(x)}, P the distribution function of the standard normal: {@code x (1 + erf(x
   * / sqrt(2))) / 2}. Pullback: {@code d (P(x) + x p(x))}, p its density.
   *
   * <p>Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
   */
  public static Tensor gelu(Tensor x) {
    return GELU.apply(x);
  }

  /**
   * Returns the approximation {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2} of {@link
   * #gelu}. Pullback: {@code d ((1 + t) + x (1 - t^2) u') / 2} with t for the hyperbolic tangent
   * and {@code u' = sqrt(2/pi) (1 + 0.134145 x^2)}. PyTorch: {@code gelu(x, approximate="tanh")}.
   *
   * <p>In FLOAT64 the rounding of 0.044715 to a number grows in the left tail, to some 150 units in
   * the last place.
   */
  public static Tensor geluTanh(Tensor x) {
    return GELU_TANH.apply(x);
  }

  /**
   * Returns {@code a sigmoid(b)}, a and b the first and the second half of x along an axis: a gated
   * linear unit. Pullback: {@code d sigmoid(b)} to a, {@code d a sigmoid'(b)} to b.
   *
   * <p>Source: Dauphin, Fan, Auli and Grangier, "Language modeling with gated convolutional
   * networks", 2017.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if the axis has an odd side, or x is not floating
   */
  public static Tensor glu(Tensor x, int axis) {
    int at = x.shape().axis("glu", axis);
    x.dtype().checkFloating("glu");
    int side = x.shape().side(at);
    Preconditions.checkArgument(
        side % 2 == 0,
        "glu: no two halves: axis %s of shape %s is odd; give an even side",
        at,
        x.shape());
    Tensor gate = sigmoid(Axes.part(x, at, side / 2, side));
    return Axes.part(x, at, 0, side / 2).times(gate);
  }

  /**
   * Returns {@code e^x / sum(e^x)} along an axis: scores turned into probabilities, without
   * overflow. Pullback: {@code y (d - sum(d y))}. SciPy and PyTorch: {@code softmax}.
   *
   * <p>Where the largest score is infinite, those equal to it share the probability equally and the
   * others have none: [3, infinity] gives [0, 1], and a row of nothing but -infinity {@code 1 / n}
   * each. NumPy's and PyTorch's formulas give NaN.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor softmax(Tensor x, int axis) {
    return new Softmax(x.shape().axis("softmax", axis)).apply(x);
  }

  /**
   * Returns {@code x - log(sum(e^x))} along an axis: the logarithm of {@link #softmax}, exact where
   * that is 0. Pullback: {@code d - softmax(x) sum(d)}. SciPy and PyTorch: {@code log_softmax}.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   * @throws IllegalArgumentException if the axis is empty or x is not floating
   */
  public static Tensor logSoftmax(Tensor x, int axis) {
    // The largest is taken off first: next to it, large scores keep the digits that tell them
    // apart.
    Tensor shift = Reductions.largest("logSoftmax", x, axis);
    Tensor sum = Reductions.sum(Reductions.shiftedExp(x, shift), true, axis);
    return Reductions.shifted(x, shift).minus(Elementary.log(sum));
  }
}
