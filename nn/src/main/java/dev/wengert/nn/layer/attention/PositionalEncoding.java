package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import org.jspecify.annotations.Nullable;

/**
 * The layer that adds to each position of a sequence a vector that says where it is: {@code x +
 * P[0..T)}, x [N, T, E].
 *
 * <p>{@linkplain #sinusoidal Sinusoidal}: {@code P[t, 2i] = sin(t / 10000^(2i / E))} and {@code
 * P[t, 2i + 1] = cos(t / 10000^(2i / E))}, no parameters. Source: Vaswani et al., "Attention is all
 * you need", 2017, section 3.5. {@linkplain #learned Learned}: P is the parameter {@code weight}
 * [positions, E], drawn from the normal distribution of deviation 0.02. Source: Gehring et al.,
 * "Convolutional sequence to sequence learning", 2017, section 3.1.
 */
public final class PositionalEncoding implements Layer {

  private static final double DEVIATION = 0.02;

  private final int positions;
  private final int width;
  private final @Nullable Parameter learned;

  /** The waves in FLOAT64; empty if the vectors are learned. */
  private final Tensor waves;

  private PositionalEncoding(int positions, int width, boolean learns) {
    Preconditions.checkArgument(
        positions > 0 && width > 0,
        "positionalEncoding: no such table: [%s, %s]; give positive sides",
        positions,
        width);
    this.positions = positions;
    this.width = width;
    this.learned =
        learns
            ? Parameter.of(Parameter.Role.WEIGHT, Initializer.normal(DEVIATION), positions, width)
            : null;
    this.waves = learns ? Tensor.zeros(DType.FLOAT64, 0, width) : waves(positions, width);
  }

  /**
   * Returns a layer that adds sines and cosines.
   *
   * @param positions the length of the longest sequence
   * @param width E
   * @throws IllegalArgumentException if a side is not positive
   */
  public static PositionalEncoding sinusoidal(int positions, int width) {
    return new PositionalEncoding(positions, width, false);
  }

  /**
   * Returns a layer that adds vectors that are learned.
   *
   * @param positions the length of the longest sequence
   * @param width E
   * @throws IllegalArgumentException if a side is not positive
   */
  public static PositionalEncoding learned(int positions, int width) {
    return new PositionalEncoding(positions, width, true);
  }

  private static Tensor waves(int positions, int width) {
    double[] values = new double[Math.multiplyExact(positions, width)];
    for (int t = 0; t < positions; t++) {
      for (int i = 0; i < width; i++) {
        double angle = t / Math.pow(10_000, (i - i % 2) / (double) width);
        values[t * width + i] = i % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return Tensor.wrap(values, positions, width);
  }

  @Override
  public void declare(Declarations declarations) {
    if (learned != null) {
      declarations.parameter("weight", learned);
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return forward(x, 0, pass);
  }

  /**
   * Returns x with vectors added, its first place standing behind others.
   *
   * @param x [N, T, E]
   * @param from the position of the first place
   * @throws IllegalArgumentException if x does not fit the table from there on
   */
  public Tensor forward(Tensor x, int from, Pass pass) {
    pass.check(
        this,
        "positionalEncoding",
        x.rank() == 3
            && from >= 0
            && (long) from + x.shape().side(1) <= positions
            && x.shape().side(2) == width,
        "the input does not fit the table: x is %s, from position %s on; give [N, up to %s, %s]",
        x.shape(),
        from,
        positions,
        width);
    if (learned != null) {
      pass.checkType(this, "positionalEncoding", x);
    }
    Tensor table = learned == null ? waves.to(x.dtype()) : pass.value(learned);
    int length = x.shape().side(1);
    return x.plus(length == positions ? table : table.get(Index.range(from, from + length)));
  }
}
