package dev.wengert.ops;

import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.select;

import com.google.common.base.Preconditions;
import dev.wengert.Elementwise;
import dev.wengert.InRange;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Bounds;
import dev.wengert.ops.primitive.Checks;
import dev.wengert.ops.primitive.Numbers;
import dev.wengert.ops.primitive.Softmax;

/**
 * Functions that say how far a prediction is from its target.
 *
 * <p>Each has a form without {@link Reduce}, which takes the mean. Prediction and target have one
 * shape and one floating dtype; a target is differentiated too where it is traced. Shapes that
 * differ, and a mean of nothing, are an {@link IllegalArgumentException}. Weights go to the losses
 * of the elements: {@link #weighted}.
 */
public final class Losses {

  private static final Elementwise SQUARED_ERROR =
      Elementwise.of(
          "mseLoss",
          (x, y) -> {
            Expression error = x.minus(y);
            return error.times(error);
          });
  private static final Elementwise ABSOLUTE_ERROR =
      Elementwise.of("l1Loss", (x, y) -> Expression.abs(x.minus(y)));
  private static final Elementwise HUBER =
      Elementwise.of(
          "huberLoss", 3, huber(Expression.input(0), Expression.input(1), Expression.input(2)));

  /** Logarithms are cut at -100, as PyTorch does: a certain and wrong answer costs 100. */
  private static final Elementwise BINARY_CROSS_ENTROPY =
      Elementwise.of(
          "binaryCrossEntropy",
          (p, y) ->
              y.times(cutLog(Expression.log(p)))
                  .plus(constant(1).minus(y).times(cutLog(Expression.log1p(p.unaryMinus()))))
                  .unaryMinus());

  private static final Elementwise BINARY_CROSS_ENTROPY_WITH_LOGITS =
      Elementwise.of("binaryCrossEntropyWithLogits", (z, y) -> crossEntropyOfLogit(z, y));

  private static final Elementwise FOCAL =
      Elementwise.of(
          "focalLoss",
          4,
          focal(
              Expression.input(0), Expression.input(1), Expression.input(2), Expression.input(3)));

  /** A class that has no share in the target does not count, not even with a score of -infinity. */
  private static final Elementwise SOFT_CROSS_ENTROPY =
      Elementwise.of(
          "softCrossEntropy",
          3,
          share(Expression.input(1), Expression.input(2).minus(Expression.input(0))));

  /** From here on the right answer has a probability of 0 in either format. */
  private static final double HOPELESS = -1000;

  /** What has no weight does not count, not even if it is infinite. */
  private static final Elementwise WEIGHTED = Elementwise.of("weighted", (x, w) -> share(w, x));

  private static final Elementwise KL_DIVERGENCE =
      Elementwise.of(
          "klDivergence",
          (x, y) -> select(y.eq(0), constant(0), y.times(Expression.log(y).minus(x))));
  private static final Elementwise HINGE =
      Elementwise.of(
          "hingeLoss",
          (x, y) -> {
            Expression margin = constant(1).minus(share(y, x));
            return select(margin.le(0), constant(0), margin);
          });

  /** Vectors shorter than this are taken to have this length: the angle of nothing is right. */
  private static final double SHORTEST = 1e-8;

  private Losses() {}

  private static Expression huber(Expression x, Expression y, Expression delta) {
    Expression error = x.minus(y);
    Expression size = Expression.abs(error);
    // The square is that of the error itself: its size has slope 0 at 0, and so no curvature there.
    return select(
        size.le(delta), error.times(0.5).times(error), delta.times(size.minus(delta.times(0.5))));
  }

  /**
   * {@code softplus(z) - z y} as a sum of parts that are not negative, so that nothing cancels: |z|
   * times the share of the wrong side, and what is left at the right one.
   */
  private static Expression crossEntropyOfLogit(Expression z, Expression y) {
    Expression minus = z.unaryMinus();
    Expression right = share(constant(1).minus(y), z).plus(logOfOneMore(minus));
    Expression left = share(y, minus).plus(logOfOneMore(z));
    return select(constant(0).lt(z), right, left);
  }

