package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Values and slopes of all functions of one number, over all there are in FLOAT32 and at chosen
 * ones in FLOAT64, err by four units in the last place at most, or there is a reason.
 */
class FunctionAccuracyTest {

  private static final double ULPS = 4;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NONE = Double.NaN;

  /** Those of two numbers, which a number may stand for. */
  private static final List<String> OF_TWO =
      List.of("atan2", "hypot", "logAddExp", "maximum", "minimum", "xlog1py", "xlogy");

  private static final List<String> ALONG_AN_AXIS = List.of("glu", "softmax", "logSoftmax");

  private static final List<Class<?>> FAMILIES =
      List.of(Activations.class, Elementary.class, Logarithms.class, Thresholds.class);

  private static final ImmutableSortedMap<String, UnaryOperator<Tensor>> FUNCTIONS = functions();

  /** All public functions, element by element, of one tensor; numbers beside it are 0.75. */
  private static ImmutableSortedMap<String, UnaryOperator<Tensor>> functions() {
    Map<String, UnaryOperator<Tensor>> functions = new HashMap<>();
    for (Class<?> family : FAMILIES) {
      for (Method method : family.getDeclaredMethods()) {
        Class<?>[] types = method.getParameterTypes();
        if (Modifier.isPublic(method.getModifiers())
            && Arrays.stream(types).skip(1).allMatch(type -> type == double.class)) {
          Object[] arguments = new Object[types.length];
          Arrays.fill(arguments, 0.75);
          functions.put(
              method.getName() + (types.length > 1 ? ", 0.75" : ""), of(method, arguments));
        }
      }
    }
    return ImmutableSortedMap.copyOf(functions);
  }

  private static UnaryOperator<Tensor> of(Method method, Object[] arguments) {
    return x -> {
      Object[] all = arguments.clone();
      all[0] = x;
      try {
        return (Tensor) method.invoke(null, all);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    };
  }

  @Test
  void noFunctionIsLeftOut() throws IOException {
    TreeSet<String> names = new TreeSet<>(OF_TWO);
    FUNCTIONS.keySet().forEach(name -> names.add(name.replace(", 0.75", "")));
    TreeSet<String> all = new TreeSet<>();
    for (Class<?> family : FAMILIES) {
      all.addAll(CatalogueTest.table().get(family.getSimpleName()));
    }
    all.removeAll(ALONG_AN_AXIS);
    assertThat(names).containsExactlyElementsOf(all);
    assertThat(FUNCTIONS).hasSize(57);
    assertThat(LIMITS.keySet()).containsExactlyInAnyOrderElementsOf(FUNCTIONS.keySet());
  }

  /**
   * {@code x g(x)}: the slope is {@code g + x g'}, whose terms cancel near its root; and where g,
   * or its slope, is a subnormal number, the product has no more digits than that. The slopes of
   * entr and sinc are sums of terms that cancel too: of 1, and of 1 / x.
   */
  private static final List<String> GATED = List.of("gelu", "geluTanh", "silu", "mish");

  private static double ulps(String name, boolean slope) {
    // In 1 / cos^2 the rounding of the cosine counts twice.
    return name.equals("tan") && slope ? 6 : ULPS;
  }

  private static double ulp(double value, DType dtype) {
    return dtype == DType.FLOAT32 ? Math.ulp((float) value) : Math.ulp(value);
  }

  private static double allowed(String name, double x, double[] exact, int order, DType dtype) {
    double allowed = ulps(name, order == 1) * ulp(exact[order], dtype);
    if (GATED.contains(name) && x != 0) {
      double gate = exact[0] / x;
      allowed += order == 1 ? 2 * ULPS * ulp(gate, dtype) : 0;
      allowed += Math.min(Math.abs(x) * (2 + x * x / 4), 1e4) * ulp(0, dtype);
    }
    if (order == 1 && name.equals("entr")) {
      allowed += ULPS * ulp(1, dtype);
    }
    if (order == 1 && name.equals("sinc")) {
      allowed += ULPS * ulp(1 / x, dtype);
    }
    return allowed;
  }

  /** Compares a value (order 0) or a slope (order 1) with what is exact. */
  private static void assertNear(
      String name, double x, double actual, double[] exact, int order, DType dtype) {
    double rounded = dtype == DType.FLOAT32 ? (float) exact[order] : exact[order];
    boolean near =
        Double.compare(actual, rounded) == 0
            || Math.abs(actual - exact[order]) <= allowed(name, x, exact, order, dtype);
    if (!near) {
      throw new AssertionError(
          String.format(
              "%s of %s at %s is %s, not %s",
              order == 0 ? "the value" : "the slope", name, x, actual, exact[order]));
    }
  }

  // FLOAT32, against the same in FLOAT64

  /** All exponents with several significands, more of them where functions bend, and the ends. */
  private static float[] grid() {
    List<Float> sizes = new ArrayList<>(List.of(0f, Float.POSITIVE_INFINITY));
    Random random = new Random(7);
    for (int exponent = Float.MIN_EXPONENT - 23; exponent <= Float.MAX_EXPONENT; exponent++) {
      for (float significand : new float[] {1, 1 + 0x1p-23f, 1.25f, 1.41421f, 2 - 0x1p-23f}) {
        sizes.add(Math.scalb(significand, exponent));
      }
      sizes.add(Math.scalb(1 + random.nextFloat(), exponent));
    }
    for (int i = 0; i < 12000; i++) {
      sizes.add(random.nextFloat() * (i % 3 == 0 ? 2 : i % 3 == 1 ? 20 : 110));
    }
    float[] grid = new float[2 * sizes.size() + 1];
    for (int i = 0; i < sizes.size(); i++) {
      grid[2 * i] = sizes.get(i);
      grid[2 * i + 1] = -sizes.get(i);
    }
    grid[grid.length - 1] = Float.NaN;
    return grid;
  }

  private static final Tensor GRID = Tensor.of(grid());

  @TestFactory
  List<DynamicTest> float32AgreesWithFloat64() {
    List<DynamicTest> tests = new ArrayList<>();
    FUNCTIONS.forEach(
        (name, f) -> tests.add(DynamicTest.dynamicTest(name, () -> assertAgrees(name, f))));
    return tests;
  }

  private static void assertAgrees(String name, UnaryOperator<Tensor> f) {
    float[] x = GRID.toFloatArray();
    Tensor wide = GRID.to(DType.FLOAT64);
    double[] values = f.apply(wide).toDoubleArray();
    double[] slopes = slope(f).apply(wide).toDoubleArray();
    float[] actual = f.apply(GRID).toFloatArray();
    float[] slope = slope(f).apply(GRID).toFloatArray();
    float[] tangent = tangent(f, GRID).toFloatArray();
    for (int i = 0; i < x.length; i++) {
      double[] exact = {values[i], slopes[i]};
      assertNear(name, x[i], actual[i], exact, 0, DType.FLOAT32);
      // Outside of the domain a formula may have a slope or none.
      if (!Double.isNaN(values[i])) {
        assertNear(name, x[i], slope[i], exact, 1, DType.FLOAT32);
        assertNear(name, x[i], tangent[i], exact, 1, DType.FLOAT32);
      }
    }
    assertThat(actual[x.length - 1]).as("%s of NaN", name).isNaN();
  }

  private static UnaryOperator<Tensor> slope(UnaryOperator<Tensor> f) {
    return Autodiff.grad(x -> Reductions.sum(f.apply(x)));
  }

  private static Tensor tangent(UnaryOperator<Tensor> f, Tensor x) {
    Tensor ones = Tensor.full(x.spec(), 1);
    return Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(ones)).tangent();
  }

