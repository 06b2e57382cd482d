package dev.wengert.ops;

import static dev.wengert.ops.GradientTable.OFF;
import static dev.wengert.ops.GradientTable.axes;
import static dev.wengert.ops.GradientTable.axis;
import static dev.wengert.ops.GradientTable.fitting;
import static dev.wengert.ops.GradientTable.moderate;
import static dev.wengert.ops.GradientTable.mostly;
import static dev.wengert.ops.GradientTable.pairs;
import static dev.wengert.ops.GradientTable.positions;
import static dev.wengert.ops.GradientTable.rows;
import static dev.wengert.ops.GradientTable.twins;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.jqwik.TensorArbitrary;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** Thresholds, logarithms, remainders, lines between points, and losses with margins. */
final class ScalarGradients {

  private ScalarGradients() {}

  static GradientTable table() {
    GradientTable table = new GradientTable();
    thresholds(table);
    logarithms(table);
    rounding(table);
    interpolation(table);
    regression(table);
    margins(table);
    withoutNaN(table);
    return table;
  }

  /** Where all elements lie on the flat side there is nothing to test, but for what is added. */
  private static Tensor sloped(Tensor x, Tensor y) {
    return y.plus(x.times(0.25));
  }

  private static void thresholds(GradientTable table) {
    TensorArbitrary x = moderate();
    table.unary(
        "Thresholds.hardShrink(Tensor, double)", x, e -> sloped(e, Thresholds.hardShrink(e, 0.5)));
    table.unary(
        "Thresholds.softShrink(Tensor, double)", x, e -> sloped(e, Thresholds.softShrink(e, 0.5)));
    table.unary(
        "Thresholds.threshold(Tensor, double, double)",
        x,
        e -> sloped(e, Thresholds.threshold(e, 0.5, 2)));
    table.unary("Activations.celu(Tensor, double)", x, e -> Activations.celu(e, 0.75));
    table.unary(
        "Activations.hardSigmoid(Tensor)", x, e -> sloped(e, Activations.hardSigmoid(e.times(2))));
    table.add(
        "Activations.glu(Tensor, int)",
        rows().sides(2, 4),
        (e, v) -> Activations.glu(e, axis(e, v)));
    table.unary("Elementary.sinc(Tensor)", x, Elementary::sinc);
    table.unary("Elementary.cbrt(Tensor)", x.away(0, 0.25), Elementary::cbrt);
  }

  private static void logarithms(GradientTable table) {
    TensorArbitrary shares = moderate().between(0.125, 0.75);
    table.add(
        "Logarithms.xlogy(Tensor, Tensor)",
        pairs(shares, y -> y.plus(OFF)),
        in -> Logarithms.xlogy(in.get(0), in.get(1)));
    table.add(
        "Logarithms.xlog1py(Tensor, Tensor)",
        pairs(shares, y -> y.plus(OFF)),
        in -> Logarithms.xlog1py(in.get(0), in.get(1)));
    table.unary("Logarithms.entr(Tensor)", shares, Logarithms::entr);
    table.unary("Logarithms.logit(Tensor)", shares, Logarithms::logit);
    table.unary("Logarithms.log1mExp(Tensor)", moderate().between(-3, -0.25), Logarithms::log1mExp);
  }

  /** Dividends that are two fifths of a divisor past a multiple, where no quotient jumps. */
  private static Arbitrary<List<Tensor>> divisions() {
    return twins(moderate(), 1, 2)
        .map(
            in -> {
              Tensor whole = Elementary.floor(in.get(0)).plus(0.4);
              return List.of(whole.times(in.get(1)), in.get(1));
            });
  }

  private static void rounding(GradientTable table) {
    TensorArbitrary x = moderate();
    table.unary("Rounding.frac(Tensor)", x, Rounding::frac);
    table.add(
        "Rounding.fmod(Tensor, Tensor)",
        divisions(),
        in -> Rounding.fmod(in.get(0), in.get(1)).plus(in.get(1).times(0.5)));
    table.add(
        "Rounding.remainder(Tensor, Tensor)",
        divisions(),
        in -> Rounding.remainder(in.get(0), in.get(1)).plus(in.get(1).times(0.5)));
    table.unary("Rounding.fmod(Tensor, double)", x, e -> Rounding.fmod(e, 0.7));
    table.unary("Rounding.remainder(Tensor, double)", x, e -> Rounding.remainder(e, 0.7));
    table.add(
        "Rounding.copySign(Tensor, Tensor)",
        twins(x, -3, 3).map(in -> List.of(in.get(0).plus(OFF), in.get(1).plus(OFF))),
        in -> Rounding.copySign(in.get(0), in.get(1)).plus(in.get(1)));
    table.unary("Rounding.frexp(Tensor)", x, e -> Rounding.frexp(e.plus(0.01)).fraction());
  }

