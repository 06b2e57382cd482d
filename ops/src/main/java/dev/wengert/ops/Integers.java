package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;

/**
 * The bits of whole numbers, and divisors. All take INT32; what are two operands broadcast. None
 * has a derivative.
 *
 * <p>Bits are truth values along a new last axis of 32, the lowest first, the sign last, as two's
 * complement has them. {@link Comparisons} combines them.
 */
public final class Integers {

  private static final int BITS = 32;

  /** As many steps as Euclid's algorithm takes for any two numbers of 32 bits. */
  private static final int MOST_STEPS = 47;

  /** Half of the bits, as a number. */
  private static final int HALF = 1 << 16;

  /** How many fractions a FLOAT32 has between two powers of two. */
  private static final int FRACTIONS = 1 << 23;

  /** What IEEE 754 adds to an exponent of a FLOAT32. */
  private static final int BIAS = 127;

  private static final int INFINITE_BITS = 0x7f800000;
  private static final int NAN_BITS = 0x7fc00000;

  private Integers() {}

  private static void check(String operation, Tensor x) {
    Preconditions.checkArgument(
        x.dtype() == DType.INT32,
        "%s: the dtype is %s; give INT32, by to(INT32) if need be",
        operation,
        x.dtype());
  }

  private static Tensor powers() {
    int[] powers = new int[BITS - 1];
    for (int k = 0; k < powers.length; k++) {
      powers[k] = 1 << k;
    }
    return Tensor.wrap(powers, powers.length);
  }

  /**
   * Returns the bits of whole numbers, the lowest first: INT32 [...] to BOOL [..., 32].
   *
   * @throws IllegalArgumentException if x is not INT32
   */
  public static Tensor bits(Tensor x) {
    check("bits", x);
    Tensor negative = x.lt(0);
    // The bits of a negative number are those that -1 - x has not.
    Tensor size = Shapes.unsqueeze(Selection.where(negative, Operators.minus(-1, x), x), -1);
    Tensor shifted = size.div(powers());
    Tensor isOdd = shifted.minus(shifted.div(2).times(2)).eq(1);
    Tensor sign = Shapes.unsqueeze(negative, -1);
    return Shapes.concat(-1, Comparisons.xor(isOdd, sign), sign);
  }

  /**
   * Returns the whole numbers of some bits, the lowest first: BOOL [..., 32] to INT32 [...].
   *
   * @throws IllegalArgumentException if they are not BOOL or not 32
   */
  public static Tensor fromBits(Tensor bits) {
    Preconditions.checkArgument(
        bits.dtype() == DType.BOOL && bits.rank() > 0 && bits.shape().side(-1) == BITS,
        "fromBits: no bits of whole numbers: they are %s; give BOOL [..., 32]",
        bits.spec());
    Tensor sign = bits.get(dev.wengert.Index.ellipsis(), dev.wengert.Index.at(BITS - 1));
    Tensor low = bits.get(dev.wengert.Index.ellipsis(), dev.wengert.Index.to(BITS - 1));
    Tensor told = Comparisons.xor(low, Shapes.unsqueeze(sign, -1));
    Tensor size = Reductions.sum(told.to(DType.INT32).times(powers()), -1);
    return Selection.where(sign, Operators.minus(-1, size), size);
  }

  /** Returns the bits that both have. NumPy, PyTorch and JAX: {@code bitwise_and}. */
  public static Tensor bitwiseAnd(Tensor x, Tensor y) {
    check("bitwiseAnd", x);
    check("bitwiseAnd", y);
    return fromBits(Comparisons.and(bits(x), bits(y)));
  }

  /** Returns the bits that one or both have. NumPy, PyTorch and JAX: {@code bitwise_or}. */
  public static Tensor bitwiseOr(Tensor x, Tensor y) {
    check("bitwiseOr", x);
    check("bitwiseOr", y);
    return fromBits(Comparisons.or(bits(x), bits(y)));
  }

  /** Returns the bits that exactly one has. NumPy, PyTorch and JAX: {@code bitwise_xor}. */
  public static Tensor bitwiseXor(Tensor x, Tensor y) {
    check("bitwiseXor", x);
    check("bitwiseXor", y);
    return fromBits(Comparisons.xor(bits(x), bits(y)));
  }

