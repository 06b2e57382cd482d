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
 * turned by {@code t / 10000^(2i / D)}. No parameters. Source: Su et al., "RoFormer: enhanced
 * transformer with rotary position embedding", 2021, section 3.2; elements are paired across the
 * halves, as most models have it, and not side by side.
 */
public final class RotaryEncoding {

  private final int positions;
  private final int size;
  private final Tensor cosines;
  private final Tensor sines;

  private RotaryEncoding(int positions, int size) {
    this.positions = positions;
    this.size = size;
    int half = size / 2;
    double[] c = new double[Math.multiplyExact(positions, half)];
    double[] s = new double[c.length];
    for (int t = 0; t < positions; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t / Math.pow(10_000, 2.0 * i / size);
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
    Preconditions.checkArgument(
        positions > 0 && size > 0 && size % 2 == 0,
        "rotaryEncoding: not positions and size: %s and %s; give positive numbers, the size even",
        positions,
        size);
    return new RotaryEncoding(positions, size);
  }

  /** Returns the length of the longest sequence. */
  public int positions() {
    return positions;
  }

  /**
   * Returns x rotated. Pullback: the cotangent, rotated back.
   *
   * @param x floating [..., T, D]
   * @throws IllegalArgumentException if T or D do not fit
   */
  public Tensor rotate(Tensor x) {
    Preconditions.checkArgument(
        x.rank() >= 2 && x.shape().side(-1) == size && x.shape().side(-2) <= positions,
        "rotaryEncoding: the input does not fit: x is %s; give [..., up to %s, %s]",
        x.shape(),
        positions,
        size);
    int length = x.shape().side(-2);
    Tensor c = cosines.get(Index.to(length)).to(x.dtype());
    Tensor s = sines.get(Index.to(length)).to(x.dtype());
    Tensor a = x.get(Index.ellipsis(), Index.to(size / 2));
    Tensor b = x.get(Index.ellipsis(), Index.from(size / 2));
    return Shapes.concat(-1, a.times(c).minus(b.times(s)), a.times(s).plus(b.times(c)));
  }
}
