package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Sampling.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the functions of windows, positions, sets and margins cannot take, and what they say. */
class FurtherBadInputTest {

  private static final Tensor TWO = Tensor.of(1.0, 2);
  private static final Tensor THREE = Tensor.of(1.0, 2, 3);
  private static final Tensor MATRIX = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  private static final Tensor IMAGE = Tensor.ones(DType.FLOAT64, 1, 2, 4, 4);
  private static final Tensor WHOLE = Tensor.of(1, 2, 3);
  private static final Tensor TRUTH = Tensor.of(true, false, true);
  private static final Tensor NONE = Tensor.zeros(DType.FLOAT64, 0, 3);
  private static final Tensor SINGLE = Tensor.of(1f, 2, 3);

  private final List<DynamicTest> tests = new ArrayList<>();

  private void argument(String message, Supplier<?> call) {
    bad(IllegalArgumentException.class, message, call);
  }

  private void index(String message, Supplier<?> call) {
    bad(IndexOutOfBoundsException.class, message, call);
  }

  private void bad(Class<? extends RuntimeException> kind, String message, Supplier<?> call) {
    tests.add(
        DynamicTest.dynamicTest(
            message, () -> assertThatThrownBy(call::get).isInstanceOf(kind).hasMessage(message)));
  }

  private List<DynamicTest> counted(int n) {
    assertThat(tests).hasSize(n);
    return tests;
  }

