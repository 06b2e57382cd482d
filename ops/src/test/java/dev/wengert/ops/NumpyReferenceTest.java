package dev.wengert.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.ops.Pooling.Found;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Sampling.Between;
import dev.wengert.ops.Sampling.Outside;
import dev.wengert.ops.Sampling.Reading;
import dev.wengert.program.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Values agree with those of NumPy, SciPy and ONNX's reference: {@code names.py} prints them. */
class NumpyReferenceTest {

  private static final ImmutableMap<String, Function<List<Tensor>, List<Tensor>>> FUNCTIONS =
      functions();

  private static ImmutableMap<String, Function<List<Tensor>, List<Tensor>>> functions() {
    ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table =
        ImmutableMap.builder();
    elements(table);
    whole(table);
    withoutNaN(table);
    moves(table);
    positions(table);
    windows(table);
    resizing(table);
    products(table);
    losses(table);
    return table.buildOrThrow();
  }

  private static void one(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table,
      String name,
      Function<List<Tensor>, Tensor> f) {
    table.put(name, in -> List.of(f.apply(in)));
  }

  private static void elements(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    one(table, "fmod", in -> Rounding.fmod(in.get(0), in.get(1)));
    one(table, "remainder", in -> Rounding.remainder(in.get(0), in.get(1)));
    one(table, "floorDivide", in -> Rounding.floorDivide(in.get(0), in.get(1)));
    one(table, "copySign", in -> Rounding.copySign(in.get(0), in.get(1)));
    one(table, "heaviside", in -> Rounding.heaviside(in.get(0), in.get(1)));
    one(table, "trunc", in -> Rounding.trunc(in.get(0)));
    table.put(
        "frexp",
        in -> {
          Rounding.Frexp parts = Rounding.frexp(in.get(0));
          return List.of(parts.fraction(), parts.exponent());
        });
    one(table, "nextAfter", in -> Rounding.nextAfter(in.get(0), in.get(1)));
    one(
        table,
        "nextAfter single",
        in ->
            Rounding.nextAfter(in.get(0).to(DType.FLOAT32), in.get(1).to(DType.FLOAT32))
                .to(DType.FLOAT64));
    one(table, "xlogy", in -> Logarithms.xlogy(in.get(0), in.get(1)));
    one(table, "xlog1py", in -> Logarithms.xlog1py(in.get(0), in.get(1)));
    one(table, "entr", in -> Logarithms.entr(in.get(0)));
    one(table, "logit", in -> Logarithms.logit(in.get(0)));
    one(table, "sinc", in -> Elementary.sinc(in.get(0)));
    one(table, "cbrt", in -> Elementary.cbrt(in.get(0)));
    one(table, "lerp", in -> Interpolation.lerp(in.get(0), in.get(1), in.get(2)));
    one(table, "interp", in -> Interpolation.interp(in.get(0), in.get(1), in.get(2)));
  }

  private static void whole(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    one(table, "bitwiseAnd", in -> Integers.bitwiseAnd(in.get(0), in.get(1)));
    one(table, "bitwiseOr", in -> Integers.bitwiseOr(in.get(0), in.get(1)));
    one(table, "bitwiseXor", in -> Integers.bitwiseXor(in.get(0), in.get(1)));
    one(table, "bitwiseNot", in -> Integers.bitwiseNot(in.get(0)));
    one(table, "bitCount", in -> Integers.bitCount(in.get(0)));
    one(table, "shiftLeft", in -> Integers.shiftLeft(in.get(0), 4));
    one(table, "shiftRight", in -> Integers.shiftRight(in.get(0), 4));
    one(table, "multiplyHigh", in -> Integers.multiplyHigh(in.get(0), in.get(1)));
    one(table, "floatBits", in -> Integers.floatBits(in.get(0).to(DType.FLOAT32)));
    one(table, "bitsToFloat", in -> Integers.bitsToFloat(in.get(0)).to(DType.FLOAT64));
    one(table, "gcd", in -> Integers.gcd(in.get(0), in.get(1)));
    one(table, "lcm", in -> Integers.lcm(in.get(0), in.get(1)));
  }

