package dev.wengert.nn.tuning;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;

/**
 * What a model's errors say about what to do next: whether it fits the training data too badly
 * (bias), fits them better than others (variance), both or neither.
 *
 * <p>The avoidable bias is the training error less the best error one can hope for, for which human
 * level stands; the variance is the dev error less the training error. Each is high if it exceeds a
 * tolerance. Errors are shares of examples, or any other cost that is 0 at best. Source: Ng,
 * "Machine Learning Yearning", 2018, chapters 20 to 22 (the split), 25 and 27 (the remedies). The
 * book calls its cases by eye; the default tolerance, {@value #DEFAULT_TOLERANCE}, separates all of
 * them.
 *
 * @param trainingError the error on the data trained on, 0 or more
 * @param devError the error on dev data, 0 or more
 * @param humanError the error of people at the task, or 0, 0 or more
 * @param tolerance which difference is not yet high, positive
 */
public record Diagnosis(
    double trainingError, double devError, double humanError, double tolerance) {

  /** The difference that is not yet high unless another is set: two examples in a hundred. */
  public static final double DEFAULT_TOLERANCE = 0.02;

  /** What a diagnosis comes to. */
  public enum Finding {
    /** The model does not even fit the training data. */
    HIGH_BIAS,
    /** The model fits the training data and not the dev data. */
    HIGH_VARIANCE,
    /** The model fits neither, and the dev data worse. */
    HIGH_BIAS_AND_VARIANCE,
    /** The model does well on both. */
    NEITHER
  }

  private static final String LOOK =
      "look at examples that go wrong, and add inputs that would tell them apart";
  private static final String REBUILD = "try another architecture";

  private static final ImmutableList<String> AGAINST_BIAS =
      ImmutableList.of(
          "make the model larger: more layers or more units",
          "train longer, or with a better optimizer or learning rate",
          "weaken or remove regularization (L2, L1, dropout)",
          LOOK,
          REBUILD);

  private static final ImmutableList<String> AGAINST_VARIANCE =
      ImmutableList.of(
          "add training data, or augment what there is",
          "strengthen regularization (L2, L1, dropout)",
          "stop early, at the lowest dev error",
          "select fewer inputs",
          LOOK,
          REBUILD,
          "make the model smaller, if nothing else helps: it may raise bias");

  /**
   * Makes a diagnosis.
   *
   * @throws IllegalArgumentException if an error is negative or not finite, or the tolerance not
   *     positive and finite
   */
  public Diagnosis {
    checkError("training", trainingError);
    checkError("dev", devError);
    checkError("human", humanError);
    Preconditions.checkArgument(
        tolerance > 0 && Double.isFinite(tolerance),
        "diagnosis: the tolerance is not positive: %s; %s is usual",
        tolerance,
        DEFAULT_TOLERANCE);
  }

  private static void checkError(String kind, double error) {
    Preconditions.checkArgument(
        error >= 0 && Double.isFinite(error),
        "diagnosis: not a %s error: %s; give a finite number, 0 or more",
        kind,
        error);
  }

  /** Returns the diagnosis of a task that can be done without errors. */
  public static Diagnosis of(double trainingError, double devError) {
    return of(trainingError, devError, 0);
  }

  /** Returns the diagnosis of a task at which people err, too. */
  public static Diagnosis of(double trainingError, double devError, double humanError) {
    return new Diagnosis(trainingError, devError, humanError, DEFAULT_TOLERANCE);
  }

  /** Returns the diagnosis with another tolerance. */
  public Diagnosis withTolerance(double other) {
    return new Diagnosis(trainingError, devError, humanError, other);
  }

  /** Returns how far the training error is above human level; negative if it is below. */
  public double avoidableBias() {
    return trainingError - humanError;
  }

  /** Returns how far the dev error is above the training error; negative if it is below. */
  public double variance() {
    return devError - trainingError;
  }

  /** Returns what the differences come to. */
  public Finding finding() {
    boolean biased = avoidableBias() > tolerance;
    boolean varying = variance() > tolerance;
    if (biased) {
      return varying ? Finding.HIGH_BIAS_AND_VARIANCE : Finding.HIGH_BIAS;
    }
    return varying ? Finding.HIGH_VARIANCE : Finding.NEITHER;
  }

  /** Returns what usually helps, what to try first coming first; the larger part goes ahead. */
  public ImmutableList<String> remedies() {
    return switch (finding()) {
      case HIGH_BIAS -> AGAINST_BIAS;
      case HIGH_VARIANCE -> AGAINST_VARIANCE;
      case HIGH_BIAS_AND_VARIANCE -> both();
      case NEITHER -> ImmutableList.of();
    };
  }

  private ImmutableList<String> both() {
    boolean biasFirst = avoidableBias() >= variance();
    // A set, since two remedies stand in both lists.
    return ImmutableSet.<String>builder()
        .addAll(biasFirst ? AGAINST_BIAS : AGAINST_VARIANCE)
        .addAll(biasFirst ? AGAINST_VARIANCE : AGAINST_BIAS)
        .build()
        .asList();
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s: training error %.4g, dev error %.4g, human level %.4g: avoidable bias %.4g,"
                    + " variance %.4g",
                finding().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                trainingError,
                devError,
                humanError,
                avoidableBias(),
                variance()));
    remedies().forEach(remedy -> text.append("\n  - ").append(remedy));
    return text.toString();
  }
}
