package dev.wengert.onnx;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Border;
import dev.wengert.ops.Borders;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Grids;
import dev.wengert.ops.Integers;
import dev.wengert.ops.Interpolation;
import dev.wengert.ops.Logarithms;
import dev.wengert.ops.MarginLosses;
import dev.wengert.ops.MaxPooling;
import dev.wengert.ops.NanReductions;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Patches;
import dev.wengert.ops.Polynomials;
import dev.wengert.ops.Pooling;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Rearrangement;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.RegressionLosses;
import dev.wengert.ops.Resize;
import dev.wengert.ops.Resizing;
import dev.wengert.ops.Rounding;
import dev.wengert.ops.RunningExtremes;
import dev.wengert.ops.Sampling;
import dev.wengert.ops.Scattering;
import dev.wengert.ops.Segments;
import dev.wengert.ops.Sets;
import dev.wengert.ops.Statistics;
import dev.wengert.ops.TensorProducts;
import dev.wengert.ops.Thresholds;
import java.util.List;

/** Functions of ops that are less often met. */
final class FurtherCases {

  private static final Reduce MEAN = Reduce.MEAN;

  private FurtherCases() {}

  static void addTo(FunctionCases all) {
    elementwise(all);
    integers(all);
    missing(all);
    parts(all);
    index(all);
    products(all);
    windows(all);
    losses(all);
  }

  private static void elementwise(FunctionCases all) {
    all.one("Activations.celu", x -> Activations.celu(x, 0.7), all.x(3, 4));
    all.one("Activations.hardSigmoid", Activations::hardSigmoid, all.x(3, 4));
    all.one("Activations.glu", x -> Activations.glu(x, 1), all.x(3, 4));
    all.one("Elementary.cbrt", Elementary::cbrt, all.x(3, 4));
    all.one("Elementary.sinc", Elementary::sinc, Tensor.of(0f, 0.3f, -1.5f));
    all.one("Thresholds.hardShrink", x -> Thresholds.hardShrink(x, 0.5), all.x(3, 4));
    all.one("Thresholds.softShrink", x -> Thresholds.softShrink(x, 0.5), all.x(3, 4));
    all.one("Thresholds.threshold", x -> Thresholds.threshold(x, 0.5, 2), all.x(3, 4));
    all.add(
        "Rounding.frexp",
        in -> {
          var parts = Rounding.frexp(in.get(0));
          return List.of(parts.fraction(), parts.exponent());
        },
        all.x(9).times(5));
    all.one("Rounding.trunc", Rounding::trunc, all.x(3, 4).times(3));
    all.one("Rounding.frac", Rounding::frac, all.x(3, 4).times(3));
    all.two("Rounding.fmod", Rounding::fmod, all.x(9).times(3), all.share(9).plus(0.5));
    all.two("Rounding.remainder", Rounding::remainder, all.x(9).times(3), all.share(9).plus(0.5));
    all.two(
        "Rounding.floorDivide", Rounding::floorDivide, all.x(9).times(3), all.share(9).plus(0.5));
    all.two("Rounding.copySign", Rounding::copySign, all.x(9), all.x(9));
    all.two("Rounding.heaviside", Rounding::heaviside, Tensor.of(-1f, 0f, 2f), all.x(3));
    all.two("Interpolation.lerp", (x, y) -> Interpolation.lerp(x, y, 0.3), all.x(9), all.x(9));
    all.two("Logarithms.xlogy", Logarithms::xlogy, all.x(9), all.share(9));
    all.two("Logarithms.xlog1py", Logarithms::xlog1py, all.x(9), all.share(9));
    all.one("Logarithms.entr", Logarithms::entr, all.share(9));
    all.one("Logarithms.logit", Logarithms::logit, all.share(9));
    all.one("Logarithms.log1mExp", Logarithms::log1mExp, all.share(9).unaryMinus());
  }