  private static void withoutNaN(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    one(table, "fmax", in -> NanReductions.fmax(in.get(0), in.get(1)));
    one(table, "fmin", in -> NanReductions.fmin(in.get(0), in.get(1)));
    one(table, "nanSum", in -> NanReductions.nanSum(in.get(0), 1));
    one(table, "nanMean", in -> NanReductions.nanMean(in.get(0), 1));
    one(table, "nanVariance", in -> NanReductions.nanVariance(in.get(0), 1));
    one(table, "nanStd", in -> NanReductions.nanStd(in.get(0), 1));
    one(table, "nanMax", in -> NanReductions.nanMax(in.get(0), 1));
    one(table, "nanMin", in -> NanReductions.nanMin(in.get(0), 1));
    one(table, "nanArgmax", in -> NanReductions.nanArgmax(in.get(0), 1));
    one(table, "nanArgmin", in -> NanReductions.nanArgmin(in.get(0), 1));
    one(table, "nanMedian", in -> NanReductions.nanMedian(in.get(0), 1));
    one(table, "nanQuantile", in -> NanReductions.nanQuantile(in.get(0), 0.3, 1));
    table.put("cummax", in -> running(RunningExtremes.cummax(in.get(0), 0)));
    table.put("cummin", in -> running(RunningExtremes.cummin(in.get(0), 0)));
    table.put("unique", in -> unique(Sets.unique(in.get(0))));
    table.put("uniqueConsecutive", in -> unique(Sets.uniqueConsecutive(in.get(0))));
    one(table, "isIn", in -> Sets.isIn(in.get(0), in.get(1)));
    one(table, "mode", in -> Statistics.mode(in.get(0), 1));
    one(table, "correlation", in -> Statistics.correlation(in.get(0)));
    one(table, "histogram", in -> Statistics.histogram(in.get(0), in.get(1)));
    one(
        table,
        "histogramOfPoints",
        in -> Statistics.histogramOfPoints(in.get(0), in.subList(1, 3)));
  }

  private static List<Tensor> running(RunningExtremes.Running found) {
    return List.of(found.values(), found.indices());
  }

  private static List<Tensor> unique(Sets.Unique found) {
    return List.of(found.values(), found.indices(), found.inverse(), found.counts());
  }

  private static void moves(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    int number = 0;
    for (Border border : Border.values()) {
      one(
          table,
          "pad" + number++,
          in -> Borders.pad(in.get(0), new int[] {1, 3}, new int[] {2, 0}, border));
    }
    one(table, "pixelShuffle", in -> Rearrangement.pixelShuffle(in.get(0), 2));
    one(table, "pixelUnshuffle", in -> Rearrangement.pixelUnshuffle(in.get(0), 2));
    one(table, "channelShuffle", in -> Rearrangement.channelShuffle(in.get(0), 2));
    for (int k = -1; k < 4; k++) {
      int times = k;
      one(table, "rot90 " + k, in -> Rearrangement.rot90(in.get(0), times, 0, 1));
    }
    one(table, "windows", in -> Rearrangement.windows(in.get(0), 1, 2, 2));
    one(table, "logspace", in -> Grids.logspace(-1, 2, 5, 3));
    one(table, "geomspace", in -> Grids.geomspace(-3, -700, 5));
    one(table, "trilIndices", in -> Grids.trilIndices(3, 4, -1));
    one(table, "triuIndices", in -> Grids.triuIndices(3, 4, 1));
  }

  private static void positions(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    one(table, "scatter", in -> Scattering.scatter(in.get(0), in.get(1), in.get(2), 1));
    one(table, "scatterMax", in -> Scattering.scatterMax(in.get(0), in.get(1), in.get(2), -1));
    one(table, "scatterMin", in -> Scattering.scatterMin(in.get(0), in.get(1), in.get(2), 1));
    one(table, "scatterMul", in -> Scattering.scatterMul(in.get(0), in.get(1), in.get(2), 1));
    one(table, "scatterMean", in -> Scattering.scatterMean(in.get(0), in.get(1), in.get(2), 1));
    one(table, "segmentSum", in -> Segments.segmentSum(in.get(0), in.get(1), 5));
    one(table, "segmentMean", in -> Segments.segmentMean(in.get(0), in.get(1), 5));
    one(table, "segmentProd", in -> Segments.segmentProd(in.get(0), in.get(1), 5));
    one(table, "segmentMax", in -> Segments.segmentMax(in.get(0), in.get(1), 5));
    one(table, "segmentMin", in -> Segments.segmentMin(in.get(0), in.get(1), 5));
    one(
        table,
        "indexSet",
        in -> Scattering.indexSet(in.get(0), in.get(1), Index.positions(0, 2), Index.range(1, 4)));
    one(
        table,
        "indexAdd",
        in -> Scattering.indexAdd(in.get(0), in.get(1), Index.positions(0, 2, 0)));
  }

  private static List<Tensor> found(Found found) {
    return List.of(found.values(), found.indices());
  }

  private static void windows(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    Pool pool = Pool.of(2).stride(2, 1).padding(1);
    table.put("maxPoolWithIndices", in -> found(Pooling.maxPoolWithIndices(in.get(0), Pool.of(2))));
    one(table, "maxUnpool", in -> MaxPooling.maxUnpool(in.get(0), in.get(1), 5, 6));
    table.put(
        "adaptiveMaxPool", in -> found(MaxPooling.adaptiveMaxPoolWithIndices(in.get(0), 3, 4)));
    one(table, "unfold", in -> Patches.unfold(in.get(0), pool));
    one(table, "fold", in -> Patches.fold(in.get(0), new int[] {4, 3}, pool));
    one(
        table,
        "reduceWindow",
        in -> Patches.reduceWindow(in.get(0), pool, 0.5, seen -> Reductions.prod(seen, -1)));
  }