  // FLOAT64, against many digits

  /** Values, slopes and second derivatives computed with 1,500 bits; see {@code accuracy.py}. */
  @Test
  void float64AgreesWithManyDigits() throws IOException {
    Map<String, List<double[]>> reference = reference();
    assertThat(reference).hasSize(38);
    reference.forEach(
        (name, rows) -> {
          UnaryOperator<Tensor> f = Objects.requireNonNull(FUNCTIONS.get(name), name);
          Tensor x = Tensor.wrap(column(rows, 0), rows.size());
          double[] values = f.apply(x).toDoubleArray();
          double[] slopes = slope(f).apply(x).toDoubleArray();
          double[] tangents = tangent(f, x).toDoubleArray();
          double[] bends = slope(slope(f)).apply(x).toDoubleArray();
          for (int i = 0; i < values.length; i++) {
            double[] row = rows.get(i);
            double[] exact = {row[1], row[2]};
            assertNear(name, row[0], values[i], exact, 0, DType.FLOAT64);
            assertNear(name, row[0], slopes[i], exact, 1, DType.FLOAT64);
            assertNear(name, row[0], tangents[i], exact, 1, DType.FLOAT64);
            double scale = Math.abs(row[3]) + Math.abs(row[2]) + Double.MIN_NORMAL;
            assertThat(bends[i] == row[3] || Math.abs(bends[i] - row[3]) <= 1e-11 * scale)
                .as("second derivative of %s at %s: %s, not %s", name, row[0], bends[i], row[3])
                .isTrue();
          }
        });
  }

  private static double[] column(List<double[]> rows, int k) {
    return rows.stream().mapToDouble(row -> row[k]).toArray();
  }