  private static void integers(FunctionCases all) {
    Tensor a = Tensor.of(12, 7, 30, 1);
    Tensor b = Tensor.of(18, 5, 12, 9);
    all.two("Integers.gcd", Integers::gcd, a, b);
    all.two("Integers.lcm", Integers::lcm, a, b);
    all.two("Integers.bitwiseAnd", Integers::bitwiseAnd, a, b);
    all.two("Integers.bitwiseOr", Integers::bitwiseOr, a, b);
    all.two("Integers.bitwiseXor", Integers::bitwiseXor, a, b);
    all.one("Integers.bitwiseNot", Integers::bitwiseNot, a);
    all.one("Integers.bitCount", Integers::bitCount, a);
    all.one("Integers.shiftLeft", x -> Integers.shiftLeft(x, 2), a);
    all.one("Integers.shiftRight", x -> Integers.shiftRight(x, 1), a);
    all.one("Integers.bits", Integers::bits, a);
    all.one("Integers.fromBits", x -> Integers.fromBits(Integers.bits(x)), a);
    all.one("Grids.logspace", x -> Grids.logspace(0, 2, 4, 10).to(DType.FLOAT32).plus(x), all.x(4));
    all.one("Grids.geomspace", x -> Grids.geomspace(1, 8, 4).to(DType.FLOAT32).plus(x), all.x(4));
    all.one("Grids.trilIndices", x -> Grids.trilIndices(3, 3, 0).plus(x), Tensor.of(1));
    all.one("Grids.triuIndices", x -> Grids.triuIndices(3, 3, 0).plus(x), Tensor.of(1));
  }

  private static void missing(FunctionCases all) {
    Tensor x = Tensor.of(new float[][] {{1, Float.NaN, 3, 2}, {-1, 0.5f, 4, Float.NaN}});
    all.two("NanReductions.fmax", NanReductions::fmax, Tensor.of(1f, Float.NaN), Tensor.of(2f, 3f));
    all.two("NanReductions.fmin", NanReductions::fmin, Tensor.of(1f, Float.NaN), Tensor.of(2f, 3f));
    all.one("NanReductions.nanSum", y -> NanReductions.nanSum(y, 1), x);
    all.one("NanReductions.nanMean", y -> NanReductions.nanMean(y, 1), x);
    all.one("NanReductions.nanVariance", y -> NanReductions.nanVariance(y, 1), x);
    all.one("NanReductions.nanStd", y -> NanReductions.nanStd(y, 1), x);
    all.one("NanReductions.nanMax", y -> NanReductions.nanMax(y, 1), x);
    all.one("NanReductions.nanMin", y -> NanReductions.nanMin(y, 1), x);
    all.one("NanReductions.nanArgmax", y -> NanReductions.nanArgmax(y, 1), x);
    all.one("NanReductions.nanArgmin", y -> NanReductions.nanArgmin(y, 1), x);
    all.one("NanReductions.nanMedian", y -> NanReductions.nanMedian(y, 1), x);
    all.one("NanReductions.nanQuantile", y -> NanReductions.nanQuantile(y, 0.3, 1), x);
    all.one("Statistics.correlation", Statistics::correlation, all.x(6, 3));
    all.one("Statistics.mode", y -> Statistics.mode(y, 1), Tensor.of(new int[][] {{2, 1, 2}}));
    all.two("Statistics.histogram", Statistics::histogram, all.x(9), Tensor.of(-2f, 0f, 1f));
    all.one(
        "Statistics.histogramOfPoints",
        y -> Statistics.histogramOfPoints(y, List.of(Tensor.of(-2f, 0f, 1f), Tensor.of(-1f, 3f))),
        all.x(9, 2));
  }

  private static void parts(FunctionCases all) {
    int[] before = {1, 2};
    int[] after = {0, 1};
    for (Border border : Border.values()) {
      all.one("Borders.pad", x -> Borders.pad(x, before, after, border), all.x(3, 4));
    }
    all.one("Rearrangement.pixelShuffle", x -> Rearrangement.pixelShuffle(x, 2), all.x(2, 8, 2, 3));
    all.one(
        "Rearrangement.pixelUnshuffle", x -> Rearrangement.pixelUnshuffle(x, 2), all.x(2, 2, 4, 6));
    all.one(
        "Rearrangement.channelShuffle", x -> Rearrangement.channelShuffle(x, 2), all.x(2, 4, 3));
    all.one("Rearrangement.rot90", x -> Rearrangement.rot90(x, 1, 0, 1), all.x(3, 4));
    all.one("Rearrangement.windows", x -> Rearrangement.windows(x, 1, 3, 2), all.x(2, 8));
    all.two("Sets.isIn", Sets::isIn, Tensor.of(1, 5, 2), Tensor.of(2, 1));
    all.add(
        "RunningExtremes.cummax",
        in -> List.of(RunningExtremes.cummax(in.get(0), 1).values()),
        all.x(3, 5));
    all.add(
        "RunningExtremes.cummin",
        in -> List.of(RunningExtremes.cummin(in.get(0), 0).values()),
        all.x(3, 5));
  }

