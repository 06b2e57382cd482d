package dev.wengert.ops;

import com.google.common.base.Preconditions;
import dev.wengert.InRange;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.ops.primitive.Axes;
import dev.wengert.ops.primitive.Bounds;

/** Losses of sequences whose alignment in time is not known. */
public final class SequenceLosses {

  /**
   * The logarithm of 0. Of infinities the difference is NaN; this is far below every logarithm of a
   * probability, and thousands of it add up to a finite number in FLOAT32.
   */
  private static final double IMPOSSIBLE = -1e30;

  /** States before the first, so that each state has two before it. */
  private static final int MARGIN = 2;

  private SequenceLosses() {}

  /**
   * Returns the mean {@link #ctcLoss(Tensor, Tensor, Tensor, Tensor, int, Reduce)} with blank 0.
   */
  public static Tensor ctcLoss(
      Tensor logProbabilities, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
    return ctcLoss(logProbabilities, targets, inputLengths, targetLengths, 0, Reduce.MEAN);
  }

  /**
   * Returns the loss of connectionist temporal classification, reduced: {@code -log p}, where p is
   * the probability of all sequences of classes, one a time step, that become the target when
   * repetitions are merged and then blanks removed. Where there is no such sequence the loss is
   * infinite and its gradient 0. It is never negative, unless the numbers are no log-probabilities:
   * what rounding leaves of a sure sequence is 0. Pullback to {@code logProbabilities[t, n, k]}: -d
   * times the share in p of the sequences that have class k at time t.
   *
   * <p>The mean is that of the losses over the lengths of their targets, a target of length 0
   * counting as one label: as PyTorch's {@code ctc_loss}.
   *
   * <p>Source: Graves et al., "Connectionist temporal classification", 2006, section 4.1, in
   * logarithms.
   *
   * @param logProbabilities [T, N, classes], as {@link Activations#logSoftmax} gives them
   * @param targets INT32 [N, S]: classes, with which nothing aligns if the blank is among them;
   *     what is beyond a target's length does not count
   * @param inputLengths INT32 [N], from 0 to T
   * @param targetLengths INT32 [N], from 0 to S
   * @param blank the class that stands for none
   * @throws IllegalArgumentException if the shapes or dtypes do not fit, or the blank is no class
   * @throws IndexOutOfBoundsException if a target or a length is out of range
   */
  public static Tensor ctcLoss(
      Tensor logProbabilities,
      Tensor targets,
      Tensor inputLengths,
      Tensor targetLengths,
      int blank,
      Reduce reduce) {
    checkFit(logProbabilities, targets, inputLengths, targetLengths, blank);
    int times = logProbabilities.shape().side(0);
    int n = targets.shape().side(0);
    int longest = targets.shape().side(1);
    int states = 2 * longest + 1;
    Tensor lengths = upTo(longest, "target length", "labels", targetLengths);
    Tensor input = upTo(times, "input length", "times", inputLengths).reshape(n, 1);
    Tensor target = lengths.reshape(n, 1);

    int known = logProbabilities.shape().side(2);
    Tensor classes = states(targets, target, blank, known);
    Tensor index = classes.reshape(1, n, states).broadcastTo(times, n, states);
    Tensor scores = Elementary.maximum(Indexing.gather(logProbabilities, index, 2), IMPOSSIBLE);
    Tensor emissions = Selection.where(blankLabels(classes, blank), IMPOSSIBLE, scores);
    Tensor skips = skips(classes, blank);
    // Before the first input the only state is the one before the first.
    Tensor alpha =
        Selection.where(
            Creation.arange(MARGIN + states).eq(MARGIN - 1).broadcastTo(n, MARGIN + states),
            Tensor.zeros(logProbabilities.dtype()),
            IMPOSSIBLE);
    for (int t = 0; t < times; t++) {
      Tensor emission = Axes.part(emissions, 0, t, t + 1).reshape(n, states);
      alpha = Selection.where(input.gt(t), step(alpha, emission, skips), alpha);
    }

    Tensor last = target.times(2).plus(MARGIN);
    Tensor ends = Indexing.gather(alpha, Shapes.concat(1, last.minus(1), last), 1);
    Tensor p = Reductions.logSumExp(ends, 1);
    Tensor bounded =
        Bounds.kept(
            "ctcLoss",
            p.unaryMinus(),
            0,
            Double.POSITIVE_INFINITY,
            rounding(p.dtype(), times, known));
    Tensor loss = Selection.where(p.lt(IMPOSSIBLE / 2), Double.POSITIVE_INFINITY, bounded);
    // As PyTorch does: the mean is that of the loss a label.
    return reduce == Reduce.MEAN
        ? Reductions.mean(loss.div(Elementary.maximum(lengths, 1).to(loss.dtype())))
        : reduce.of(loss);
  }

