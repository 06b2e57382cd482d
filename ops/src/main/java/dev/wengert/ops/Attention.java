package dev.wengert.ops;

import dev.wengert.Elementwise;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.matrix.Matrices;
import dev.wengert.ops.primitive.Masking;
import java.util.Arrays;

/**
 * Scaled dot-product attention: each query takes the mean of the values, weighed by how well its
 * key fits.
 *
 * <p>Queries are [..., T, E], keys [..., S, E], values [..., S, V], over equal leading axes (batch,
 * heads), all of one floating dtype. With P for the weights, each row of which sums to 1, and d for
 * a cotangent of {@code P v}, the pullback is {@code P^T d} to the values; with {@code G = P (d v^T
 * - rowsum(P d v^T)) / sqrt(E)} it is {@code G k} to the queries and {@code G^T q} to the keys.
 *
 * <p>A mask is BOOL, true where a query may look, or floating, added to the scores before the
 * softmax, where -infinity is the same as false. A key that may not be looked at gets nothing and
 * gives nothing: NaN and infinities in it, or in its value, reach neither the result nor a gradient
 * of anything else. A query that may look nowhere gets 0.
 *
 * <p>Source: Vaswani et al., "Attention is all you need", 2017, equation 1.
 */
public final class Attention {

  private static final Expression IS_CLOSED =
      Expression.input(1).eq(Expression.constant(Double.NEGATIVE_INFINITY));

  /** Selects, so that a score that is NaN or infinite does not reach what may not look at it. */
  private static final Elementwise ADDED =
      Elementwise.of(
          "attention.added",
          2,
          Expression.select(
              IS_CLOSED,
              Expression.constant(Double.NEGATIVE_INFINITY),
              Expression.input(0).plus(Expression.input(1))));

  private static final Elementwise OPEN_WEIGHTS =
      Elementwise.of(
          "attention.open",
          2,
          Expression.select(IS_CLOSED, Expression.constant(0), Expression.input(0)));

  private Attention() {}

  /**
   * Returns {@code softmax(q k^T / sqrt(E)) v}: [..., T, V]. PyTorch: {@code
   * scaled_dot_product_attention}.
   *
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
    Tensor weights =
        Activations.softmax(scores("scaledDotProductAttention", query, key, value), -1);
    return MatMul.of(weights, value, false, false);
  }

  /**
   * Returns attention under a mask.
   *
   * @param mask broadcasts to [..., T, S]; BOOL: true where a query may look; floating: what is
   *     added to the scores before the softmax
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor scaledDotProductAttention(
      Tensor query, Tensor key, Tensor value, Tensor mask) {
    String operation = "scaledDotProductAttention";
    Tensor weights = weights(operation, scores(operation, query, key, value), mask);
    return means(weights, value);
  }

  /**
   * Returns attention in which query i sees the keys up to i. PyTorch: {@code is_causal=True}.
   *
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor causalAttention(Tensor query, Tensor key, Tensor value) {
    Tensor scores = scores("causalAttention", query, key, value);
    Tensor mask = causalMask(scores.shape().side(-2), scores.shape().side(-1));
    return means(weights("causalAttention", scores, mask), value);
  }

  /**
   * Returns BOOL [queries, keys], true where the key is not later than the query.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public static Tensor causalMask(int queries, int keys) {
    if (queries < 0 || keys < 0) {
      throw new IllegalArgumentException(
          "causalMask: a number is negative: "
              + queries
              + " queries, "
              + keys
              + " keys; give 0 or more");
    }
    return Matrices.isLower(queries, keys, 0);
  }

  /**
   * Returns what queries get by weights of their keys: {@code P v}, [..., T, V]. What has weight 0
   * gives nothing, not even where it is NaN or infinite. Pullback: {@code d v^T} to the weights,
   * {@code P^T d} to the values.
   *
   * @param weights P, [..., T, S], as {@link #attentionWeights(Tensor, Tensor, Tensor)} gives them
   * @param value v, [..., S, V], over equal leading axes
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor means(Tensor weights, Tensor value) {
    Shape w = weights.shape();
    Shape v = value.shape();
    boolean fits =
        w.rank() >= 2
            && w.rank() == v.rank()
            && w.side(-1) == v.side(-2)
            && Arrays.equals(leading(w), leading(v));
    if (!fits || weights.dtype() != value.dtype() || !value.dtype().isFloating()) {
      throw new IllegalArgumentException(
          "means: the operands do not fit: the weights are "
              + weights.spec()
              + ", the values "
              + value.spec()
              + "; give floating [..., T, S] and [..., S, V] over equal leading axes");
    }
    return MatMul.linearIn(0, weights, value, false, false);
  }

  /**
   * Returns the weights alone, [..., T, S], for who drops some of them or looks at them.
   *
   * @param mask as in {@link #scaledDotProductAttention(Tensor, Tensor, Tensor, Tensor)}
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor attentionWeights(Tensor query, Tensor key, Tensor mask) {
    String operation = "attentionWeights";
    return weights(operation, scores(operation, query, key, key), mask);
  }

  /**
   * Returns the weights alone, [..., T, S], without a mask.
   *
   * @throws IllegalArgumentException if the shapes or dtypes do not fit
   */
  public static Tensor attentionWeights(Tensor query, Tensor key) {
    return Activations.softmax(scores("attentionWeights", query, key, key), -1);
  }