  /**
   * Returns the bits that x has not, {@code -1 - x}. NumPy, PyTorch and JAX: {@code bitwise_not}.
   */
  public static Tensor bitwiseNot(Tensor x) {
    check("bitwiseNot", x);
    return Operators.minus(-1, x);
  }

  /** Returns how many bits are set, of a negative number those of two's complement: INT32. */
  public static Tensor bitCount(Tensor x) {
    check("bitCount", x);
    return Reductions.countNonZero(bits(x), -1);
  }

  /**
   * Returns x moved up by a number of bits, which drop out at the top: {@code x 2^n}. NumPy: {@code
   * left_shift}.
   *
   * @throws IllegalArgumentException if x is not INT32 or n is not from 0 to 31
   */
  public static Tensor shiftLeft(Tensor x, int n) {
    check("shiftLeft", x);
    checkShift("shiftLeft", n);
    return x.times(Tensor.full(new Spec(DType.INT32, Shape.SCALAR), 1 << n));
  }

  /**
   * Returns x moved down by a number of bits, the sign kept: {@code floor(x / 2^n)}. NumPy: {@code
   * right_shift}; JAX: {@code lax.shift_right_arithmetic}.
   *
   * @throws IllegalArgumentException if x is not INT32 or n is not from 0 to 31
   */
  public static Tensor shiftRight(Tensor x, int n) {
    check("shiftRight", x);
    checkShift("shiftRight", n);
    Tensor negative = x.lt(0);
    Tensor size = Selection.where(negative, Operators.minus(-1, x), x);
    Tensor moved = n == BITS - 1 ? size.times(0) : size.div(1 << n);
    return Selection.where(negative, Operators.minus(-1, moved), moved);
  }

  private static void checkShift(String operation, int n) {
    Preconditions.checkArgument(
        n >= 0 && n < BITS, "%s: not a number of bits: %s; give 0 to 31", operation, n);
  }

  /**
   * Returns the greatest common divisor of x and y, not negative; 0 of 0 and 0. That of the least
   * INT32 and itself or 0 is no INT32, and comes out as the least. NumPy, PyTorch and JAX: {@code
   * gcd}.
   *
   * @throws IllegalArgumentException if x or y is not INT32, or the shapes do not broadcast
   */
  public static Tensor gcd(Tensor x, Tensor y) {
    check("gcd", x);
    check("gcd", y);
    Shape common = Shape.broadcast("gcd", x.shape(), y.shape());
    Tensor a = x.broadcastTo(common);
    Tensor b = y.broadcastTo(common);
    for (int step = 0; step < MOST_STEPS; step++) {
      Tensor isDone = b.eq(0);
      Tensor left = Rounding.fmod(a, Selection.where(isDone, 1, b));
      a = Selection.where(isDone, a, b);
      b = Selection.where(isDone, 0, left);
    }
    return Selection.where(a.lt(0), a.unaryMinus(), a);
  }

  /**
   * Returns the least common multiple of x and y, not negative; 0 where one is 0. One that is no
   * INT32 wraps around, as products do. NumPy, PyTorch and JAX: {@code lcm}.
   *
   * @throws IllegalArgumentException if x or y is not INT32, or the shapes do not broadcast
   */
  public static Tensor lcm(Tensor x, Tensor y) {
    check("lcm", x);
    check("lcm", y);
    Shape.broadcast("lcm", x.shape(), y.shape());
    Tensor divisor = gcd(x, y);
    Tensor isZero = divisor.eq(0);
    Tensor multiple = x.div(Selection.where(isZero, 1, divisor)).times(y);
    return Selection.where(multiple.lt(0), multiple.unaryMinus(), multiple);
  }

  /**
   * Returns the upper 32 bits of the products of 64 bits: {@code floor(x y / 2^32)}. JAX: {@code
   * lax.mulhi}; Java: {@code Math.multiplyHigh} for twice the bits.
   *
   * @throws IllegalArgumentException if x or y is not INT32, or the shapes do not broadcast
   */
  public static Tensor multiplyHigh(Tensor x, Tensor y) {
    check("multiplyHigh", x);
    check("multiplyHigh", y);
    Shape.broadcast("multiplyHigh", x.shape(), y.shape());
    // By halves of 16 bits, of which no product or sum is more than a double tells.
    Tensor lowX = Rounding.remainder(x, HALF).to(DType.FLOAT64);
    Tensor lowY = Rounding.remainder(y, HALF).to(DType.FLOAT64);
    Tensor highX = shiftRight(x, 16).to(DType.FLOAT64);
    Tensor highY = shiftRight(y, 16).to(DType.FLOAT64);
    Tensor carried = Elementary.floor(lowX.times(lowY).div(HALF));
    Tensor middle = highX.times(lowY).plus(lowX.times(highY)).plus(carried);
    return highX.times(highY).plus(Elementary.floor(middle.div(HALF))).to(DType.INT32);
  }