  private static void index(FunctionCases all) {
    Tensor index = Tensor.of(new int[][] {{0, 2}, {1, 1}});
    for (int i = 0; i < 6; i++) {
      int which = i;
      String name =
          List.of("scatter", "scatterMax", "scatterMin", "scatterMul", "scatterMean", "indexAdd")
              .get(i);
      all.add(
          "Scattering." + name,
          in ->
              List.of(
                  switch (which) {
                    case 0 -> Scattering.scatter(in.get(0), in.get(1), in.get(2), 1);
                    case 1 -> Scattering.scatterMax(in.get(0), in.get(1), in.get(2), 1);
                    case 2 -> Scattering.scatterMin(in.get(0), in.get(1), in.get(2), 1);
                    case 3 -> Scattering.scatterMul(in.get(0), in.get(1), in.get(2), 1);
                    case 4 -> Scattering.scatterMean(in.get(0), in.get(1), in.get(2), 1);
                    default -> Scattering.indexAdd(in.get(0), in.get(2), Index.all(), Index.to(2));
                  }),
          all.x(2, 4),
          which == 0 ? Tensor.of(new int[][] {{0, 2}, {1, 3}}) : index,
          all.x(2, 2));
    }
    all.two(
        "Scattering.indexSet",
        (x, v) -> Scattering.indexSet(x, v, Index.all(), Index.from(2)),
        all.x(2, 4),
        all.x(2, 2));
    Tensor segments = Tensor.of(0, 2, 2, 1);
    all.two("Segments.segmentSum", (x, s) -> Segments.segmentSum(x, s, 3), all.x(4, 2), segments);
    all.two("Segments.segmentMean", (x, s) -> Segments.segmentMean(x, s, 3), all.x(4, 2), segments);
    all.two("Segments.segmentMax", (x, s) -> Segments.segmentMax(x, s, 3), all.x(4, 2), segments);
    all.two("Segments.segmentMin", (x, s) -> Segments.segmentMin(x, s, 3), all.x(4, 2), segments);
    all.two("Segments.segmentProd", (x, s) -> Segments.segmentProd(x, s, 3), all.x(4, 2), segments);
    all.two(
        "Interpolation.interp",
        (x, h) -> Interpolation.interp(x, Tensor.of(0f, 1f, 3f), h),
        all.share(5).times(3),
        all.x(3));
  }

  private static void products(FunctionCases all) {
    all.two(
        "TensorProducts.tensordot",
        (a, b) -> TensorProducts.tensordot(a, b, 1),
        all.x(2, 3, 4),
        all.x(4, 5));
    all.two(
        "TensorProducts.cross", (a, b) -> TensorProducts.cross(a, b, 1), all.x(2, 3), all.x(2, 3));
    all.two(
        "TensorProducts.cdist",
        (a, b) -> TensorProducts.cdist(a, b, Norm.L2),
        all.x(4, 3),
        all.x(5, 3));
    all.one("TensorProducts.pdist", x -> TensorProducts.pdist(x, Norm.L1), all.x(4, 3));
    all.one("TensorProducts.matrixPower", x -> TensorProducts.matrixPower(x, 3), all.x(3, 3));
    all.two(
        "TensorProducts.blockDiag",
        (a, b) -> TensorProducts.blockDiag(a, b),
        all.x(2, 3),
        all.x(1, 2));
    all.two("Polynomials.polyval", Polynomials::polyval, all.x(4), all.x(5));
    all.two("Polynomials.polymul", Polynomials::polymul, all.x(4), all.x(3));
    all.add(
        "Polynomials.polydiv",
        in -> {
          var division = Polynomials.polydiv(in.get(0), in.get(1));
          return List.of(division.quotient(), division.remainder());
        },
        all.x(4),
        all.share(2).plus(1));
    all.one("Polynomials.polyder", Polynomials::polyder, all.x(4));
    all.one("Polynomials.polyint", x -> Polynomials.polyint(x, 0.5), all.x(4));
    all.one("Polynomials.vander", x -> Polynomials.vander(x, 3), all.x(4));
  }

