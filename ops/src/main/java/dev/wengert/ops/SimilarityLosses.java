package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/**
 * Losses that say how far vectors, along the last axis, are from being as near to or as far from
 * each other as they should be.
 *
 * <p>Each has a form without {@link Reduce}, which takes the mean.
 */
public final class SimilarityLosses {

  private static final Elementwise COSINE =
      Elementwise.of(
          "cosineLoss", 3, cosine(Expression.input(0), Expression.input(1), Expression.input(2)));

  private SimilarityLosses() {}

  private static Expression cosine(Expression cosine, Expression target, Expression margin) {
    Expression excess = cosine.minus(margin);
    return select(
        constant(0).lt(target),
        constant(1).minus(cosine),
        select(excess.le(0), constant(0), excess));
  }

  /** Returns the mean {@link #cosineLoss(Tensor, Tensor, Tensor, double, Reduce)} with margin 0. */
  public static Tensor cosineLoss(Tensor a, Tensor b, Tensor targets) {
    return cosineLoss(a, b, targets, 0, Reduce.MEAN);
  }

  /**
   * Returns, with c for the {@linkplain Losses#cosineSimilarity cosine} of two vectors, {@code 1 -
   * c} for a pair that is to be alike and {@code max(0, c - margin)} for one that is not, reduced.
   * Pullback: that of c, times -d or d; 0 for pairs far enough apart, also where they just are.
   * PyTorch: {@code cosine_embedding_loss}.
   *
   * @param a vectors along the last axis
   * @param b vectors, of a's shape
   * @param targets 1 for alike and -1 for not; a's shape without its last axis
   * @param margin from -1 to 1
   * @throws IllegalArgumentException if the shapes do not fit or the margin is not in [-1, 1]
   */
  public static Tensor cosineLoss(
      Tensor a, Tensor b, Tensor targets, double margin, Reduce reduce) {
    checkVectors("cosineLoss", a, b);
    Shape pairs = a.shape().reduced(new int[] {a.rank() - 1}, false);
    Preconditions.checkArgument(
        targets.shape().equals(pairs),
        "cosineLoss: the targets do not fit: they are %s for vectors %s; give %s",
        targets.shape(),
        a.shape(),
        pairs);
    Preconditions.checkArgument(
        margin >= -1 && margin <= 1,
        "cosineLoss: the margin is not in [-1, 1]: %s; 0 to 0.5 is usual",
        margin);
    Tensor cosine = Losses.cosineSimilarity(a, b, -1);
    return reduce.of(COSINE.apply(cosine, targets, Numbers.like("cosineLoss", a, margin)));
  }

  /**
   * Returns the mean {@link #tripletLoss(Tensor, Tensor, Tensor, double, Reduce)} with margin 1.
   */
  public static Tensor tripletLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return tripletLoss(anchor, positive, negative, 1, Reduce.MEAN);
  }

  /**
   * Returns {@code max(0, |a - p| - |a - n| + margin)}, reduced: by how much the distance of an
   * anchor to its like fails to be smaller by a margin than that to its unlike. Pullback to a:
   * {@code d ((a - p) / |a - p| - (a - n) / |a - n|)}, a quotient by 0 being 0; 0 where the margin
   * is kept, also where it just is. No square overflows or vanishes on the way.
   *
   * <p>Source: Schroff, Kalenichenko and Philbin, "FaceNet", 2015, equation 3, with distances for
   * their squares, as PyTorch's {@code triplet_margin_loss}; that one adds 1e-6 to each difference.
   *
   * @param anchor vectors along the last axis
   * @param positive what is like it, of the anchor's shape
   * @param negative what is not, of the anchor's shape
   * @param margin positive
   * @throws IllegalArgumentException if the shapes differ or the margin is not positive
   */
  public static Tensor tripletLoss(
      Tensor anchor, Tensor positive, Tensor negative, double margin, Reduce reduce) {
    checkVectors("tripletLoss", anchor, positive);
    checkVectors("tripletLoss", anchor, negative);
    Preconditions.checkArgument(
        margin > 0, "tripletLoss: the margin must be positive: %s; 1 is usual", margin);
    Tensor near = Reductions.norm(anchor.minus(positive), Norm.L2, -1);
    Tensor far = Reductions.norm(anchor.minus(negative), Norm.L2, -1);
    return reduce.of(Activations.relu(near.minus(far).plus(margin)));
  }

  private static void checkVectors(String operation, Tensor a, Tensor b) {
    Preconditions.checkArgument(
        a.rank() >= 1 && a.shape().equals(b.shape()),
        "%s: the vectors do not fit: they are %s and %s; give both one shape, with the vectors"
            + " along the last axis",
        operation,
        a.shape(),
        b.shape());
  }
}