  /**
   * What rounding may leave of a probability of 1: at each time some ulp of a logarithm that may be
   * that of as many equally likely classes as there are.
   */
  private static double rounding(DType dtype, int times, int classes) {
    double ulp = dtype.epsilon();
    return 4 * ulp * (times + 1) * (1 + (times + 1) * Math.log(classes));
  }

  /** One step in time: from a state to itself, to the next, or past a blank to the one after. */
  private static Tensor step(Tensor alpha, Tensor emission, Tensor skips) {
    int states = emission.shape().side(1);
    Tensor stay = Axes.part(alpha, 1, MARGIN, MARGIN + states);
    Tensor next = Axes.part(alpha, 1, MARGIN - 1, MARGIN - 1 + states);
    Tensor skip = Selection.where(skips, Axes.part(alpha, 1, 0, states), IMPOSSIBLE);
    Tensor sum = Elementary.logAddExp(Elementary.logAddExp(stay, next), skip).plus(emission);
    return Shapes.pad(sum, new int[] {0, MARGIN}, new int[] {0, 0}, IMPOSSIBLE);
  }

  /** Returns the class of each state: blank, target, blank, target, ..., blank. */
  private static Tensor states(Tensor targets, Tensor lengths, int blank, int known) {
    int n = targets.shape().side(0);
    int longest = targets.shape().side(1);
    Tensor isThere = Creation.arange(longest).lt(lengths);
    Tensor blanks = Tensor.full(new Spec(DType.INT32, targets.shape()), blank);
    Tensor labels =
        InRange.classes("ctcLoss", "target", Selection.where(isThere, targets, blanks), known);
    return Shapes.concat(
        1,
        Shapes.stack(2, blanks, labels).reshape(n, 2 * longest),
        Tensor.full(new Spec(DType.INT32, dev.wengert.array.Shape.of(n, 1)), blank));
  }

  /** Returns which states stand for a label that is the blank; so does what is beyond a target. */
  private static Tensor blankLabels(Tensor classes, int blank) {
    boolean[] isLabel = new boolean[classes.shape().side(1)];
    for (int state = 1; state < isLabel.length; state += 2) {
      isLabel[state] = true;
    }
    return Comparisons.and(Tensor.wrap(isLabel, isLabel.length), classes.eq(blank));
  }

  /** Returns which states can be reached past the one before: a label other than the last one. */
  private static Tensor skips(Tensor classes, int blank) {
    int states = classes.shape().side(1);
    Tensor before =
        Axes.part(
            Shapes.pad(classes, new int[] {0, MARGIN}, new int[] {0, 0}, blank), 1, 0, states);
    return Comparisons.and(classes.ne(blank), classes.ne(before));
  }

  /** Returns lengths from 0 to a greatest one, checked. */
  private static Tensor upTo(int greatest, String what, String of, Tensor lengths) {
    return new InRange("ctcLoss", what, greatest, greatest + " " + of).apply(lengths);
  }

  private static void checkFit(
      Tensor logProbabilities, Tensor targets, Tensor inputs, Tensor lengths, int blank) {
    int n = targets.rank() == 0 ? 0 : targets.shape().side(0);
    boolean fits =
        logProbabilities.rank() == 3
            && logProbabilities.shape().side(1) == n
            && targets.rank() == 2
            && targets.dtype() == DType.INT32
            && isLengths(inputs, n)
            && isLengths(lengths, n);
    Preconditions.checkArgument(
        fits,
        "ctcLoss: the operands do not fit: the log-probabilities are %s, the targets %s, the"
            + " lengths %s and %s; give [T, N, classes], INT32 [N, S] and twice INT32 [N]",
        logProbabilities.spec(),
        targets.spec(),
        inputs.spec(),
        lengths.spec());
    int classes = logProbabilities.shape().side(2);
    Preconditions.checkArgument(
        blank >= 0 && blank < classes,
        "ctcLoss: the blank is no class: %s of %s classes; 0 is usual",
        blank,
        classes);
  }

  private static boolean isLengths(Tensor lengths, int n) {
    return lengths.dtype() == DType.INT32 && lengths.rank() == 1 && lengths.size() == n;
  }
}