  private static void windows(FunctionCases all) {
    all.one("Patches.unfold", x -> Patches.unfold(x, Pool.of(2)), all.x(2, 3, 4, 6));
    all.one(
        "Patches.fold",
        x -> Patches.fold(Patches.unfold(x, Pool.of(2)), new int[] {4, 6}, Pool.of(2)),
        all.x(2, 3, 4, 6));
    all.one(
        "Patches.reduceWindow",
        x -> Patches.reduceWindow(x, Pool.of(2), 0, w -> Reductions.sum(w, -1)),
        all.x(2, 3, 4, 6));
    all.one(
        "Pooling.maxPoolWithIndices",
        x -> Pooling.maxPoolWithIndices(x, Pool.of(2)).values(),
        all.x(2, 3, 4, 6));
    all.two(
        "MaxPooling.maxUnpool",
        (v, i) -> MaxPooling.maxUnpool(v, i, 4, 4),
        all.x(1, 1, 2, 2),
        Tensor.of(0, 3, 9, 14).reshape(1, 1, 2, 2));
    all.one("MaxPooling.adaptiveMaxPool", x -> MaxPooling.adaptiveMaxPool(x, 2), all.x(2, 3, 4, 6));
    all.one(
        "MaxPooling.adaptiveMaxPoolWithIndices",
        x -> MaxPooling.adaptiveMaxPoolWithIndices(x, 2).values(),
        all.x(2, 3, 4, 6));
    all.one(
        "MaxPooling.fractionalMaxPool",
        x -> MaxPooling.fractionalMaxPool(x, Key.of(1), new int[] {2, 2}, 2, 3),
        all.x(2, 3, 5, 7));
    for (Resize how :
        List.of(Resize.nearest(), Resize.nearestExact(), Resize.linear(), Resize.cubic())) {
      all.one("Resizing.resize", x -> Resizing.resize(x, how, 5, 3), all.x(2, 3, 4, 6));
    }
    all.two(
        "Sampling.gridSample",
        (x, g) -> Sampling.gridSample(x, g, Sampling.Reading.linear()),
        all.x(2, 3, 4, 5),
        all.x(2, 3, 3, 2));
    all.one("Sampling.affineGrid", x -> Sampling.affineGrid(x, true, 3, 4), all.x(2, 2, 3));
  }

  private static void losses(FunctionCases all) {
    Tensor signs = Tensor.of(1f, -1f, 1f, -1f);
    all.add(
        "MarginLosses.marginRankingLoss",
        in -> List.of(MarginLosses.marginRankingLoss(in.get(0), in.get(1), in.get(2), 0.5, MEAN)),
        all.x(4),
        all.x(4),
        signs);
    all.two(
        "MarginLosses.hingeEmbeddingLoss",
        (x, t) -> MarginLosses.hingeEmbeddingLoss(x, t, 1, MEAN),
        all.x(4),
        signs);
    all.two(
        "MarginLosses.softMarginLoss",
        (x, t) -> MarginLosses.softMarginLoss(x, t, MEAN),
        all.x(4),
        signs);
    all.two(
        "MarginLosses.multiMarginLoss",
        (x, t) -> MarginLosses.multiMarginLoss(x, t, 1, 1, MEAN),
        all.x(3, 4),
        Tensor.of(0, 3, 1));
    all.two(
        "MarginLosses.multiLabelSoftMarginLoss",
        (x, t) -> MarginLosses.multiLabelSoftMarginLoss(x, t, MEAN),
        all.x(3, 4),
        all.share(3, 4));
    all.two(
        "MarginLosses.multiLabelMarginLoss",
        (x, t) -> MarginLosses.multiLabelMarginLoss(x, t, MEAN),
        all.x(2, 3),
        Tensor.of(new int[][] {{2, -1, -1}, {0, 1, -1}}));
    all.two(
        "RegressionLosses.smoothL1Loss",
        (x, t) -> RegressionLosses.smoothL1Loss(x, t, 0.7, MEAN),
        all.x(9),
        all.x(9));
    all.two(
        "RegressionLosses.poissonNllLoss",
        (x, t) -> RegressionLosses.poissonNllLoss(x, t, MEAN),
        all.x(9),
        all.share(9));
    all.add(
        "RegressionLosses.gaussianNllLoss",
        in ->
            List.of(RegressionLosses.gaussianNllLoss(in.get(0), in.get(1), in.get(2), 1e-6, MEAN)),
        all.x(9),
        all.x(9),
        all.share(9));
  }
}