  /**
   * Returns the bits of FLOAT32 numbers as whole numbers, sign, exponent and fraction as IEEE 754
   * has them: INT32. All NaN are {@code 0x7fc00000}. Java: {@code Float.floatToIntBits}; JAX:
   * {@code lax.bitcast_convert_type}; NumPy: {@code x.view(int32)}.
   *
   * @throws IllegalArgumentException if x is not FLOAT32
   */
  public static Tensor floatBits(Tensor x) {
    Preconditions.checkArgument(
        x.dtype() == DType.FLOAT32,
        "floatBits: the dtype is %s; give FLOAT32, by to(FLOAT32) if need be",
        x.dtype());
    Tensor isFinite = Comparisons.isFinite(x);
    Tensor size = Selection.where(isFinite, Elementary.abs(Autodiff.stopGradient(x)), 1);
    Rounding.Frexp parts = Rounding.frexp(size);
    Tensor fraction = parts.fraction().times(2).minus(1).times(FRACTIONS).to(DType.INT32);
    Tensor normal = parts.exponent().plus(BIAS - 1).times(FRACTIONS).plus(fraction);
    // The numbers below the normal ones are multiples of the least.
    Tensor isSmall = size.lt(DType.FLOAT32.leastNormal());
    Tensor small = Selection.where(isSmall, size, 0);
    Tensor multiple = small.times(Math.pow(2, 100)).times(Math.pow(2, 49)).to(DType.INT32);
    Tensor finite = Selection.where(isSmall, multiple, normal);
    Tensor infinite = Selection.where(Comparisons.isNaN(x), NAN_BITS, full(x, INFINITE_BITS));
    Tensor bits = Selection.where(isFinite, finite, infinite);
    Tensor one = Tensor.full(x.spec(), 1);
    Tensor isNegative = Rounding.copySign(one, Autodiff.stopGradient(x)).lt(0);
    return Selection.where(isNegative, bits.plus(Integer.MIN_VALUE), bits);
  }

  private static Tensor full(Tensor like, int value) {
    return Tensor.full(new Spec(DType.INT32, like.shape()), value);
  }

  /**
   * Returns the FLOAT32 numbers of some bits, the inverse of {@link #floatBits}. Java: {@code
   * Float.intBitsToFloat}; JAX: {@code lax.bitcast_convert_type}; NumPy: {@code x.view(float32)}.
   *
   * @throws IllegalArgumentException if the bits are not INT32
   */
  public static Tensor bitsToFloat(Tensor bits) {
    check("bitsToFloat", bits);
    Tensor isNegative = bits.lt(0);
    Tensor size = Selection.where(isNegative, bits.minus(Integer.MIN_VALUE), bits);
    Tensor exponent = size.div(FRACTIONS);
    Tensor rest = size.minus(exponent.times(FRACTIONS));
    Tensor fraction = rest.to(DType.FLOAT32).div(FRACTIONS);
    Tensor isFinite = exponent.lt(2 * BIAS + 1);
    Tensor power = Selection.where(isFinite, exponent.minus(BIAS), 0).to(DType.FLOAT32);
    Tensor normal = fraction.plus(1).times(Operators.pow(2, power));
    Tensor small = fraction.times(DType.FLOAT32.leastNormal());
    Tensor finite = Selection.where(exponent.eq(0), small, normal);
    Tensor infinite = Selection.where(rest.eq(0), Double.POSITIVE_INFINITY, nan(normal));
    Tensor value = Selection.where(isFinite, finite, infinite);
    return Selection.where(isNegative, value.unaryMinus(), value);
  }

  private static Tensor nan(Tensor like) {
    return Tensor.full(like.spec(), Double.NaN);
  }
}
