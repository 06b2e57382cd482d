package dev.wengert.nn.layer.attention;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.ops.Attention;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Creation;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Which keys each query may look at.
 *
 * <p>A mask is a tensor that broadcasts to [N, heads, T, S] for T queries and S keys: BOOL, true
 * where the query may look, or floating, added to the scores before the softmax, where -infinity is
 * the same as false. A query that may look nowhere gets 0. Causal masks are made for the sides at
 * hand.
 */
public final class AttentionMask {

  /** The sum, but where one is -infinity the other one does not count, not even if it is NaN. */
  private static final Elementwise BOTH =
      Elementwise.of(
          "attentionMask.both",
          (a, b) ->
              Expression.select(
                  Expression.or(isClosed(a), isClosed(b)),
                  Expression.constant(Double.NEGATIVE_INFINITY),
                  a.plus(b)));

  private static final AttentionMask NONE = new AttentionMask(false, null);
  private static final AttentionMask CAUSAL = new AttentionMask(true, null);

  private final boolean causal;
  private final @Nullable Tensor tensor;

  private AttentionMask(boolean causal, @Nullable Tensor tensor) {
    this.causal = causal;
    this.tensor = tensor;
  }

  private static Expression isClosed(Expression mask) {
    return mask.eq(Expression.constant(Double.NEGATIVE_INFINITY));
  }

  /** Returns the mask that lets all queries look everywhere. */
  public static AttentionMask none() {
    return NONE;
  }

  /** Returns the mask that lets query i look at the keys up to i. */
  public static AttentionMask causal() {
    return CAUSAL;
  }

  /**
   * Returns a mask that is given.
   *
   * @param mask BOOL, true where the query may look, or floating, added to the scores; broadcasts
   *     to [N, heads, T, S]
   * @throws IllegalArgumentException if the dtype is neither, or the rank above 4
   */
  public static AttentionMask of(Tensor mask) {
    Preconditions.checkArgument(
        (mask.dtype() == DType.BOOL || mask.dtype().isFloating()) && mask.rank() <= 4,
        "attentionMask: not a mask: it is %s; give BOOL or floating, up to [N, heads, T, S]",
        mask.spec());
    return new AttentionMask(false, mask);
  }

  /**
   * Returns the mask that leaves padding out. PyTorch: {@code key_padding_mask}, where true means
   * the contrary.
   *
   * @param valid BOOL [N, S], true where an example has a key
   * @throws IllegalArgumentException if dtype or rank differ
   */
  public static AttentionMask padding(Tensor valid) {
    Preconditions.checkArgument(
        valid.dtype() == DType.BOOL && valid.rank() == 2,
        "attentionMask: not a padding mask: it is %s; give BOOL [N, S], true where a key is",
        valid.spec());
    return of(valid.reshape(valid.shape().side(0), 1, 1, valid.shape().side(1)));
  }

  /**
   * Returns the mask that leaves padding out, each example being filled up at its end.
   *
   * @param lengths INT32 [N], how many keys each example has, from 0 to S
   * @param keys S, how many keys there are, padding included
   * @throws IllegalArgumentException if dtype or rank differ
   * @throws IndexOutOfBoundsException if a length is negative or above S
   */
  public static AttentionMask lengths(Tensor lengths, int keys) {
    Preconditions.checkArgument(
        lengths.dtype() == DType.INT32 && lengths.rank() == 1,
        "attentionMask: not lengths: they are %s; give INT32 [N]",
        lengths.spec());
    return padding(Creation.sequenceMask(lengths, keys));
  }

  /** Returns the mask that lets a query look where both let it; floating masks add up. */
  public AttentionMask and(AttentionMask other) {
    boolean both = causal || other.causal;
    if (tensor == null || other.tensor == null) {
      return new AttentionMask(both, tensor == null ? other.tensor : tensor);
    }
    return new AttentionMask(both, and(tensor, other.tensor));
  }

  private static Tensor and(Tensor a, Tensor b) {
    if (a.dtype() == DType.BOOL) {
      return b.dtype() == DType.BOOL
          ? Comparisons.and(a, b)
          : Selection.where(a, b, Double.NEGATIVE_INFINITY);
    }
    return b.dtype() == DType.BOOL ? and(b, a) : BOTH.apply(a, b);
  }

  /** Returns the causal mask for queries that stand at the places of the last keys. */
  static Tensor later(int queries, int keys) {
    return queries == keys
        ? Attention.causalMask(queries, keys)
        : LinearAlgebra.tril(Tensor.ones(DType.FLOAT32, queries, keys), keys - queries).ne(0);
  }

  /** Returns the mask for a number of queries and keys; null if all may look everywhere. */
  @Nullable Tensor tensor(int queries, int keys) {
    if (!causal) {
      return tensor;
    }
    Tensor triangle = Attention.causalMask(queries, keys);
    return tensor == null ? triangle : and(triangle, tensor);
  }
}
