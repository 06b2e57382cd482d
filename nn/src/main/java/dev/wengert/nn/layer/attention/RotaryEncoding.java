package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.ops.Shapes;

/**
 * The rotation of queries and keys by angles that grow with their positions, so that a product of
 * the two depends on how far apart they are and not on where.
 *
 * <p>x [..., T, D], D even: for {@code i < D / 2} the pair {@code (x[t, i], x[t, i + D / 2])} is
 * turned by {@code t / base^(2i / D)}, the base 10000 unless it is given. No parameters. Source: Su
 * et al., "RoFormer: enhanced transformer with rotary position embedding", 2021, section 3.2;
 * elements are paired across the halves, as most models have it, and not side by side.
 */
public final class RotaryEncoding {

  /** The base of the paper. */
  private static final double USUAL_BASE = 10_000;

  private final int positions;
  private final int size;
  private final double base;
  private final Tensor cosines;
  private final Tensor sines;

  private RotaryEncoding(int positions, int size, double base) {
    this.positions = positions;
    this.size = size;
    this.base = base;
    int half = size / 2;
    double[] c = new double[Math.multiplyExact(positions, half)];
    double[] s = new double[c.length];
    for (int t = 0; t < positions; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t / Math.pow(base, 2.0 * i / size);
        c[t * half + i] = Math.cos(angle);
        s[t * half + i] = Math.sin(angle);
      }
    }
    this.cosines = Tensor.wrap(c, positions, half);
    this.sines = Tensor.wrap(s, positions, half);
  }

  /**
   * Returns a rotation.
   *
   * @param positions the length of the longest sequence
   * @param size D, even
   * @throws IllegalArgumentException if a number is not positive or the size is odd
   */
  public static RotaryEncoding of(int positions, int size) {
    return of(positions, size, USUAL_BASE);
  }

  /**
   * Returns a rotation with a base of its own: a larger one for longer sequences.
   *
   * @param positions the length of the longest sequence
   * @param size D, even
   * @param base above 1
   * @throws IllegalArgumentException if a number is out of range or the size is odd
   */
  public static RotaryEncoding of(int positions, int size, double base) {
    Preconditions.checkArgument(
        positions > 0 && size > 0 && size % 2 == 0,
        "rotaryEncoding: not positions and size: %s and %s; give positive numbers, the size even",
        positions,
        size);
    Preconditions.checkArgument(
        base > 1 && Double.isFinite(base),
        "rotaryEncoding: not a base: %s; give a number above 1, 10000 is usual",
        base);
    return new RotaryEncoding(positions, size, base);
  }

  /** Returns the length of the longest sequence. */
  public int positions() {
    return positions;
  }

  /** Returns D. */
  public int size() {
    return size;
  }

  /** Returns the base. */
  public double base() {
    return base;
  }

  /**
   * Returns x rotated. Pullback: the cotangent, rotated back.
   *
   * @param x floating [..., T, D]
   * @throws IllegalArgumentException if T or D do not fit
   */
  public Tensor rotate(Tensor x) {
    return rotate(x, 0);
  }

  /**
   * Returns x rotated, its first vector standing at a position behind others.
   *
   * @param x floating [..., T, D]
   * @param from the position of the first
   * @throws IllegalArgumentException if T or D do not fit
   */
  public Tensor rotate(Tensor x, int from) {
    Preconditions.checkArgument(
        x.rank() >= 2
            && x.shape().side(-1) == size
            && from >= 0
            && (long) from + x.shape().side(-2) <= positions,
        "rotaryEncoding: the input does not fit: x is %s, from position %s on; give [..., up to"
            + " %s, %s]",
        x.shape(),
        from,
        positions,
        size);
    Index places = Index.range(from, from + x.shape().side(-2));
    Tensor c = cosines.get(places).to(x.dtype());
    Tensor s = sines.get(places).to(x.dtype());
    Tensor a = x.get(Index.ellipsis(), Index.to(size / 2));
    Tensor b = x.get(Index.ellipsis(), Index.from(size / 2));
    return Shapes.concat(-1, a.times(c).minus(b.times(s)), a.times(s).plus(b.times(c)));
  }
}