  /** {@code log(1 + e^x)} for x up to 0. */
  private static Expression logOfOneMore(Expression x) {
    return Expression.log1p(Expression.exp(x));
  }

  /**
   * With m for the logit's distance to the right side, {@code -log p} of the right answer is
   * softplus(-m) and {@code log(1 - p)} is -softplus(m): no power of a difference that rounds to 0.
   * Where p is 0 the focus is 1, and its slope 0 beside whatever distance.
   */
  private static Expression focal(Expression z, Expression y, Expression alpha, Expression gamma) {
    Expression m = share(y.times(2).minus(1), z);
    Expression share = y.times(alpha).plus(constant(1).minus(y).times(constant(1).minus(alpha)));
    Expression focus = Expression.exp(share(gamma, Activations.softplus(m)).unaryMinus());
    Expression near = focus.times(Activations.softplus(m.unaryMinus()));
    return share(share, select(constant(HOPELESS).le(m), near, m.unaryMinus()));
  }

  /** Only where x is not finite is a share of 0 told apart: elsewhere its derivative is x. */
  private static Expression share(Expression share, Expression x) {
    Expression product = share.times(x);
    return select(
        Expression.abs(x).lt(Double.POSITIVE_INFINITY),
        product,
        select(share.eq(0), constant(0), product));
  }

  private static Expression cutLog(Expression log) {
    return select(log.lt(-100), constant(-100), log);
  }