  private static Map<String, List<double[]>> reference() throws IOException {
    Map<String, List<double[]>> rows = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    FunctionAccuracyTest.class.getResourceAsStream("accuracy.txt")),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        double[] row = new double[words.length - 1];
        for (int i = 0; i < row.length; i++) {
          row[i] = Double.parseDouble(words[i + 1].replace("inf", "Infinity"));
        }
        rows.computeIfAbsent(words[0], name -> new ArrayList<>()).add(row);
      }
    }
    return rows;
  }

  // At the ends

  private static double[] ends(double below, double slopeBelow, double above, double slopeAbove) {
    return new double[] {below, slopeBelow, above, slopeAbove};
  }

  /** Value and slope at -infinity, then at infinity: limits, or NaN where there is none. */
  private static final ImmutableMap<String, double[]> LIMITS =
      ImmutableMap.<String, double[]>builder()
          .put("relu", ends(0, 0, INF, 1))
          .put("relu6", ends(0, 0, 6, 0))
          .put("hardTanh", ends(-1, 0, 1, 0))
          .put("leakyRelu, 0.75", ends(-INF, 0.75, INF, 1))
          .put("sigmoid", ends(0, 0, 1, 0))
          .put("logSigmoid", ends(-INF, 1, 0, 0))
          .put("tanh", ends(-1, 0, 1, 0))
          .put("softplus", ends(0, 0, INF, 1))
          .put("softsign", ends(-1, 0, 1, 0))
          .put("elu", ends(-1, 0, INF, 1))
          .put("elu, 0.75", ends(-0.75, 0, INF, 1))
          .put("selu", ends(-1.0507009873554805 * 1.6732632423543772, 0, INF, 1.0507009873554805))
          .put("silu", ends(0, 0, INF, 1))
          .put("mish", ends(0, 0, INF, 1))
          .put("hardSwish", ends(0, 0, INF, 1))
          .put("gelu", ends(0, 0, INF, 1))
          .put("geluTanh", ends(0, 0, INF, 1))
          .put("exp", ends(0, 0, INF, INF))
          .put("expm1", ends(-1, 0, INF, INF))
          .put("log", ends(NONE, NONE, INF, 0))
          .put("log1p", ends(NONE, NONE, INF, 0))
          .put("log2", ends(NONE, NONE, INF, 0))
          .put("log10", ends(NONE, NONE, INF, 0))
          .put("sqrt", ends(NONE, NONE, INF, 0))
          .put("rsqrt", ends(NONE, NONE, 0, 0))
          .put("reciprocal", ends(0, 0, 0, 0))
          .put("square", ends(INF, -INF, INF, INF))
          .put("abs", ends(INF, -1, INF, 1))
          .put("sign", ends(-1, 0, 1, 0))
          .put("floor", ends(-INF, 0, INF, 0))
          .put("ceil", ends(-INF, 0, INF, 0))
          .put("round", ends(-INF, 0, INF, 0))
          .put("maximum, 0.75", ends(0.75, 0, INF, 1))
          .put("minimum, 0.75", ends(-INF, 1, 0.75, 0))
          .put("clamp, 0.75", ends(0.75, 0, 0.75, 0))
          .put("sin", ends(NONE, NONE, NONE, NONE))
          .put("cos", ends(NONE, NONE, NONE, NONE))
          .put("tan", ends(NONE, NONE, NONE, NONE))
          .put("asin", ends(NONE, NONE, NONE, NONE))
          .put("acos", ends(NONE, NONE, NONE, NONE))
          .put("atan", ends(-Math.PI / 2, 0, Math.PI / 2, 0))
          .put("sinh", ends(-INF, INF, INF, INF))
          .put("cosh", ends(INF, -INF, INF, INF))
          .put("asinh", ends(-INF, 0, INF, 0))
          .put("acosh", ends(NONE, NONE, INF, 0))
          .put("atanh", ends(NONE, NONE, NONE, NONE))
          .put("erf", ends(-1, 0, 1, 0))
          .put("sinc", ends(0, 0, 0, 0))
          .put("cbrt", ends(-INF, 0, INF, 0))
          .put("celu, 0.75", ends(-0.75, 0, INF, 1))
          .put("hardSigmoid", ends(0, 0, 1, 0))
          .put("hardShrink, 0.75", ends(-INF, 1, INF, 1))
          .put("softShrink, 0.75", ends(-INF, 1, INF, 1))
          .put("threshold, 0.75", ends(0.75, 0, INF, 1))
          .put("entr", ends(-INF, 0, -INF, -INF))
          .put("logit", ends(NONE, NONE, NONE, NONE))
          .put("log1mExp", ends(0, 0, NONE, NONE))
          .buildOrThrow();

  @Test
  void atInfinityThereAreTheLimits() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tensor x = Tensor.of(-INF, INF).to(dtype);
      FUNCTIONS.forEach(
          (name, f) -> {
            double[] values = f.apply(x).to(DType.FLOAT64).toDoubleArray();
            double[] slopes = slope(f).apply(x).to(DType.FLOAT64).toDoubleArray();
            double[] ends = Objects.requireNonNull(LIMITS.get(name), name);
            for (int i = 0; i < 2; i++) {
              double at = i == 0 ? -INF : INF;
              // Here a zero is a zero.
              double[] exact = {ends[2 * i], ends[2 * i + 1]};
              assertNear(name, at, values[i] + 0.0, exact, 0, dtype);
              if (!Double.isNaN(exact[0])) {
                assertNear(name, at, slopes[i] + 0.0, exact, 1, dtype);
              }
            }
          });
    }
  }
}