  private static Tensor weights(String operation, Tensor scores, Tensor mask) {
    if (!mask.shape().broadcastsTo(scores.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": the mask does not broadcast: it is "
              + mask.shape()
              + ", the scores are "
              + scores.shape()
              + "; give [..., queries, keys]");
    }
    // A row that is masked as a whole has weights 0/0; the mask takes them, and their slope, out.
    if (mask.dtype() != DType.BOOL) {
      return OPEN_WEIGHTS.apply(Activations.softmax(ADDED.apply(scores, mask), -1), mask);
    }
    Tensor open = Selection.where(mask, scores, Double.NEGATIVE_INFINITY);
    return Masking.mask(Activations.softmax(open, -1), mask);
  }

  private static Tensor scores(String operation, Tensor query, Tensor key, Tensor value) {
    Shape q = query.shape();
    Shape k = key.shape();
    Shape v = value.shape();
    boolean fits =
        q.rank() >= 2
            && q.rank() == k.rank()
            && q.rank() == v.rank()
            && q.side(-1) == k.side(-1)
            && k.side(-2) == v.side(-2)
            && Arrays.equals(leading(q), leading(k))
            && Arrays.equals(leading(q), leading(v));
    checkDTypes(operation, query, key, value);
    if (!fits) {
      throw new IllegalArgumentException(
          operation
              + ": the operands do not fit: the query is "
              + q
              + ", the key "
              + k
              + ", the value "
              + v
              + "; give [..., T, E], [..., S, E] and [..., S, V] over equal leading axes");
    }
    // The smaller operand is scaled, not the scores.
    Tensor scaled = query.times(1 / Math.sqrt(q.side(-1)));
    return MatMul.of(scaled, key, false, true);
  }

  private static void checkDTypes(String operation, Tensor query, Tensor key, Tensor value) {
    DType dtype = query.dtype();
    if (!dtype.isFloating() || key.dtype() != dtype || value.dtype() != dtype) {
      throw new IllegalArgumentException(
          operation
              + ": the dtypes must be equal and floating: the query is "
              + dtype
              + ", the key "
              + key.dtype()
              + ", the value "
              + value.dtype()
              + "; convert with to(FLOAT32) or to(FLOAT64)");
    }
  }

  private static int[] leading(Shape shape) {
    return Arrays.copyOf(shape.sides(), shape.rank() - 2);
  }
}
