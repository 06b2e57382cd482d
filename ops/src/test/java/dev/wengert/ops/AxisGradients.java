package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.OFF;
import static dev.wengert.ops.GradientTable.axes;
import static dev.wengert.ops.GradientTable.axis;
import static dev.wengert.ops.GradientTable.fitting;
import static dev.wengert.ops.GradientTable.flag;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.positions;
import static dev.wengert.ops.GradientTable.rows;
import static dev.wengert.ops.GradientTable.twins;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;

/** The functions that run along axes: reductions, softmax, normalization, losses over classes. */
final class AxisGradients {

  private static final ImmutableList<Norm> NORMS =
      ImmutableList.of(Norm.L1, Norm.L2, Norm.of(3), Norm.MAX);

  private AxisGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    sums(table);
    spreads(table);
    extremes(table);
    running(table);
    normalization(table);
    classes(table);
    vectors(table);
    sequences(table);
    return table;
  }

  /** A reduction over all axes, kept or not. */
  private interface OfAll {
    Tensor of(Tensor x, boolean keepDims);
  }

  /** A reduction over some axes, kept or not. */
  private interface OfSome {
    Tensor of(Tensor x, boolean keepDims, int... axes);
  }

  /** Adds the two forms of a reduction that name no axes, and the two that do. */
  private static void reduction(
      GradientTable table,
      String name,
      Arbitrary<List<Tensor>> x,
      UnaryOperator<Tensor> all,
      OfAll kept,
      BiFunction<Tensor, int[], Tensor> along,
      OfSome some) {
    table.add(name + "(Tensor)", x, in -> all.apply(in.get(0)));
    table.add(name + "(Tensor, boolean)", x, (in, v) -> kept.of(in.get(0), flag(v, 0)));
    table.add(name + "(Tensor, int...)", x, (in, v) -> along.apply(in.get(0), axes(in.get(0), v)));
    table.add(
        name + "(Tensor, boolean, int...)",
        x,
        (in, v) -> some.of(in.get(0), flag(v, 0), axes(in.get(0), v)));
  }

  private static Arbitrary<List<Tensor>> one(TensorArbitrary x) {
    return x.map(List::of);
  }

  private static void sums(GradientTable table) {
    Arbitrary<List<Tensor>> any = one(moderate());
    Arbitrary<List<Tensor>> filled = one(moderate().nonEmpty());
    Arbitrary<List<Tensor>> few = one(moderate().rank(0, 2).between(-2, 2));
    reduction(
        table,
        "Reductions.sum",
        any,
        Reductions::sum,
        Reductions::sum,
        Reductions::sum,
        Reductions::sum);
    reduction(
        table,
        "Reductions.mean",
        filled,
        Reductions::mean,
        Reductions::mean,
        Reductions::mean,
        Reductions::mean);
    reduction(
        table,
        "Reductions.prod",
        few,
        Reductions::prod,
        Reductions::prod,
        Reductions::prod,
        Reductions::prod);
    reduction(
        table,
        "Reductions.logSumExp",
        filled,
        Reductions::logSumExp,
        Reductions::logSumExp,
        Reductions::logSumExp,
        Reductions::logSumExp);
  }

  /** All axes have two elements or more, so that there is something to vary. */
  private static void spreads(GradientTable table) {
    Arbitrary<List<Tensor>> x = one(rows());
    reduction(
        table,
        "Reductions.variance",
        x,
        Reductions::variance,
        Reductions::variance,
        (e, axes) -> Reductions.variance(e, some(axes)),
        (e, keep, axes) -> Reductions.variance(e, keep, some(axes)));
    table.add(
        "Reductions.variance(Tensor, int, boolean)",
        x,
        (in, v) -> Reductions.variance(in.get(0), v % 2, flag(v, 0)));
    table.add(
        "Reductions.variance(Tensor, int, boolean, int...)",
        x,
        (in, v) -> Reductions.variance(in.get(0), v % 2, flag(v, 0), some(axes(in.get(0), v))));
    // The second derivative of the deviation of two elements is zero, its computed value is not.
    Arbitrary<List<Tensor>> many = one(rows().sides(3, 5));
    reduction(
        table,
        "Reductions.std",
        many,
        Reductions::std,
        Reductions::std,
        (e, axes) -> Reductions.std(e, some(axes)),
        (e, keep, axes) -> Reductions.std(e, keep, some(axes)));
    table.add(
        "Reductions.std(Tensor, int, boolean)",
        many,
        (in, v) -> Reductions.std(in.get(0), v % 2, flag(v, 0)));
    table.add(
        "Reductions.std(Tensor, int, boolean, int...)",
        many,
        (in, v) -> Reductions.std(in.get(0), v % 2, flag(v, 0), some(axes(in.get(0), v))));
    norms(table);
  }

  /** Returns axes that are some: over none an element is its own mean, and nothing varies. */
  private static int[] some(int[] axes) {
    return axes.length == 0 ? new int[] {0} : axes;
  }

  private static void norms(GradientTable table) {
    // A half step off, no element is as far from 0 as another.
    Arbitrary<List<Tensor>> apart = rows().map(e -> List.of(e.plus(OFF / 2)));
    table.add("Reductions.norm(Tensor)", apart, in -> Reductions.norm(in.get(0)));
    table.add(
        "Reductions.norm(Tensor, Norm)",
        apart,
        (in, v) -> Reductions.norm(in.get(0), NORMS.get(v % 4)));
    table.add(
        "Reductions.norm(Tensor, Norm, boolean)",
        apart,
        (in, v) -> Reductions.norm(in.get(0), NORMS.get(v % 4), flag(v, 0)));
    table.add(
        "Reductions.norm(Tensor, Norm, int...)",
        apart,
        (in, v) -> Reductions.norm(in.get(0), NORMS.get(v % 4), axes(in.get(0), v / 4)));
    table.add(
        "Reductions.norm(Tensor, Norm, boolean, int...)",
        apart,
        (in, v) ->
            Reductions.norm(in.get(0), NORMS.get(v % 4), flag(v, 0), axes(in.get(0), v / 4)));
    table.add(
        "Normalization.normalize(Tensor, Norm, double)",
        apart,
        (in, v) -> Normalization.normalize(in.get(0), NORMS.get(v % 3), 1e-6).plus(in.get(0)));
    table.add(
        "Normalization.normalize(Tensor, Norm, double, int...)",
        apart,
        (in, v) -> {
          Tensor e = in.get(0);
          return Normalization.normalize(e, NORMS.get(v % 3), 1e-6, axes(e, v / 4)).plus(e);
        });
  }

  private static void extremes(GradientTable table) {
    Arbitrary<List<Tensor>> x = one(moderate().nonEmpty().distinct(0.125));
    reduction(
        table,
        "Reductions.max",
        x,
        Reductions::max,
        Reductions::max,
        Reductions::max,
        Reductions::max);
    reduction(
        table,
        "Reductions.min",
        x,
        Reductions::min,
        Reductions::min,
        Reductions::min,
        Reductions::min);
  }

  private static void running(GradientTable table) {
    TensorArbitrary x = moderate().rank(1, 4);
    table.add("Reductions.cumsum(Tensor, int)", x, (e, v) -> Reductions.cumsum(e, axis(e, v)));
    table.add(
        "Reductions.cumprod(Tensor, int)",
        x.between(-2, 2),
        (e, v) -> Reductions.cumprod(e, axis(e, v)));
    table.add(
        "Reductions.logCumSumExp(Tensor, int)",
        x,
        (e, v) -> Reductions.logCumSumExp(e, axis(e, v)));
    table.add("Reductions.diff(Tensor, int)", rows(), (e, v) -> Reductions.diff(e, axis(e, v)));
    statistics(table);
    table.add(
        "Activations.softmax(Tensor, int)", rows(), (e, v) -> Activations.softmax(e, axis(e, v)));
    table.add(
        "Activations.logSoftmax(Tensor, int)",
        rows(),
        (e, v) -> Activations.logSoftmax(e, axis(e, v)));
  }

  private static void statistics(GradientTable table) {
    table.add("Statistics.median(Tensor)", rows(), (e, v) -> Statistics.median(e));
    table.add("Statistics.median(Tensor, int)", rows(), (e, v) -> Statistics.median(e, axis(e, v)));
    table.add(
        "Statistics.quantile(Tensor, double)",
        rows(),
        (e, v) -> Statistics.quantile(e, v % 9 / 8.0));
    table.add(
        "Statistics.quantile(Tensor, double, int)",
        rows(),
        (e, v) -> Statistics.quantile(e, v % 9 / 8.0, axis(e, v)));
    var observations = fitting(2, d -> new int[][] {{d[0], d[1]}}, 2, 3, 5);
    table.add(
        "Statistics.covariance(Tensor)", observations, in -> Statistics.covariance(in.get(0)));
    table.add(
        "Statistics.covariance(Tensor, int)",
        observations,
        (in, v) -> Statistics.covariance(in.get(0), v % 2));
  }

  /** An epsilon that is not small: two elements, normalized, would hardly depend on their size. */
  private static final double EPSILON = 0.25;

  private static void normalization(GradientTable table) {
    table.add(
        "Normalization.standardize(Tensor, double)",
        rows(),
        (x, v) -> Normalization.standardize(x, EPSILON));
    table.add(
        "Normalization.standardize(Tensor, double, int...)",
        rows(),
        (x, v) -> Normalization.standardize(x, EPSILON, some(axes(x, v))));
    table.add(
        "Normalization.standardize(Tensor, Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[1]}, {d[1]}}),
        in ->
            Normalization.standardize(in.get(0), in.get(1), Elementary.square(in.get(2)), EPSILON));
    table.add(
        "Normalization.batchNorm(Tensor, Tensor, Tensor, double)",
        fitting(3, d -> new int[][] {{3, d[0], d[1]}, {d[0]}, {d[0]}}),
        in -> Normalization.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON));
    table.add(
        "Normalization.batchNormWithStatistics(Tensor, Tensor, Tensor, double)",
        fitting(3, d -> new int[][] {{3, d[0], d[1]}, {d[0]}, {d[0]}}),
        (in, v) -> {
          Normalization.NormalizedBatch batch =
              Normalization.batchNormWithStatistics(in.get(0), in.get(1), in.get(2), EPSILON);
          Tensor sides = batch.mean().plus(batch.variance().times(2));
          return batch.output().plus(Shapes.channels(sides, in.get(0)));
        });
    table.add(
        "Normalization.batchNorm(Tensor, Tensor, Tensor, Tensor, Tensor, double)",
        fitting(3, d -> new int[][] {{d[1], d[0], d[2]}, {d[0]}, {d[0]}, {d[0]}, {d[0]}}),
        in ->
            Normalization.batchNorm(
                in.get(0), in.get(1), Elementary.square(in.get(2)), in.get(3), in.get(4), EPSILON));
    table.add(
        "Normalization.layerNorm(Tensor, Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], d[1], 3}, {d[1], 3}, {d[1], 3}}),
        in -> Normalization.layerNorm(in.get(0), in.get(1), in.get(2), EPSILON));
    table.add(
        "Normalization.groupNorm(Tensor, int, Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], 4, d[1]}, {4}, {4}}),
        (in, v) -> Normalization.groupNorm(in.get(0), 1 + v % 2, in.get(1), in.get(2), EPSILON));
    table.add(
        "Normalization.instanceNorm(Tensor, Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], d[1], 3}, {d[1]}, {d[1]}}),
        in -> Normalization.instanceNorm(in.get(0), in.get(1), in.get(2), EPSILON));
    table.add(
        "Normalization.rmsNorm(Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[1]}}),
        in -> Normalization.rmsNorm(in.get(0), in.get(1), EPSILON));
    table.add(
        "Normalization.weightNorm(Tensor, Tensor, int)",
        fitting(1, d -> new int[][] {{3, d[0], 2}, {3, 1, 1}}),
        (in, v) -> Normalization.weightNorm(in.get(0).plus(OFF), in.get(1), v % 2 == 0 ? 0 : -3));
    table.add(
        "Shapes.channels(Tensor, Tensor)",
        fitting(2, d -> new int[][] {{d[0]}, {d[1], d[0], 2}}),
        in -> Shapes.channels(in.get(0), in.get(1)).times(in.get(1)));
  }

  private static void classes(GradientTable table) {
    Arbitrary<List<Tensor>> scores = fitting(2, d -> new int[][] {{d[0], d[1]}}, 2, 3, 5);
    table.add(
        "Losses.crossEntropy(Tensor, Tensor)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[0], d[1]}}, 2, 3, 5),
        (in, v) ->
            Losses.crossEntropy(in.get(0), targets(in.get(0), v))
                .plus(Losses.crossEntropy(in.get(0), in.get(1))));
    table.add(
        "Losses.crossEntropy(Tensor, Tensor, double, Reduce)",
        scores,
        (in, v) ->
            Losses.crossEntropy(
                in.get(0), targets(in.get(0), v), v % 2 * 0.25, GradientTable.reduction(v)));
    table.add(
        "Losses.nllLoss(Tensor, Tensor)",
        scores,
        (in, v) -> Losses.nllLoss(Activations.logSoftmax(in.get(0), 1), targets(in.get(0), v)));
    table.add(
        "Losses.nllLoss(Tensor, Tensor, Reduce)",
        scores,
        (in, v) ->
            Losses.nllLoss(
                Activations.logSoftmax(in.get(0), 1),
                targets(in.get(0), v),
                GradientTable.reduction(v)));
    table.add(
        "Losses.cosineSimilarity(Tensor, Tensor, int)",
        twins(rows(), -2, 2),
        (in, v) -> Losses.cosineSimilarity(in.get(0), in.get(1).plus(OFF), axis(in.get(0), v)));
  }

  private static void vectors(GradientTable table) {
    Arbitrary<List<Tensor>> pairs =
        twins(rows(), -2, 2).map(in -> List.of(in.get(0), in.get(1).plus(OFF)));
    table.add(
        "SimilarityLosses.cosineLoss(Tensor, Tensor, Tensor)",
        pairs,
        (in, v) -> SimilarityLosses.cosineLoss(in.get(0), in.get(1), alike(in.get(0), v)));
    table.add(
        "SimilarityLosses.cosineLoss(Tensor, Tensor, Tensor, double, Reduce)",
        pairs,
        (in, v) ->
            SimilarityLosses.cosineLoss(
                in.get(0), in.get(1), alike(in.get(0), v), -0.9, GradientTable.reduction(v)));
    Arbitrary<List<Tensor>> triplets =
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[0], d[1]}, {d[0], d[1]}}, 2, 3)
            .map(in -> List.of(in.get(0), in.get(1).plus(OFF), in.get(2).plus(OFF / 3)));
    table.add(
        "SimilarityLosses.tripletLoss(Tensor, Tensor, Tensor)",
        triplets,
        in -> SimilarityLosses.tripletLoss(in.get(0), in.get(1), in.get(2)));
    table.add(
        "SimilarityLosses.tripletLoss(Tensor, Tensor, Tensor, double, Reduce)",
        triplets,
        (in, v) ->
            SimilarityLosses.tripletLoss(
                in.get(0), in.get(1), in.get(2), 5, GradientTable.reduction(v)));
  }

  private static Tensor alike(Tensor vectors, int variant) {
    int[] sides = vectors.shape().reduced(new int[] {vectors.rank() - 1}, false).sides();
    return GradientTable.mostly(variant, sides).to(vectors.dtype()).times(2).minus(1);
  }

  private static void sequences(GradientTable table) {
    Arbitrary<List<Tensor>> scores = fitting(1, d -> new int[][] {{4, d[0], 3}}, 1, 2);
    table.add(
        "SequenceLosses.ctcLoss(Tensor, Tensor, Tensor, Tensor)",
        scores,
        (in, v) ->
            SequenceLosses.ctcLoss(
                Activations.logSoftmax(in.get(0), -1),
                labels(in.get(0), v),
                lengths(in.get(0), 3 + v % 2),
                lengths(in.get(0), v % 3)));
    table.add(
        "SequenceLosses.ctcLoss(Tensor, Tensor, Tensor, Tensor, int, Reduce)",
        scores,
        (in, v) ->
            SequenceLosses.ctcLoss(
                Activations.logSoftmax(in.get(0), -1),
                labels(in.get(0), v),
                lengths(in.get(0), 4),
                lengths(in.get(0), 2),
                0,
                GradientTable.reduction(v)));
  }

  /** Returns two labels each, equal ones too. */
  private static Tensor labels(Tensor scores, int variant) {
    return positions(variant, 2, scores.shape().side(1), 2).plus(1);
  }

  private static Tensor lengths(Tensor scores, int length) {
    return Tensor.full(new Spec(DType.INT32, Shape.of(scores.shape().side(1))), length);
  }

  private static Tensor targets(Tensor scores, int variant) {
    return positions(variant, scores.shape().side(1), scores.shape().side(0));
  }
}
