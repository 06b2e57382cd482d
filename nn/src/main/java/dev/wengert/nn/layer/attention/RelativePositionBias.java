package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * What is added to attention's scores by how far key and query are apart: [heads, T, S] for T
 * queries and S keys.
 *
 * {@snippet class="dev.wengert.nn.layer.attention.RelativePositionBiasTest" region="bias"}
 *
 * <p>There are three kinds:
 *
 * <ul>
 *   <li>{@link #buckets}: {@code weight[bucket(s - t), h]}. Near distances have a bucket each, far
 *       ones share buckets that grow as a logarithm does. Parameter: {@code weight} [buckets,
 *       heads]. Source: Raffel et al., "Exploring the limits of transfer learning with a unified
 *       text-to-text transformer", 2020, section 2.1; the buckets are those of T5's own code.
 *   <li>{@link #window}: {@code weight[(dy, dx), h]} for places of a window of an image. Parameter:
 *       {@code weight} [(2 height - 1) (2 width - 1), heads]. Source: Liu et al., "Swin
 *       transformer", 2021, equation 4.
 *   <li>{@link #alibi}: {@code -m_h |s - t|}, {@code m_h = 2^(-8 h / heads)} for h from 1 on, a
 *       number that is not learned. Source: Press, Smith and Lewis, "Train short, test long:
 *       attention with linear biases enables input length extrapolation", 2022, section 3.
 * </ul>
 *
 * <p>Training and inference run alike. ONNX: exports; what does not depend on parameters is a
 * constant for the sides at hand.
 */
public final class RelativePositionBias implements Component {

  /** Which row of the parameter a query and a key read. */
  @FunctionalInterface
  private interface Rows {
    int row(int query, int key);
  }

  private final int heads;
  private final @Nullable Parameter weight;
  private final Rows rows;

  /** How many queries and keys there are; 0 for any number. */
  private final int places;

  private RelativePositionBias(int heads, @Nullable Parameter weight, Rows rows, int places) {
    Preconditions.checkArgument(heads > 0, "relativePositionBias: %s heads; give 1 or more", heads);
    this.heads = heads;
    this.weight = weight;
    this.rows = rows;
    this.places = places;
  }

  /**
   * Returns a bias by buckets of distances.
   *
   * @param buckets how many: 32 in T5; even if both directions are told apart
   * @param farthest the distance from which on all are in one bucket: 128 in T5
   * @param bothWays whether keys behind the query are told from those before it; where not, all
   *     keys behind it are in the bucket of distance 0, as in a decoder, which does not see them
   * @throws IllegalArgumentException if the numbers do not fit
   */
  public static RelativePositionBias buckets(
      int heads, int buckets, int farthest, boolean bothWays) {
    int each = bothWays ? buckets / 2 : buckets;
    Preconditions.checkArgument(
        each >= 2 && (!bothWays || buckets % 2 == 0) && farthest > each / 2,
        "relativePositionBias: not buckets: %s up to distance %s%s; give at least 2 for each"
            + " direction, an even number for both, and a distance above half of those",
        buckets,
        farthest,
        bothWays ? " in both directions" : "");
    return new RelativePositionBias(
        heads,
        table(buckets, heads),
        (query, key) -> bucket(key - query, each, farthest, bothWays),
        0);
  }

  /** Returns the bucket of a distance: T5's {@code _relative_position_bucket}. */
  private static int bucket(int distance, int each, int farthest, boolean bothWays) {
    int first = bothWays && distance > 0 ? each : 0;
    int size = bothWays ? Math.abs(distance) : Math.max(0, -distance);
    int exact = each / 2;
    if (size < exact) {
      return first + size;
    }
    double share = Math.log((double) size / exact) / Math.log((double) farthest / exact);
    return first + Math.min(each - 1, exact + (int) (share * (each - exact)));
  }

  /**
   * Returns a bias by distances in a window of an image, whose places are counted row by row.
   *
   * @throws IllegalArgumentException if a side is not positive
   */
  public static RelativePositionBias window(int heads, int height, int width) {
    Preconditions.checkArgument(
        height > 0 && width > 0,
        "relativePositionBias: not a window: %s x %s; give positive sides",
        height,
        width);
    int across = 2 * width - 1;
    return new RelativePositionBias(
        heads,
        table((2 * height - 1) * across, heads),
        (query, key) ->
            (query / width - key / width + height - 1) * across
                + (query % width - key % width + width - 1),
        height * width);
  }

  /** Returns the bias that falls with the distance, without parameters. */
  public static RelativePositionBias alibi(int heads) {
    return new RelativePositionBias(heads, null, (query, key) -> Math.abs(key - query), 0);
  }

  private static Parameter table(int rows, int heads) {
    return Parameter.of(
        Parameter.Role.WEIGHT, Initializer.truncatedNormal(0.02), rows, Math.max(1, heads));
  }

  @Override
  public void declare(Declarations declarations) {
    if (weight != null) {
      declarations.parameter("weight", weight);
    }
  }

  /**
   * Returns the bias as a mask, to be joined with others by {@link AttentionMask#and}.
   *
   * @throws IllegalArgumentException if a window has another number of places
   */
  public AttentionMask mask(int queries, int keys, Pass pass) {
    return AttentionMask.of(tensor(queries, keys, pass));
  }

  /**
   * Returns the bias, [heads, T, S].
   *
   * @param queries T
   * @param keys S
   * @throws IllegalArgumentException if a window has another number of places, or a number is
   *     negative
   */
  public Tensor tensor(int queries, int keys, Pass pass) {
    pass.check(
        this,
        "relativePositionBias",
        places == 0 || (queries == places && keys == places),
        "the window has %s places: there are %s queries and %s keys; give as many",
        places,
        queries,
        keys);
    int[] index = new int[Shape.of(queries, keys).size()];
    for (int i = 0; i < index.length; i++) {
      index[i] = rows.row(i / keys, i % keys);
    }
    Tensor read = Tensor.wrap(index, queries, keys);
    if (weight == null) {
      return falling(read, pass.model().dtype());
    }
    return Shapes.moveAxis(Indexing.embedding(pass.value(weight), read), -1, 0);
  }

  private Tensor falling(Tensor distances, DType dtype) {
    double[] slopes = new double[heads];
    for (int h = 0; h < heads; h++) {
      slopes[h] = -Math.pow(2, -8.0 * (h + 1) / heads);
    }
    return Tensor.wrap(slopes, heads, 1, 1).to(dtype).times(distances.to(dtype));
  }
}