  @TestFactory
  List<DynamicTest> elements() {
    String numbers = ": input 0 is BOOL; it takes numbers: convert with to(FLOAT32)";
    String floating = ": not defined for INT32; convert with to(FLOAT32) or to(FLOAT64)";
    argument("celu: alpha must be positive: 0.0; 1 is usual", () -> Activations.celu(TWO, 0));
    argument(
        "glu: no two halves: axis 0 of shape [3] is odd; give an even side",
        () -> Activations.glu(THREE, 0));
    argument(
        "hardShrink: the limit is negative: -1.0; give 0 or more, 0.5 is usual",
        () -> Thresholds.hardShrink(TWO, -1));
    argument(
        "softShrink: the limit is negative: NaN; give 0 or more, 0.5 is usual",
        () -> Thresholds.softShrink(TWO, Double.NaN));
    argument("trunc" + floating, () -> Rounding.trunc(WHOLE));
    argument("frac" + floating, () -> Rounding.frac(WHOLE));
    argument("fmod" + numbers, () -> Rounding.fmod(TRUTH, TRUTH));
    argument("remainder" + numbers, () -> Rounding.remainder(TRUTH, TRUTH));
    argument("floorDivide" + numbers, () -> Rounding.floorDivide(TRUTH, TRUTH));
    argument("heaviside" + numbers, () -> Rounding.heaviside(TRUTH, TRUTH));
    argument(
        "copySign: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Rounding.copySign(WHOLE, WHOLE));
    argument(
        "frexp: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Rounding.frexp(WHOLE));
    argument(
        "lerp: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(FLOAT64) or"
            + " to(FLOAT32)",
        () -> Interpolation.lerp(THREE, SINGLE, 0.5));
    argument(
        "interp: the points do not fit: the places are [2], the heights [3]; give two vectors of"
            + " one length, 1 or more",
        () -> Interpolation.interp(TWO, TWO, THREE));
    argument(
        "interp: dtypes differ: x is FLOAT32, the places are FLOAT64, the heights FLOAT64; convert"
            + " them with to(...)",
        () -> Interpolation.interp(SINGLE, TWO, TWO));
    String whole = ": the dtype is FLOAT64; give INT32, by to(INT32) if need be";
    argument("bits" + whole, () -> Integers.bits(TWO));
    argument("bitwiseAnd" + whole, () -> Integers.bitwiseAnd(WHOLE, TWO));
    argument("bitwiseOr" + whole, () -> Integers.bitwiseOr(TWO, WHOLE));
    argument("bitwiseXor" + whole, () -> Integers.bitwiseXor(TWO, WHOLE));
    argument("bitwiseNot" + whole, () -> Integers.bitwiseNot(TWO));
    argument("bitCount" + whole, () -> Integers.bitCount(TWO));
    argument("multiplyHigh" + whole, () -> Integers.multiplyHigh(WHOLE, TWO));
    argument("bitsToFloat" + whole, () -> Integers.bitsToFloat(TWO));
    argument(
        "floatBits: the dtype is FLOAT64; give FLOAT32, by to(FLOAT32) if need be",
        () -> Integers.floatBits(TWO));
    argument(
        "nextAfter: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(...)",
        () -> Rounding.nextAfter(THREE, SINGLE));
    argument("gcd" + whole, () -> Integers.gcd(TWO, WHOLE));
    argument("lcm" + whole, () -> Integers.lcm(WHOLE, TWO));
    argument(
        "fromBits: no bits of whole numbers: they are BOOL[3]; give BOOL [..., 32]",
        () -> Integers.fromBits(TRUTH));
    argument(
        "shiftLeft: not a number of bits: 32; give 0 to 31", () -> Integers.shiftLeft(WHOLE, 32));
    argument(
        "shiftRight: not a number of bits: -1; give 0 to 31", () -> Integers.shiftRight(WHOLE, -1));
    return counted(30);
  }

  @TestFactory
  List<DynamicTest> withoutNaN() {
    String dtype = ": the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)";
    String numbers = ": input 0 is BOOL; it takes numbers: convert with to(FLOAT32)";
    argument("fmax" + numbers, () -> NanReductions.fmax(TRUTH, TRUTH));
    argument("fmin" + numbers, () -> NanReductions.fmin(TRUTH, TRUTH));
    argument("nanSum" + dtype, () -> NanReductions.nanSum(WHOLE));
    argument("nanMean" + dtype, () -> NanReductions.nanMean(WHOLE));
    argument("nanVariance" + dtype, () -> NanReductions.nanVariance(WHOLE));
    argument("nanStd" + dtype, () -> NanReductions.nanStd(WHOLE));
    argument("nanMax" + dtype, () -> NanReductions.nanMax(WHOLE));
    argument("nanMin" + dtype, () -> NanReductions.nanMin(WHOLE));
    index(
        "nanArgmax: no such axis: 1 of shape [2]; axes go from -1 to 0",
        () -> NanReductions.nanArgmax(TWO, 1));
    argument(
        "nanArgmin: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along an axis"
            + " that is not empty",
        () -> NanReductions.nanArgmin(NONE, 0));
    argument(
        "nanMedian: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along an axis"
            + " that is not empty",
        () -> NanReductions.nanMedian(NONE, 0));
    argument(
        "nanQuantile: not a share: 2.0; give a number from 0 to 1",
        () -> NanReductions.nanQuantile(TWO, 2, 0));
    String truth = ": not defined for BOOL; convert with to(INT32) first";
    argument("cummax" + truth, () -> RunningExtremes.cummax(TRUTH, 0));
    argument("cummin" + truth, () -> RunningExtremes.cummin(TRUTH, 0));
    argument("unique" + truth, () -> Sets.unique(TRUTH));
    argument("uniqueConsecutive" + truth, () -> Sets.uniqueConsecutive(TRUTH));
    argument(
        "isIn: dtypes differ: FLOAT64 and INT32; convert one of them with to(...)",
        () -> Sets.isIn(TWO, WHOLE));
    argument(
        "mode: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along an axis that"
            + " is not empty",
        () -> Statistics.mode(NONE, 0));
    argument(
        "correlation: not a matrix: the shape is [2]; give [variables, observations]",
        () -> Statistics.correlation(TWO));
    argument(
        "histogram: the edges do not fit: they are INT32[3] for points of FLOAT64; give a vector of"
            + " that dtype, of 2 or more",
        () -> Statistics.histogram(TWO, WHOLE));
    argument(
        "histogramOfPoints: the points do not fit: they are [2, 3] for 1 vectors of edges; give [n,"
            + " 1]",
        () -> Statistics.histogramOfPoints(MATRIX, List.of(TWO)));
    return counted(21);
  }

  @TestFactory
  List<DynamicTest> moves() {
    argument(
        "pad: axis 0 of shape [2] cannot be padded by 2 before and 0 behind with REFLECT; give 0 to"
            + " 1",
        () -> Borders.pad(TWO, new int[] {2}, new int[] {0}, Border.REFLECT));
    argument(
        "pad: axis 0 of shape [2] cannot be padded by 0 before and -1 behind with REPLICATE; give 0"
            + " to 2147483647",
        () -> Borders.pad(TWO, new int[] {0}, new int[] {-1}, Border.REPLICATE));
    argument(
        "pad: the widths do not fit the shape [2]: before is [1, 1], after is [0]; give one an"
            + " axis",
        () -> Borders.pad(TWO, new int[] {1, 1}, new int[] {0}, Border.CIRCULAR));
    argument(
        "pixelShuffle: 2 channels do not make images 2 times as large: the shape is [1, 2, 4, 4];"
            + " give a multiple of 4 channels",
        () -> Rearrangement.pixelShuffle(IMAGE, 2));
    argument(
        "pixelUnshuffle: the sides are no multiples of 3: the shape is [1, 2, 4, 4]; pad it first",
        () -> Rearrangement.pixelUnshuffle(IMAGE, 3));
    argument(
        "channelShuffle: 3 groups do not divide 2 channels: the shape is [1, 2, 4, 4]; give a"
            + " divisor",
        () -> Rearrangement.channelShuffle(IMAGE, 3));
    argument(
        "rot90: no plane: axis 1 is named twice; name two axes of [2, 3]",
        () -> Rearrangement.rot90(MATRIX, 1, 1, -1));
    argument(
        "windows: windows of length 4 by steps of 1 do not fit axis 0 of shape [3]; give both 1 or"
            + " more, and at most 3 elements",
        () -> Rearrangement.windows(THREE, 0, 4, 1));
    argument(
        "logspace: not a number of points: -1; give 0 or more", () -> Grids.logspace(0, 1, -1, 10));
    argument(
        "logspace: the base must be positive: 0.0; 10 is usual", () -> Grids.logspace(0, 1, 3, 0));
    argument(
        "geomspace: no ratios from -1.0 to 2.0; give two finite numbers of one sign, neither of"
            + " them 0",
        () -> Grids.geomspace(-1, 2, 3));
    argument(
        "trilIndices: a side is negative: -1 rows, 2 columns; give 0 or more",
        () -> Grids.trilIndices(-1, 2, 0));
    argument(
        "triuIndices: a side is negative: 1 rows, -2 columns; give 0 or more",
        () -> Grids.triuIndices(1, -2, 0));
    return counted(13);
  }

  @TestFactory
  List<DynamicTest> positions() {
    Tensor first = Tensor.of(0);
    for (String name :
        List.of("scatter", "scatterMax", "scatterMin", "scatterMul", "scatterMean")) {
      argument(
          name + ": dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(...)",
          () -> scatter(name, THREE, first, Tensor.of(1f)));
      argument(
          name + ": index and values differ in shape: [1] and [2]; give one position a value",
          () -> scatter(name, THREE, first, TWO));
      index(
          name + ": index 3 is outside axis 0 of size 3; positions go from -3 to 2",
          () -> scatter(name, THREE, Tensor.of(3), Tensor.of(1.0)).toList());
    }
    argument(
        "indexSet: the values do not fit: they are [2], the index selects [3] of [2, 3]; give what"
            + " broadcasts to that",
        () -> Scattering.indexSet(MATRIX, TWO, Index.at(0)));
    argument(
        "indexAdd: dtypes differ: FLOAT64 and INT32; convert one of them with to(...)",
        () -> Scattering.indexAdd(THREE, WHOLE, Index.all()));
    for (String name :
        List.of("segmentSum", "segmentMean", "segmentMax", "segmentMin", "segmentProd")) {
      argument(
          name
              + ": the segments do not fit: x is [2, 3], the segments are [3]; give the number of"
              + " its segment for each row",
          () -> segment(name, MATRIX, WHOLE, 4));
      argument(
          name + ": not a number of segments: -1; give 0 or more",
          () -> segment(name, MATRIX, Tensor.of(0, 1), -1));
    }
    return counted(27);
  }

  private static Tensor scatter(String name, Tensor x, Tensor index, Tensor values) {
    return switch (name) {
      case "scatter" -> Scattering.scatter(x, index, values, 0);
      case "scatterMax" -> Scattering.scatterMax(x, index, values, 0);
      case "scatterMin" -> Scattering.scatterMin(x, index, values, 0);
      case "scatterMul" -> Scattering.scatterMul(x, index, values, 0);
      default -> Scattering.scatterMean(x, index, values, 0);
    };
  }

  private static Tensor segment(String name, Tensor x, Tensor segments, int count) {
    return switch (name) {
      case "segmentSum" -> Segments.segmentSum(x, segments, count);
      case "segmentMean" -> Segments.segmentMean(x, segments, count);
      case "segmentMax" -> Segments.segmentMax(x, segments, count);
      case "segmentMin" -> Segments.segmentMin(x, segments, count);
      default -> Segments.segmentProd(x, segments, count);
    };
  }

  @TestFactory
  List<DynamicTest> windows() {
    argument(
        "maxPoolWithIndices: x is FLOAT64[2]; give a floating tensor [N, C, spatial...]",
        () -> Pooling.maxPoolWithIndices(TWO, Pool.of(2)));
    argument(
        "maxUnpool: the sides do not fit: [4] for values [1, 2, 4, 4]; give one for each of 2"
            + " spatial axes, 1 or more",
        () -> MaxPooling.maxUnpool(IMAGE, IMAGE.to(DType.INT32), 4));
    argument(
        "adaptiveMaxPool: sides must be positive: [0, 0] from [4, 4]; give 1 or more, and elements"
            + " to take them from",
        () -> MaxPooling.adaptiveMaxPool(IMAGE, 0));
    argument(
        "adaptiveMaxPoolWithIndices: x is FLOAT64[2]; give a floating tensor [N, C, spatial...]",
        () -> MaxPooling.adaptiveMaxPoolWithIndices(TWO, 1));
    argument(
        "fractionalMaxPool: 4 windows of 2 do not fit spatial axis 0 of [4, 4]; ask for at most 3"
            + " windows, or smaller ones",
        () -> MaxPooling.fractionalMaxPool(IMAGE, Key.of(1), new int[] {2}, 4));
    argument(
        "fractionalMaxPoolWithIndices: sides must be positive: [0, 0] from [4, 4]; give 1 or more,"
            + " and elements to take them from",
        () -> MaxPooling.fractionalMaxPoolWithIndices(IMAGE, Key.of(1), new int[] {2}, 0));
    argument(
        "unfold: the window does not fit: its extent along spatial axis 0 is 5, the padded side 4"
            + " of [4, 4]; use a smaller window or more padding",
        () -> Patches.unfold(IMAGE, Pool.of(5)));
    argument(
        "fold: the patches do not fit: they are [1, 2, 3]; a window of 4 elements has 9 places over"
            + " [4, 4], give [N, C 4, 9]",
        () ->
            Patches.fold(
                Tensor.ones(DType.FLOAT64, 1, 2, 3), new int[] {4, 4}, Pool.of(2).stride(1)));
    argument(
        "reduceWindow: the reduction made [2, 4, 4] of [2, 4, 4]; reduce the last axis, and no"
            + " other",
        () -> Patches.reduceWindow(IMAGE, Pool.of(2), 0, seen -> seen));
    argument(
        "avgPool: the padding is REFLECT by [1], which only a convolution that is not transposed"
            + " has; pad with Borders.pad(...) first",
        () -> Pooling.avgPool(IMAGE, Pool.of(2).padding(Padding.of(Border.REFLECT, 1))));
    argument(
        "resize: sides must be positive: [0, 0] from [4, 4]; give 1 or more, and elements to take"
            + " them from",
        () -> Resizing.resize(IMAGE, Resize.linear(), 0));
    argument(
        "resize: NEAREST and antialias do not go together; smooth LINEAR or CUBIC, without aligned"
            + " corners",
        () -> Resize.nearest().antialiased());
    argument(
        "gridSample: the grid does not fit: it is FLOAT64[2, 3] for FLOAT64[1, 2, 4, 4]; give"
            + " FLOAT64 [1, places..., 2]",
        () -> Sampling.gridSample(IMAGE, MATRIX, Reading.linear()));
    argument(
        "affineGrid: the maps do not fit: they are FLOAT64[2, 3] for sides [2, 2]; give a floating"
            + " [N, 2, 3]",
        () -> Sampling.affineGrid(MATRIX, false, 2, 2));
    return counted(14);
  }

  @TestFactory
  List<DynamicTest> products() {
    argument(
        "tensordot: no 2 axes to sum over: a is [2, 3], b is [3]; give 0 to 1",
        () -> TensorProducts.tensordot(MATRIX, THREE, 2));
    argument(
        "tensordot: sides differ: axis 1 of a is 3, axis 0 of b is 2; pair axes of one side",
        () -> TensorProducts.tensordot(MATRIX, TWO, 1));
    argument(
        "cross: no vectors of three numbers along axis 0: a is [2], b is [2]; give a side of 3",
        () -> TensorProducts.cross(TWO, TWO, 0));
    argument(
        "cdist: the rows do not fit: x is [2, 3], y is [2]; give matrices with rows of one length",
        () -> TensorProducts.cdist(MATRIX, TWO, Norm.L2));
    argument(
        "pdist: not a matrix: the shape is [2]; give [points, dimensions]",
        () -> TensorProducts.pdist(TWO, Norm.L2));
    argument(
        "matrixPower: not a square matrix: the shape is [2, 3]; give [..., n, n]",
        () -> TensorProducts.matrixPower(MATRIX, 2));
    argument(
        "matrixExp: not a square matrix: the shape is [2, 3]; give [..., n, n]",
        () -> TensorProducts.matrixExp(MATRIX));
    argument("blockDiag: no matrices; give at least one", () -> TensorProducts.blockDiag());
    argument(
        "polyval: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(...)",
        () -> Polynomials.polyval(TWO, SINGLE));
    argument(
        "polymul: no polynomial: the coefficients are FLOAT64[2, 3]; give a floating vector",
        () -> Polynomials.polymul(MATRIX, TWO));
    argument(
        "polydiv: no polynomial: the coefficients are INT32[3]; give a floating vector",
        () -> Polynomials.polydiv(TWO, WHOLE));
    argument(
        "polyder: no polynomial: the coefficients are INT32[3]; give a floating vector",
        () -> Polynomials.polyder(WHOLE));
    argument(
        "polyint: no polynomial: the coefficients are INT32[3]; give a floating vector",
        () -> Polynomials.polyint(WHOLE, 0));
    argument(
        "vander: not a number of powers: -1; give 0 or more", () -> Polynomials.vander(TWO, -1));
    return counted(14);
  }

  @TestFactory
  List<DynamicTest> losses() {
    argument(
        "smoothL1Loss: beta is negative: -1.0; 1 is usual",
        () -> RegressionLosses.smoothL1Loss(TWO, TWO, -1, Reduce.MEAN));
    argument(
        "gaussianNllLoss: the variance does not fit: it is [3] for means [2]; give what broadcasts"
            + " to the means",
        () -> RegressionLosses.gaussianNllLoss(TWO, TWO, THREE, 1e-6, Reduce.MEAN));
    argument(
        "poissonNllLoss: shapes differ: the prediction is [2], the target [3]; give one target a"
            + " prediction",
        () -> RegressionLosses.poissonNllLoss(TWO, THREE, Reduce.MEAN));
    String differ = ": shapes differ: [2] and [3]; give one target a prediction";
    argument(
        "marginRankingLoss" + differ,
        () -> MarginLosses.marginRankingLoss(TWO, THREE, TWO, 0, Reduce.MEAN));
    argument(
        "hingeEmbeddingLoss" + differ,
        () -> MarginLosses.hingeEmbeddingLoss(TWO, THREE, 1, Reduce.MEAN));
    argument("softMarginLoss" + differ, () -> MarginLosses.softMarginLoss(TWO, THREE, Reduce.MEAN));
    argument(
        "multiMarginLoss: not a power: 3; give 1 or 2",
        () -> MarginLosses.multiMarginLoss(MATRIX, Tensor.of(0, 1), 3, 1, Reduce.MEAN));
    argument(
        "multiLabelMarginLoss" + differ,
        () -> MarginLosses.multiLabelMarginLoss(TWO, WHOLE, Reduce.MEAN));
    argument(
        "multiLabelSoftMarginLoss" + differ,
        () -> MarginLosses.multiLabelSoftMarginLoss(TWO, THREE, Reduce.MEAN));
    return counted(9);
  }

  @TestFactory
  List<DynamicTest> hooks() {
    argument(
        "onCotangent: no cotangent arrives at INT32[3]; give a floating tensor",
        () -> Hooks.onCotangent(WHOLE, d -> d));
    argument(
        "onCotangent: the function returned FLOAT64[] for a cotangent of FLOAT64[2]; keep dtype and"
            + " shape",
        () ->
            Autodiff.grad(
                (Tensor x) -> Reductions.sum(Hooks.onCotangent(x, d -> Reductions.sum(d))), TWO));
    bad(
        NullPointerException.class,
        "onCotangent: the function returned null for a cotangent of FLOAT64[2]; return the one that"
            + " goes on",
        () -> Autodiff.grad((Tensor x) -> Reductions.sum(Hooks.onCotangent(x, d -> null)), TWO));
    return counted(3);
  }
}