  private static void interpolation(GradientTable table) {
    table.add(
        "Interpolation.lerp(Tensor, Tensor, Tensor)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[1]}, {d[0], 1}}),
        in -> Interpolation.lerp(in.get(0), in.get(1), in.get(2).plus(OFF)));
    table.add(
        "Interpolation.lerp(Tensor, Tensor, double)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[1]}}),
        (in, v) -> Interpolation.lerp(in.get(0), in.get(1), v / 32.0));
    table.add(
        "Interpolation.interp(Tensor, Tensor, Tensor)",
        fitting(1, d -> new int[][] {{d[0]}, {3}, {3}}),
        in -> {
          Tensor fixed = Tensor.of(-1.5, 0.25, 1.75).to(in.get(1).dtype());
          Tensor places = fixed.plus(in.get(1).times(0.125));
          Tensor x = in.get(0).times(0.5).plus(0.3);
          Tensor read = Interpolation.interp(x, places, in.get(2));
          // Where all lies outside of the places, they have no say.
          return read.plus(Reductions.sum(in.get(1).times(in.get(2))));
        });
  }

  private static Arbitrary<List<Tensor>> filled(double least, double most) {
    return twins(moderate().nonEmpty(), least, most)
        .map(in -> List.of(in.get(0).plus(OFF), in.get(1).plus(OFF / 2)));
  }

  private static void regression(GradientTable table) {
    table.add(
        "RegressionLosses.smoothL1Loss(Tensor, Tensor, double, Reduce)",
        filled(-3, 3),
        (in, v) ->
            RegressionLosses.smoothL1Loss(
                in.get(0), in.get(1), v % 3 * 0.75, GradientTable.reduction(v)));
    table.add(
        "RegressionLosses.gaussianNllLoss(Tensor, Tensor, Tensor, double, Reduce)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[0], d[1]}, {d[1]}}),
        (in, v) ->
            RegressionLosses.gaussianNllLoss(
                in.get(0), in.get(1), Elementary.exp(in.get(2)), 1e-3, GradientTable.reduction(v)));
    table.add(
        "RegressionLosses.poissonNllLoss(Tensor, Tensor, Reduce)",
        filled(0.5, 3),
        (in, v) ->
            RegressionLosses.poissonNllLoss(in.get(0), in.get(1), GradientTable.reduction(v)));
  }

  /** Targets of two kinds, -1 and 1. */
  private static Tensor signs(Tensor x) {
    return Selection.where(x.gt(0), Tensor.full(x.spec(), 1), -1);
  }

