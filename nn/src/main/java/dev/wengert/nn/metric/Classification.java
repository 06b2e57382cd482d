package dev.wengert.nn.metric;

import dev.wengert.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * A metric that follows from a {@link ConfusionMatrix}, which says which predictions and targets it
 * takes: accuracy, precision, recall, F1, intersection over union, Matthews' correlation.
 */
public final class Classification implements Metric {

  private final String name;
  private final ConfusionMatrix matrix;
  private final ToDoubleFunction<ConfusionMatrix> figure;

  private Classification(
      String name, ConfusionMatrix matrix, ToDoubleFunction<ConfusionMatrix> figure) {
    this.name = name;
    this.matrix = matrix;
    this.figure = figure;
  }

  /**
   * Returns a metric.
   *
   * @param name its name in logs
   * @param matrix says how many classes there are and how they are predicted; its counts are not
   *     looked at
   * @param figure what is told of the counts
   */
  public static Classification of(
      String name, ConfusionMatrix matrix, ToDoubleFunction<ConfusionMatrix> figure) {
    return new Classification(name, matrix.fresh(), figure);
  }

  /** Returns the share of right predictions of a number of classes. */
  public static Classification accuracy(int classes) {
    return of("accuracy", ConfusionMatrix.of(classes), ConfusionMatrix::accuracy);
  }

  /** Returns the share of right predictions of two classes by a threshold. */
  public static Classification binaryAccuracy(double threshold) {
    return of("accuracy", ConfusionMatrix.binary(threshold), ConfusionMatrix::accuracy);
  }

  /** Returns the precision over a number of classes. */
  public static Classification precision(int classes, ConfusionMatrix.Averaging averaging) {
    return of("precision", ConfusionMatrix.of(classes), matrix -> matrix.precision(averaging));
  }

  /** Returns the precision of class 1 of two by a threshold. */
  public static Classification binaryPrecision(double threshold) {
    return of("precision", ConfusionMatrix.binary(threshold), matrix -> matrix.precision(1));
  }

  /** Returns the recall over a number of classes. */
  public static Classification recall(int classes, ConfusionMatrix.Averaging averaging) {
    return of("recall", ConfusionMatrix.of(classes), matrix -> matrix.recall(averaging));
  }

  /** Returns the recall of class 1 of two by a threshold. */
  public static Classification binaryRecall(double threshold) {
    return of("recall", ConfusionMatrix.binary(threshold), matrix -> matrix.recall(1));
  }

  /** Returns F1 over a number of classes. */
  public static Classification f1(int classes, ConfusionMatrix.Averaging averaging) {
    return of("f1", ConfusionMatrix.of(classes), matrix -> matrix.f1(averaging));
  }

  /** Returns F1 of class 1 of two by a threshold. */
  public static Classification binaryF1(double threshold) {
    return of("f1", ConfusionMatrix.binary(threshold), matrix -> matrix.f1(1));
  }

  /** Returns the intersection over union of a number of classes: of segmentations their mIoU. */
  public static Classification intersectionOverUnion(
      int classes, ConfusionMatrix.Averaging averaging) {
    return of(
        "intersectionOverUnion",
        ConfusionMatrix.of(classes),
        matrix -> matrix.intersectionOverUnion(averaging));
  }

  /** Returns Matthews' correlation of a number of classes. */
  public static Classification matthewsCorrelation(int classes) {
    return of(
        "matthewsCorrelation", ConfusionMatrix.of(classes), ConfusionMatrix::matthewsCorrelation);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    matrix.update(prediction, target);
  }

  @Override
  public double value() {
    return matrix.total() == 0 ? Double.NaN : figure.applyAsDouble(matrix);
  }

  @Override
  public Classification fresh() {
    return new Classification(name, matrix.fresh(), figure);
  }

  @Override
  public void merge(Metric other) {
    if (other instanceof Classification c && c.name.equals(name) && c.matrix.isLike(matrix)) {
      matrix.merge(c.matrix);
    } else {
      MetricInputs.checkAlike(name, false, other);
    }
  }
}
