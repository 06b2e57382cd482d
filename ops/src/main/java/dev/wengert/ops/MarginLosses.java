package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.InRange;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Numbers;

/**
 * Losses that ask for a distance between what is right and what is wrong, beside the hinge loss of
 * {@link Losses}.
 *
 * <p>Where the margin is kept the loss is 0, and so is its slope, also where it just is. The names
 * and figures are PyTorch's. Shapes that differ, and a mean of nothing, are an {@link
 * IllegalArgumentException}.
 */
public final class MarginLosses {

  private static final Elementwise RANKING =
      Elementwise.of(
          "marginRankingLoss",
          4,
          over(
              Expression.input(3)
                  .minus(
                      Expression.input(2).times(Expression.input(0).minus(Expression.input(1))))));
  private static final Elementwise HINGE_EMBEDDING =
      Elementwise.of(
          "hingeEmbeddingLoss",
          3,
          select(
              constant(0).lt(Expression.input(1)),
              Expression.input(0),
              over(Expression.input(2).minus(Expression.input(0)))));
  private static final Elementwise SOFT_MARGIN =
      Elementwise.of("softMarginLoss", (x, y) -> Activations.softplus(y.times(x).unaryMinus()));

  private MarginLosses() {}

  /** What a number has above 0; NaN for NaN. */
  private static Expression over(Expression x) {
    return select(x.le(0), constant(0), x);
  }

  private static void checkShapes(String operation, Tensor x, Tensor y) {
    Preconditions.checkArgument(
        x.shape().equals(y.shape()),
        "%s: shapes differ: %s and %s; give one target a prediction",
        operation,
        x.shape(),
        y.shape());
  }

  /**
   * Returns {@code max(0, margin - y (a - b))}, reduced: a should be the larger where y is 1, b
   * where it is -1. Pullback: {@code -d y} to a and {@code d y} to b where the margin is missed.
   * PyTorch: {@code margin_ranking_loss}, whose margin is 0 by default.
   *
   * @param target y, -1 or 1, of the shape of a and b
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor marginRankingLoss(
      Tensor a, Tensor b, Tensor target, double margin, Reduce reduce) {
    checkShapes("marginRankingLoss", a, b);
    checkShapes("marginRankingLoss", a, target);
    return reduce.of(RANKING.apply(a, b, target, Numbers.like("marginRankingLoss", a, margin)));
  }

  /**
   * Returns x where y is 1 and {@code max(0, margin - x)} where it is -1, reduced: x is a distance
   * that should be small between like ones and at least the margin between others. Pullback: d
   * where y is 1, {@code -d} where the margin is missed. PyTorch: {@code hinge_embedding_loss},
   * whose margin is 1 by default.
   *
   * @param target y, -1 or 1
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor hingeEmbeddingLoss(
      Tensor distance, Tensor target, double margin, Reduce reduce) {
    checkShapes("hingeEmbeddingLoss", distance, target);
    Tensor limit = Numbers.like("hingeEmbeddingLoss", distance, margin);
    return reduce.of(HINGE_EMBEDDING.apply(distance, target, limit));
  }

  /**
   * Returns {@code log(1 + e^(-y x))} without overflow, reduced: the logistic loss. Pullback:
   * {@code -d y sigmoid(-y x)}. PyTorch: {@code soft_margin_loss}.
   *
   * @param target y, -1 or 1
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor softMarginLoss(Tensor prediction, Tensor target, Reduce reduce) {
    checkShapes("softMarginLoss", prediction, target);
    return reduce.of(SOFT_MARGIN.apply(prediction, target));
  }

  /**
   * Returns, for each row of scores, {@code sum_j max(0, margin - x[y] + x[j])^p / C} over the
   * classes j other than the right one y, reduced. PyTorch: {@code multi_margin_loss}, whose margin
   * is 1 by default.
   *
   * <p>Source: Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based
   * vector machines", 2001.
   *
   * @param scores x, [N, C]
   * @param targets y, INT32 [N]
   * @param power p, 1 or 2
   * @throws IllegalArgumentException if the shapes do not fit, the targets are not INT32, or p is
   *     neither 1 nor 2
   * @throws IndexOutOfBoundsException if a target is no class
   */
  public static Tensor multiMarginLoss(
      Tensor scores, Tensor targets, int power, double margin, Reduce reduce) {
    Preconditions.checkArgument(
        scores.rank() == 2
            && scores.dtype().isFloating()
            && targets.rank() == 1
            && targets.size() == scores.shape().side(0),
        "multiMarginLoss: the targets do not fit: scores are %s, targets %s; give floating [N, C]"
            + " and [N]",
        scores.spec(),
        targets.shape());
    Preconditions.checkArgument(
        power == 1 || power == 2, "multiMarginLoss: not a power: %s; give 1 or 2", power);
    int classes = scores.shape().side(1);
    Tensor known = InRange.classes("multiMarginLoss", "target", targets, classes);
    Tensor column = Shapes.unsqueeze(known, 1);
    Tensor right = Indexing.alongAxis(scores, column, 1);
    Tensor missed = Activations.relu(scores.minus(right).plus(margin));
    Tensor raised = power == 1 ? missed : Elementary.square(missed);
    Tensor others = Selection.where(Creation.arange(classes).eq(column), 0, raised);
    return reduce.of(Reductions.sum(others, 1).div(Math.max(1, classes)));
  }