  private static void margins(GradientTable table) {
    table.add(
        "MarginLosses.marginRankingLoss(Tensor, Tensor, Tensor, double, Reduce)",
        filled(-3, 3),
        (in, v) -> {
          Tensor target = Selection.where(mostly(v, in.get(0).shape().sides()), 1, in.get(0));
          Tensor sign = signs(target);
          Tensor loss =
              MarginLosses.marginRankingLoss(
                  in.get(0), in.get(1), sign, 0.3, GradientTable.reduction(v));
          return loss.plus(in.get(0).times(in.get(1)));
        });
    table.add(
        "MarginLosses.hingeEmbeddingLoss(Tensor, Tensor, double, Reduce)",
        filled(-3, 3),
        (in, v) -> {
          Tensor sign = signs(in.get(1));
          Tensor loss =
              MarginLosses.hingeEmbeddingLoss(in.get(0), sign, 0.7, GradientTable.reduction(v));
          return loss.plus(in.get(0).times(in.get(1)));
        });
    table.add(
        "MarginLosses.softMarginLoss(Tensor, Tensor, Reduce)",
        filled(-2, 2),
        (in, v) -> MarginLosses.softMarginLoss(in.get(0), in.get(1), GradientTable.reduction(v)));
    table.add(
        "MarginLosses.multiMarginLoss(Tensor, Tensor, int, double, Reduce)",
        rows().rank(2, 2),
        (e, v) -> {
          Tensor targets = positions(v, e.shape().side(1), e.shape().side(0));
          return MarginLosses.multiMarginLoss(
              e, targets, 1 + v % 2, 7.3, GradientTable.reduction(v));
        });
    table.add(
        "MarginLosses.multiLabelMarginLoss(Tensor, Tensor, Reduce)",
        rows().rank(2, 2),
        (e, v) -> {
          int classes = e.shape().side(1);
          Tensor others = Tensor.full(e.spec().withDType(dev.wengert.array.DType.INT32), -1);
          Tensor first = Creation.oneHot(Tensor.of(0), classes, dev.wengert.array.DType.INT32);
          Tensor targets = others.plus(first.times(1 + v % classes));
          return MarginLosses.multiLabelMarginLoss(
              e.times(0.09), targets, GradientTable.reduction(v));
        });
    table.add(
        "MarginLosses.multiLabelSoftMarginLoss(Tensor, Tensor, Reduce)",
        fitting(2, d -> new int[][] {{d[0], d[1]}, {d[0], d[1]}}),
        (in, v) ->
            MarginLosses.multiLabelSoftMarginLoss(
                in.get(0), in.get(1), GradientTable.reduction(v)));
  }

  /** One of seven elements is NaN: of those along an axis never all. */
  private static Tensor spoiled(Tensor x, int variant) {
    Tensor number = Creation.arange(x.size()).plus(variant).reshape(x.shape());
    Tensor isNumber = Rounding.remainder(number, 7).ne(3);
    return Selection.where(isNumber, x, Double.NaN);
  }

  private static void withoutNaN(GradientTable table) {
    Arbitrary<List<Tensor>> close = pairs(moderate().sides(2, 3, 5), y -> y.plus(OFF));
    table.add(
        "NanReductions.fmax(Tensor, Tensor)",
        close,
        in -> sloped(in.get(0).plus(in.get(1)), NanReductions.fmax(in.get(0), in.get(1))));
    table.add(
        "NanReductions.fmin(Tensor, Tensor)",
        close,
        in -> sloped(in.get(0).plus(in.get(1)), NanReductions.fmin(in.get(0), in.get(1))));
    // All rows keep a number: the mean of none is NaN.
    TensorArbitrary x = rows().sides(3, 5);
    reduction(table, "nanSum", x, NanReductions::nanSum, NanReductions::nanSum);
    reduction(table, "nanMean", x, NanReductions::nanMean, NanReductions::nanMean);
    reduction(table, "nanVariance", x, NanReductions::nanVariance, NanReductions::nanVariance);
    reduction(table, "nanStd", x, NanReductions::nanStd, NanReductions::nanStd);
    reduction(table, "nanMax", x, NanReductions::nanMax, NanReductions::nanMax);
    reduction(table, "nanMin", x, NanReductions::nanMin, NanReductions::nanMin);
    table.add(
        "NanReductions.nanMedian(Tensor)",
        x,
        (e, v) -> NanReductions.nanMedian(spoiled(e, v)).plus(e));
    table.add(
        "NanReductions.nanMedian(Tensor, int)",
        x,
        (e, v) -> Reductions.sum(NanReductions.nanMedian(spoiled(e, v), axis(e, v))).plus(e));
    table.add(
        "NanReductions.nanQuantile(Tensor, double, int)",
        x,
        (e, v) ->
            Reductions.sum(NanReductions.nanQuantile(spoiled(e, v), v % 9 / 8.0, axis(e, v)))
                .plus(e));
  }

  private interface OfAll {
    Tensor of(Tensor x);
  }

  private interface Along {
    Tensor of(Tensor x, int... axes);
  }

  private static void reduction(
      GradientTable table, String name, TensorArbitrary x, OfAll all, Along along) {
    table.add("NanReductions." + name + "(Tensor)", x, (e, v) -> all.of(spoiled(e, v)).plus(e));
    table.add(
        "NanReductions." + name + "(Tensor, int...)",
        x,
        (e, v) -> {
          int[] some = axes(e, v);
          int[] least = some.length == 0 ? new int[] {0} : some;
          return Reductions.sum(along.of(spoiled(e, v), least)).plus(e);
        });
  }
}