  private static void resizing(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    ImmutableMap<String, Resize> ways =
        ImmutableMap.<String, Resize>builder()
            .put("nearest", Resize.nearest())
            .put("nearestExact", Resize.nearestExact())
            .put("linear", Resize.linear())
            .put("linear aligned", Resize.linear().aligned())
            .put("linear antialiased", Resize.linear().antialiased())
            .put("cubic", Resize.cubic())
            .put("cubic aligned", Resize.cubic().aligned())
            .put("cubic antialiased", Resize.cubic().antialiased())
            .buildOrThrow();
    // The sides are those of the result that is told.
    ways.forEach(
        (name, how) ->
            one(
                table,
                "resize " + name,
                in ->
                    Resizing.resize(
                        in.get(0), how, in.get(1).shape().side(2), in.get(1).shape().side(3))));
    String[] between = {"nearest", "linear", "cubic"};
    String[] outside = {"zeros", "border", "reflection"};
    for (int i = 0; i < 18; i++) {
      Reading how =
          new Reading(
              List.of(Between.values()).get(i / 6),
              List.of(Outside.values()).get(i / 2 % 3),
              i % 2 == 1);
      one(
          table,
          "gridSample " + between[i / 6] + " " + outside[i / 2 % 3] + " " + i % 2,
          in -> Sampling.gridSample(in.get(0), in.get(1), how));
    }
    one(table, "affineGrid 0", in -> Sampling.affineGrid(in.get(0), false, 3, 4));
    one(table, "affineGrid 1", in -> Sampling.affineGrid(in.get(0), true, 3, 4));
  }

  private static void products(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    one(table, "tensordot", in -> TensorProducts.tensordot(in.get(0), in.get(1), 2));
    one(
        table,
        "tensordot axes",
        in -> TensorProducts.tensordot(in.get(0), in.get(1), new int[] {2, 0}, new int[] {1, -1}));
    one(table, "cross", in -> TensorProducts.cross(in.get(0), in.get(1), -1));
    one(table, "cdist", in -> TensorProducts.cdist(in.get(0), in.get(1), Norm.L2));
    one(table, "cdist 1", in -> TensorProducts.cdist(in.get(0), in.get(1), Norm.L1));
    one(table, "pdist", in -> TensorProducts.pdist(in.get(0), Norm.L2));
    for (int n : new int[] {-2, 0, 1, 5}) {
      one(table, "matrixPower " + n, in -> TensorProducts.matrixPower(in.get(0), n));
    }
    one(table, "matrixExp", in -> TensorProducts.matrixExp(in.get(0)));
    one(table, "polyval", in -> Polynomials.polyval(in.get(0), in.get(1)));
    one(table, "polymul", in -> Polynomials.polymul(in.get(0), in.get(1)));
    table.put(
        "polydiv",
        in -> {
          Polynomials.Division parts = Polynomials.polydiv(in.get(0), in.get(1));
          return List.of(parts.quotient(), parts.remainder());
        });
    one(table, "polyder", in -> Polynomials.polyder(in.get(0)));
    one(table, "polyint", in -> Polynomials.polyint(in.get(0), 7));
    one(table, "vander", in -> Polynomials.vander(in.get(0), 4));
  }

  private static void losses(
      ImmutableMap.Builder<String, Function<List<Tensor>, List<Tensor>>> table) {
    Reduce each = Reduce.NONE;
    one(
        table,
        "smoothL1Loss",
        in -> RegressionLosses.smoothL1Loss(in.get(0), in.get(1), 0.8, each));
    one(
        table,
        "gaussianNllLoss",
        in -> RegressionLosses.gaussianNllLoss(in.get(0), in.get(1), in.get(2), 1e-6, each));
    one(table, "poissonNllLoss", in -> RegressionLosses.poissonNllLoss(in.get(0), in.get(1), each));
    one(
        table,
        "marginRankingLoss",
        in -> MarginLosses.marginRankingLoss(in.get(0), in.get(1), in.get(2), 0.3, each));
    one(
        table,
        "hingeEmbeddingLoss",
        in -> MarginLosses.hingeEmbeddingLoss(in.get(0), in.get(1), 0.7, each));
    one(table, "softMarginLoss", in -> MarginLosses.softMarginLoss(in.get(0), in.get(1), each));
    for (int power = 1; power <= 2; power++) {
      int p = power;
      one(
          table,
          "multiMarginLoss " + p,
          in -> MarginLosses.multiMarginLoss(in.get(0), in.get(1), p, 1.2, each));
    }
    one(
        table,
        "multiLabelMarginLoss",
        in -> MarginLosses.multiLabelMarginLoss(in.get(0), in.get(1), each));
    one(
        table,
        "multiLabelSoftMarginLoss",
        in -> MarginLosses.multiLabelSoftMarginLoss(in.get(0), in.get(1), each));
  }