  /**
   * Returns, for each row of scores, {@code sum_jk max(0, 1 - (x[j] - x[k])) / C} over its classes
   * j and all others k, reduced. PyTorch: {@code multilabel_margin_loss}.
   *
   * @param scores x, [N, C]
   * @param targets the classes of each row, behind them -1: INT32 [N, C]; what follows the first -1
   *     does not count
   * @throws IllegalArgumentException if the shapes do not fit or the targets are not INT32
   * @throws IndexOutOfBoundsException if a target is below -1 or no class
   */
  public static Tensor multiLabelMarginLoss(Tensor scores, Tensor targets, Reduce reduce) {
    checkShapes("multiLabelMarginLoss", scores, targets);
    Preconditions.checkArgument(
        scores.rank() == 2 && scores.dtype().isFloating() && targets.dtype() == DType.INT32,
        "multiLabelMarginLoss: the operands do not fit: scores are %s, targets %s; give floating"
            + " and INT32 [N, C]",
        scores.spec(),
        targets.spec());
    int classes = scores.shape().side(1);
    Tensor shifted =
        new InRange("multiLabelMarginLoss", "target plus 1", classes, classes + " classes and -1")
            .apply(targets.plus(1));
    Tensor known = shifted.minus(1);
    Tensor counts = Reductions.cumsum(known.lt(0).to(DType.INT32), 1).eq(0);
    Tensor labels = Elementary.maximum(known, 0);
    Tensor isNamed =
        Comparisons.and(
            Shapes.unsqueeze(labels, 2).eq(Creation.arange(classes)), Shapes.unsqueeze(counts, 2));
    Tensor isOther = Comparisons.not(Comparisons.any(isNamed, 1));
    Tensor right = Shapes.unsqueeze(Indexing.alongAxis(scores, labels, 1), 2);
    Tensor missed = Activations.relu(Shapes.unsqueeze(scores, 1).minus(right).plus(1));
    Tensor pairs = Comparisons.and(Shapes.unsqueeze(counts, 2), Shapes.unsqueeze(isOther, 1));
    Tensor sum = Reductions.sum(Selection.where(pairs, missed, 0), 1, 2);
    return reduce.of(sum.div(Math.max(1, classes)));
  }

  /**
   * Returns, for each row of logits, the mean over its classes of {@link
   * Losses#binaryCrossEntropyWithLogits(Tensor, Tensor)}, reduced. PyTorch: {@code
   * multilabel_soft_margin_loss}.
   *
   * @param logits [..., C]
   * @param targets in [0, 1], of the logits' shape
   * @throws IllegalArgumentException if the shapes differ or there are no classes
   */
  public static Tensor multiLabelSoftMarginLoss(Tensor logits, Tensor targets, Reduce reduce) {
    checkShapes("multiLabelSoftMarginLoss", logits, targets);
    Preconditions.checkArgument(
        logits.rank() >= 1 && logits.shape().side(-1) > 0,
        "multiLabelSoftMarginLoss: no classes: the logits are %s; give [..., classes]",
        logits.shape());
    Tensor each = Losses.binaryCrossEntropyWithLogits(logits, targets, Reduce.NONE);
    return reduce.of(Reductions.mean(each, -1));
  }
}
