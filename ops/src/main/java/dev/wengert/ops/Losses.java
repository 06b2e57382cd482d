package dev.wengert.ops;

import static dev.wengert.kernel.Expression.constant;
import static dev.wengert.kernel.Expression.select;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Expression;

/**
 * Functions that say how far a prediction is from its target.
 *
 * <p>Each has a form without {@link Reduce}, which takes the mean. Prediction and target have one
 * shape and one floating dtype; a target is differentiated too where it is traced. Shapes that
 * differ, and a mean of nothing, are an {@link IllegalArgumentException}.
 */
public final class Losses {

  private static final Elementwise SQUARED_ERROR =
      Elementwise.of(
          "squaredError",
          (x, y) -> {
            Expression error = x.minus(y);
            return error.times(error);
          });
  private static final Elementwise ABSOLUTE_ERROR =
      Elementwise.of("absoluteError", (x, y) -> Expression.abs(x.minus(y)));
  private static final Elementwise HUBER =
      Elementwise.of(
          "huber", 3, huber(Expression.input(0), Expression.input(1), Expression.input(2)));

  /** Logarithms are cut at -100, as PyTorch does: a certain and wrong answer costs 100. */
  private static final Elementwise BINARY_CROSS_ENTROPY =
      Elementwise.of(
          "binaryCrossEntropy",
          (p, y) ->
              y.times(cutLog(Expression.log(p)))
                  .plus(constant(1).minus(y).times(cutLog(Expression.log1p(p.unaryMinus()))))
                  .unaryMinus());

  /** {@code softplus(z) - z y}: no exponential ever overflows. */
  private static final Elementwise BINARY_CROSS_ENTROPY_WITH_LOGITS =
      Elementwise.of(
          "binaryCrossEntropyWithLogits", (z, y) -> Activations.softplus(z).minus(z.times(y)));

  private static final Elementwise KL_DIVERGENCE =
      Elementwise.of(
          "klDivergence",
          (x, y) -> select(y.eq(0), constant(0), y.times(Expression.log(y).minus(x))));
  private static final Elementwise HINGE =
      Elementwise.of(
          "hinge",
          (x, y) -> {
            Expression margin = constant(1).minus(x.times(y));
            return select(margin.le(0), constant(0), margin);
          });

  private Losses() {}

  private static Expression huber(Expression x, Expression y, Expression delta) {
    Expression error = Expression.abs(x.minus(y));
    return select(
        error.le(delta), error.times(error).times(0.5), delta.times(error.minus(delta.times(0.5))));
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
    return reduce.of(HUBER.apply(prediction, target, Numbers.like(prediction, delta)));
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
   * with {@code s = sigmoid(z)}, computed without forming s. Pullback to the logits: {@code d (s -
   * y) / n}.
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

  // Many classes

  /**
   * Returns the mean softmax cross-entropy of logits: {@code log(sum(e^x)) - x[target]}. Pullback:
   * {@code d (softmax(x) - oneHot(target)) / n}.
   *
   * @param logits x, [N, classes]
   * @param targets INT32 [N]
   * @throws IndexOutOfBoundsException if a target is not one of the classes
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
   */
  public static Tensor crossEntropy(
      Tensor logits, Tensor targets, double smoothing, Reduce reduce) {
    checkClasses("crossEntropy", logits, targets);
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossEntropy: the smoothing is not in [0, 1]: " + smoothing + "; 0.1 is usual");
    }
    Tensor target = pick("crossEntropy", logits, targets);
    if (smoothing > 0) {
      Tensor mean = Reductions.mean(logits, 1);
      target = target.times(1 - smoothing).plus(mean.times(smoothing));
    }
    return reduce.of(Reductions.logSumExp(logits, 1).minus(target));
  }

  /**
   * Returns the mean negative log-likelihood: {@code -x[target]}. Pullback: {@code -d / n} at the
   * targets.
   *
   * @param logProbabilities x, [N, classes], as {@link Softmax#logSoftmax} gives them
   * @param targets INT32 [N]
   * @throws IndexOutOfBoundsException if a target is not one of the classes
   */
  public static Tensor nllLoss(Tensor logProbabilities, Tensor targets) {
    return nllLoss(logProbabilities, targets, Reduce.MEAN);
  }

  /** Returns the negative log-likelihood, reduced. */
  public static Tensor nllLoss(Tensor logProbabilities, Tensor targets, Reduce reduce) {
    checkClasses("nllLoss", logProbabilities, targets);
    return reduce.of(pick("nllLoss", logProbabilities, targets).unaryMinus());
  }

  private static void checkClasses(String operation, Tensor x, Tensor targets) {
    if (x.rank() != 2
        || targets.rank() != 1
        || targets.size() != x.shape().side(0)
        || targets.dtype() != DType.INT32) {
      throw new IllegalArgumentException(
          operation
              + ": the targets do not fit: the scores are "
              + x.spec()
              + ", the targets "
              + targets.spec()
              + "; give [N, classes] and INT32 [N]");
    }
  }

  private static Tensor pick(String operation, Tensor x, Tensor targets) {
    int n = targets.size();
    Tensor positions = Indexing.checked(operation, targets, 1, x.shape().side(1));
    return Indexing.gather(x, positions.reshape(n, 1), 1).reshape(n);
  }

  /**
   * Returns the mean Kullback-Leibler divergence {@code y (log y - x)}, 0 where y is 0. Pullback:
   * {@code -d y / n}. PyTorch: {@code kl_div}.
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
   * Returns the cosine of the angle between vectors along an axis: {@code a.b / (max(|a|, e)
   * max(|b|, e))} with {@code e = 1e-8}. Pullback to a: {@code d (b / |b| - y a / |a|) / |a|}.
   *
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public static Tensor cosineSimilarity(Tensor a, Tensor b, int axis) {
    Shape common = Shape.broadcast("cosineSimilarity", a.shape(), b.shape());
    int at = common.axis("cosineSimilarity", axis) - common.rank();
    Tensor lengths = length(a, at).times(length(b, at));
    return Reductions.sum(a.times(b), at).div(lengths);
  }

  private static Tensor length(Tensor x, int axis) {
    return Elementary.maximum(Reductions.norm(x, axis), 1e-8);
  }
}