  private static void checkShapes(String operation, Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          operation
              + ": shapes differ: the prediction is "
              + prediction.shape()
              + ", the target "
              + target.shape()
              + "; give one target a prediction");
    }
  }

  /**
   * Returns losses of elements with a weight each, reduced; a weight of 0 leaves an element out,
   * whatever its loss. The mean is that of the weights, {@code sum(w l) / sum(w)}, and 0 where no
   * element has a weight. Pullback to the losses: {@code d w}, over {@code sum(w)} for the mean.
   *
   * <p>For a weight a class give {@code Indexing.take(perClass, targets, 0)}. What PyTorch marks by
   * {@code ignore_index} is left out by a weight, and has any class for its target:
   *
   * {@snippet class="dev.wengert.ops.SnippetsTest" region="weighted"}
   *
   * @param losses as {@link Reduce#NONE} leaves them
   * @param weights broadcast to the losses; not negative
   * @throws IllegalArgumentException if the weights do not broadcast to the losses, or there is no
   *     loss to take a mean of
   */
  public static Tensor weighted(Tensor losses, Tensor weights, Reduce reduce) {
    Preconditions.checkArgument(
        weights.shape().broadcastsTo(losses.shape()),
        "weighted: the weights do not fit: they are %s for losses %s; give what broadcasts to the"
            + " losses",
        weights.shape(),
        losses.shape());
    Tensor products = WEIGHTED.apply(losses, weights);
    return switch (reduce) {
      case NONE -> products;
      case SUM -> Reductions.sum(products);
      case MEAN -> {
        Checks.count("weighted", losses.shape(), 0, Axes.all(losses));
        Tensor total = Reductions.sum(weights.broadcastTo(losses.shape()));
        yield Reductions.sum(products).div(Selection.where(total.eq(0), 1, total));
      }
    };
  }

  // Regression

  /** Returns the mean of {@code (x - y)^2}. Pullback: {@code 2 d (x - y) / n}. */
  public static Tensor mseLoss(Tensor prediction, Tensor target) {
    return mseLoss(prediction, target, Reduce.MEAN);
  }

  /** Returns {@code (x - y)^2}, reduced. */
  public static Tensor mseLoss(Tensor prediction, Tensor target, Reduce reduce) {
    checkShapes("mseLoss", prediction, target);
    return reduce.of(SQUARED_ERROR.apply(prediction, target));
  }

  /** Returns the mean of {@code |x - y|}. Pullback: {@code d sign(x - y) / n}, 0 at 0. */
  public static Tensor l1Loss(Tensor prediction, Tensor target) {
    return l1Loss(prediction, target, Reduce.MEAN);
  }

  /** Returns {@code |x - y|}, reduced. */
  public static Tensor l1Loss(Tensor prediction, Tensor target, Reduce reduce) {
    checkShapes("l1Loss", prediction, target);
    return reduce.of(ABSOLUTE_ERROR.apply(prediction, target));
  }

  /**
   * Returns the mean Huber loss: {@code e^2 / 2} for {@code e = |x - y|} up to delta, {@code delta
   * (e - delta / 2)} beyond. Pullback: d times {@code x - y} cut to [-delta, delta], over n.
   *
   * <p>Source: Huber, "Robust estimation of a location parameter", 1964.
   */
  public static Tensor huberLoss(Tensor prediction, Tensor target, double delta) {
    return huberLoss(prediction, target, delta, Reduce.MEAN);
  }

  /**
   * Returns the Huber loss, reduced.
   *
   * @throws IllegalArgumentException if delta is not positive
   */
  public static Tensor huberLoss(Tensor prediction, Tensor target, double delta, Reduce reduce) {
    checkShapes("huberLoss", prediction, target);
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "huberLoss: delta must be positive: " + delta + "; 1 is usual");
    }
    return reduce.of(HUBER.apply(prediction, target, Numbers.like("huberLoss", prediction, delta)));
  }

  // Two classes

  /**
   * Returns the mean binary cross-entropy of probabilities: {@code -(y log p + (1 - y) log(1 - p))}
   * with logarithms cut at -100, where their slope is 0. Pullback: {@code d (p - y) / (p (1 - p)
   * n)}. From logits use {@link #binaryCrossEntropyWithLogits(Tensor, Tensor)}.
   *
   * @param probabilities p in [0, 1]
   * @param targets y in [0, 1]
   */
  public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor targets) {
    return binaryCrossEntropy(probabilities, targets, Reduce.MEAN);
  }

  /** Returns the binary cross-entropy of probabilities, reduced. */
  public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor targets, Reduce reduce) {
    checkShapes("binaryCrossEntropy", probabilities, targets);
    return reduce.of(BINARY_CROSS_ENTROPY.apply(probabilities, targets));
  }

  /**
   * Returns the mean binary cross-entropy of logits: {@code -mean(y log s + (1 - y) log(1 - s))}
   * with {@code s = sigmoid(z)}, computed without forming s: {@code |z|} times the share of the
   * wrong side, plus {@code log(1 + e^-|z|)}. Pullback to the logits: {@code d (s - y) / n}. An
   * infinite logit costs nothing on a side that the target gives no share, and infinitely much
   * elsewhere.
   *
   * @param logits z, any shape
   * @param targets y in [0, 1], of the logits' shape
   * @return a scalar
   * @throws IllegalArgumentException if the shapes differ or are empty
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets) {
    return binaryCrossEntropyWithLogits(logits, targets, Reduce.MEAN);
  }

  /** Returns the binary cross-entropy of logits, reduced. */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets, Reduce reduce) {
    if (!logits.shape().equals(targets.shape())) {
      throw new IllegalArgumentException(
          "binaryCrossEntropyWithLogits: shapes differ: logits are "
              + logits.shape()
              + ", targets are "
              + targets.shape()
              + "; give one target a logit");
    }
    return reduce.of(BINARY_CROSS_ENTROPY_WITH_LOGITS.apply(logits, targets));
  }

  /**
   * Returns the mean hinge loss {@code max(0, 1 - y x)}. Pullback: {@code -d y / n} where the
   * margin is missed, else 0, also where it is just met.
   *
   * @param target y, -1 or 1
   */
  public static Tensor hingeLoss(Tensor prediction, Tensor target) {
    return hingeLoss(prediction, target, Reduce.MEAN);
  }

  /** Returns the hinge loss, reduced. */
  public static Tensor hingeLoss(Tensor prediction, Tensor target, Reduce reduce) {
    checkShapes("hingeLoss", prediction, target);
    return reduce.of(HINGE.apply(prediction, target));
  }

  /**
   * Returns the mean focal loss with the paper's gamma = 2 and alpha = 0.25.
   *
   * @param logits z, any shape
   * @param targets y, 0 or 1, of the logits' shape
   */
  public static Tensor focalLoss(Tensor logits, Tensor targets) {
    return focalLoss(logits, targets, 2, 0.25, Reduce.MEAN);
  }

  /**
   * Returns the focal loss {@code -a (1 - p)^gamma log p}, reduced: p is the probability that is
   * given to the right answer, {@code sigmoid(z)} for y = 1, and a is alpha for y = 1, else {@code
   * 1 - alpha}. A y between 0 and 1 is taken by {@code p = sigmoid((2 y - 1) z)}, and a likewise.
   * Easy examples count little. With gamma = 0 and alpha = 0.5 it is half the binary cross-entropy.
   * Pullback to the logits: {@code d a (1 - p)^gamma (gamma p log p - (1 - p))} for y = 1, the same
   * with the other sign for y = 0.
   *
   * <p>Source: Lin et al., "Focal loss for dense object detection", 2017, equation 5. Torchvision:
   * {@code sigmoid_focal_loss}.
   *
   * @param logits z, any shape
   * @param targets y, 0 or 1, of the logits' shape
   * @param gamma not negative
   * @param alpha from 0 to 1
   * @throws IllegalArgumentException if the shapes differ, gamma is negative or alpha is outside
   *     [0, 1]
   */
  public static Tensor focalLoss(
      Tensor logits, Tensor targets, double gamma, double alpha, Reduce reduce) {
    checkShapes("focalLoss", logits, targets);
    Preconditions.checkArgument(
        gamma >= 0 && alpha >= 0 && alpha <= 1,
        "focalLoss: not a focus and a share: gamma is %s, alpha %s; give gamma from 0 and alpha"
            + " from 0 to 1, 2 and 0.25 are usual",
        gamma,
        alpha);
    return reduce.of(
        FOCAL.apply(
            logits,
            targets,
            Numbers.like("focalLoss", logits, alpha),
            Numbers.like("focalLoss", logits, gamma)));
  }

  // Many classes

  /**
   * Returns the mean softmax cross-entropy of logits: {@code log(sum(e^x)) - x[target]}, or of soft
   * targets {@code sum(y (log(sum(e^x)) - x))}. Pullback: {@code d (softmax(x) - y) / n}, where y
   * is oneHot(target) for classes. Of images there is a loss for each pixel: the classes lie along
   * axis 1, as channels do. An infinite score is taken as in {@link Softmax}. Beside a score that
   * is larger by far the others count as far as a rounding of 1 goes: the loss of a class as good
   * as certain, and its slope, are then 0; for two classes {@link
   * #binaryCrossEntropyWithLogits(Tensor, Tensor)} has all digits.
   *
   * @param logits x, [N, classes] or [N, classes, ...]
   * @param targets classes, INT32 [N, ...], or probabilities y that sum to 1 along axis 1, of the
   *     logits' shape; no class is passed over: leave examples out by {@link #weighted}
   * @throws IndexOutOfBoundsException if a target is negative or not less than the classes
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return crossEntropy(logits, targets, 0, Reduce.MEAN);
  }

  /**
   * Returns the softmax cross-entropy of logits with smoothed targets, reduced: a share {@code
   * smoothing} of each target is spread evenly over all classes.
   *
   * <p>Source: Szegedy et al., "Rethinking the Inception architecture", 2016, section 7.
   *
   * @param smoothing from 0 to 1
   * @return a scalar, or with {@link Reduce#NONE} the losses [N, ...]
   */
  public static Tensor crossEntropy(
      Tensor logits, Tensor targets, double smoothing, Reduce reduce) {
    boolean isSoft = targets.dtype().isFloating() && targets.shape().equals(logits.shape());
    if (logits.rank() < 2 || !isSoft) {
      checkClasses("crossEntropy", logits, targets, " or probabilities of the scores' shape");
    }
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossEntropy: the smoothing is not in [0, 1]: " + smoothing + "; 0.1 is usual");
    }
    // The largest is taken off first: next to it, large scores keep the digits that tell them
    // apart.
    Tensor shift = Reductions.largest("crossEntropy", logits, 1);
    Tensor logSum = Elementary.log(Reductions.sum(Reductions.shiftedExp(logits, shift), true, 1));
    if (isSoft) {
      int classes = logits.shape().side(1);
      Tensor shares =
          smoothing == 0 ? targets : targets.times(1 - smoothing).plus(smoothing / classes);
      Tensor centred = Reductions.shifted(logits, shift);
      return reduce.of(Reductions.sum(SOFT_CROSS_ENTROPY.apply(centred, shares, logSum), 1));
    }
    Shape shape = targets.shape();
    Tensor target = Reductions.shifted(pick("crossEntropy", logits, targets), shift.reshape(shape));
    if (smoothing > 0) {
      Tensor mean = Reductions.mean(Reductions.shifted(logits, shift), 1);
      target = target.times(1 - smoothing).plus(mean.times(smoothing));
    }
    return reduce.of(logSum.reshape(shape).minus(target));
  }

  /**
   * Returns the mean negative log-likelihood: {@code -x[target]}. Pullback: {@code -d / n} at the
   * targets.
   *
   * @param logProbabilities x, [N, classes] or [N, classes, ...], as {@link Activations#logSoftmax}
   *     gives them along axis 1
   * @param targets INT32 [N, ...]; leave examples out by {@link #weighted}
   * @throws IndexOutOfBoundsException if a target is negative or not less than the classes
   */
  public static Tensor nllLoss(Tensor logProbabilities, Tensor targets) {
    return nllLoss(logProbabilities, targets, Reduce.MEAN);
  }

  /** Returns the negative log-likelihood, reduced. */
  public static Tensor nllLoss(Tensor logProbabilities, Tensor targets, Reduce reduce) {
    checkClasses("nllLoss", logProbabilities, targets, "");
    return reduce.of(pick("nllLoss", logProbabilities, targets).unaryMinus());
  }

  private static void checkClasses(String operation, Tensor x, Tensor targets, String other) {
    if (x.rank() < 2
        || targets.dtype() != DType.INT32
        || !targets.shape().equals(x.shape().reduced(new int[] {1}, false))) {
      throw new IllegalArgumentException(
          operation
              + ": the targets do not fit: the scores are "
              + x.spec()
              + ", the targets "
              + targets.spec()
              + "; give [N, classes, ...] and INT32 [N, ...]"
              + other);
    }
  }

  private static Tensor pick(String operation, Tensor x, Tensor targets) {
    Tensor classes = InRange.classes(operation, "target", targets, x.shape().side(1));
    return Indexing.alongAxis(x, Shapes.unsqueeze(classes, 1), 1).reshape(targets.shape());
  }

  /**
   * Returns the mean Kullback-Leibler divergence {@code y (log y - x)}, 0 where y is 0. Pullback:
   * {@code -d y / n}. An element may be negative; the sum over two distributions is not, but for
   * rounding. PyTorch: {@code kl_div}.
   *
   * @param logProbabilities x, the logarithm of the prediction
   * @param target y, probabilities
   */
  public static Tensor klDivergence(Tensor logProbabilities, Tensor target) {
    return klDivergence(logProbabilities, target, Reduce.MEAN);
  }

  /** Returns the Kullback-Leibler divergence, reduced. */
  public static Tensor klDivergence(Tensor logProbabilities, Tensor target, Reduce reduce) {
    checkShapes("klDivergence", logProbabilities, target);
    return reduce.of(KL_DIVERGENCE.apply(logProbabilities, target));
  }

  // Similarity

  /**
   * Returns the cosine of the angle between vectors along an axis, from -1 to 1: {@code a.b /
   * (max(|a|, e) max(|b|, e))} with {@code e = 1e-8}; no square overflows or vanishes. Pullback to
   * a: {@code d (b / |b| - y a / |a|) / |a|}.
   *
   * @param axis of the shape to which the vectors broadcast
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor cosineSimilarity(Tensor a, Tensor b, int axis) {
    Shape common = Shape.broadcast("cosineSimilarity", a.shape(), b.shape());
    int at = common.axis("cosineSimilarity", axis);
    Tensor cosine =
        Reductions.sum(unit(a.broadcastTo(common), at).times(unit(b.broadcastTo(common), at)), at);
    return Bounds.kept("cosineSimilarity", cosine, -1, 1, 1);
  }

  private static Tensor unit(Tensor x, int axis) {
    return Normalization.normalize(x, Norm.L2, SHORTEST, axis);
  }
}