  private record Case(String name, List<Tensor> inputs, List<Tensor> results) {}

  private static Case parsed(String line) {
    JsonArray parts = JsonParser.parseString(line).getAsJsonArray();
    return new Case(
        parts.get(0).getAsString(),
        tensors(parts.get(1).getAsJsonArray()),
        tensors(parts.get(2).getAsJsonArray()));
  }

  private static List<Tensor> tensors(JsonArray list) {
    List<Tensor> tensors = new ArrayList<>();
    for (JsonElement each : list) {
      JsonArray parts = each.getAsJsonArray();
      int[] sides =
          parts.get(1).getAsJsonArray().asList().stream().mapToInt(JsonElement::getAsInt).toArray();
      double[] values =
          parts.get(2).getAsJsonArray().asList().stream()
              .mapToDouble(NumpyReferenceTest::number)
              .toArray();
      tensors.add(Tensor.wrap(values, sides).to(DType.valueOf(parts.get(0).getAsString())));
    }
    return tensors;
  }

  private static double number(JsonElement element) {
    return switch (element.getAsString()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "true" -> 1;
      case "false" -> 0;
      default -> element.getAsDouble();
    };
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(NumpyReferenceTest.class.getResourceAsStream("names.jsonl")),
                UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        cases.add(parsed(line));
      }
    }
    return cases;
  }

  private static List<Tensor> computed(Case given, List<Tensor> inputs) {
    List<Tensor> all = new ArrayList<>(inputs);
    if (given.name.startsWith("resize")) {
      all.addAll(given.results);
    }
    return Objects.requireNonNull(FUNCTIONS.get(given.name), given.name).apply(all);
  }

  @TestFactory
  List<DynamicTest> agrees() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    TreeSet<String> seen = new TreeSet<>();
    for (Case given : cases()) {
      seen.add(given.name);
      tests.add(DynamicTest.dynamicTest(given.name, () -> assertAgrees(given)));
    }
    assertThat(seen).containsExactlyElementsOf(new TreeSet<>(FUNCTIONS.keySet()));
    return tests;
  }

  /** What ONNX's reference computes with weights of single precision. */
  private static boolean isSingle(String name) {
    return name.startsWith("gridSample") || name.startsWith("resize cubic");
  }

  private static void assertAgrees(Case given) {
    List<Tensor> results = computed(given, given.inputs);
    assertThat(results).hasSameSizeAs(given.results);
    for (int k = 0; k < results.size(); k++) {
      Tensor expected = given.results.get(k);
      assertThat(results.get(k).shape()).isEqualTo(expected.shape());
      assertThat(results.get(k).dtype()).isEqualTo(expected.dtype());
      double[] actual = results.get(k).to(DType.FLOAT64).toDoubleArray();
      double[] exact = expected.to(DType.FLOAT64).toDoubleArray();
      double slack = isSingle(given.name) ? 5e-6 : 1e-13;
      for (int i = 0; i < exact.length; i++) {
        boolean near =
            Double.compare(actual[i] + 0.0, exact[i] + 0.0) == 0
                || Math.abs(actual[i] - exact[i]) <= slack + 4e-15 * Math.abs(exact[i]);
        assertThat(near)
            .as("result %s, element %s: %s, not %s", k, i, actual[i], exact[i])
            .isTrue();
      }
    }
  }

  /** What is known only when it runs: how many different numbers there are. */
  private static final List<String> NOT_RECORDED = List.of("unique", "uniqueConsecutive");

  @Test
  void inAProgramTheyGiveTheSameBits() throws IOException {
    int compared = 0;
    for (Case given : cases()) {
      if (!given.inputs.isEmpty() && !NOT_RECORDED.contains(given.name)) {
        List<Tensor> results = computed(given, given.inputs);
        Spec[] specs =
            Iterables.toArray(Iterables.transform(given.inputs, Tensor::spec), Spec.class);
        Function<List<Tensor>, List<Tensor>> f = in -> computed(given, in);
        List<Tensor> compiled = Program.of(f, specs).run(given.inputs);
        for (int i = 0; i < results.size(); i++) {
          assertThat(compiled.get(i).spec()).as(given.name).isEqualTo(results.get(i).spec());
          assertThat(compiled.get(i).to(DType.FLOAT64).toDoubleArray())
              .as(given.name)
              .isEqualTo(results.get(i).to(DType.FLOAT64).toDoubleArray());
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(150);
  }
}
