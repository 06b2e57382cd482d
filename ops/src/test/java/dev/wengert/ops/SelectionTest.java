package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {

  /** A function, and a point where it or one of its derivatives is infinite or NaN. */
  record Singular(String name, UnaryOperator<Tensor> f, double at) {
    @Override
    public String toString() {
      return name + " at " + at;
    }
  }

  static List<Singular> singular() {
    return List.of(
        new Singular("log", Elementary::log, 0),
        new Singular("log", Elementary::log, -1),
        new Singular("log1p", Elementary::log1p, -1),
        new Singular("sqrt", Elementary::sqrt, 0),
        new Singular("sqrt", Elementary::sqrt, -2),
        new Singular("rsqrt", Elementary::rsqrt, 0),
        new Singular("reciprocal", Elementary::reciprocal, 0),
        new Singular("x^0.5", x -> x.pow(0.5), 0),
        // The value and the slope are finite, the curvature is not.
        new Singular("x^1.5", x -> x.pow(1.5), 0),
        new Singular("x sqrt(x)", x -> x.times(Elementary.sqrt(x)), 0),
        new Singular("x^2.5", x -> x.pow(2.5), 0),
        new Singular("x log x", x -> x.times(Elementary.log(x)), 0),
        new Singular("asin", Elementary::asin, 1),
        new Singular("acos", Elementary::acos, -1),
        new Singular("tan(1/x)", x -> Elementary.tan(Elementary.reciprocal(x)), 0),
        new Singular("exp", Elementary::exp, 1000),
        new Singular("exp(exp)", x -> Elementary.exp(Elementary.exp(x)), 9),
        new Singular("sqrt(log)", x -> Elementary.sqrt(Elementary.log(x)), 0.5),
        new Singular("log(sqrt)", x -> Elementary.log(Elementary.sqrt(x)), 0),
        new Singular("atan2", x -> Elementary.atan2(x, x.times(2)), 0),
        new Singular("hypot", x -> Elementary.hypot(x, x), 0),
        new Singular("x / x", x -> x.div(x), 0),
        new Singular("norm of each", x -> Reductions.norm(x.reshape(-1, 1), Norm.of(1.5), 1), 0),
        new Singular("infinity", x -> x.times(Double.POSITIVE_INFINITY), 0),
        new Singular("NaN", x -> x.times(Double.NaN), 0));
  }

  /** Where the point is not taken every derivative is 0 there, and elsewhere as without where. */
  @ParameterizedTest
  @MethodSource("singular")
  void nothingOfTheOtherBranchReachesADerivative(Singular singular) {
    for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
      Tensor x = Tensor.of(singular.at, 0.75, singular.at).to(dtype);
      Tensor u = Tensor.of(-3.0, 2, 0.5).to(dtype);
      derivatives(where(singular), x, u)
          .forEach(
              (name, derivative) -> {
                assertThat(derivative[0]).as(singular + " " + dtype + " " + name).isZero();
                assertThat(derivative[2]).as(singular + " " + dtype + " " + name).isZero();
              });
    }
  }

  private static UnaryOperator<Tensor> where(Singular singular) {
    return x -> {
      Tensor taken = x.eq(0.75);
      Tensor first = Selection.where(taken, singular.f.apply(x), x.times(0));
      Tensor second = Selection.where(Comparisons.not(taken), 0.0, singular.f.apply(x));
      return first.plus(second);
    };
  }

  @Provide
  Arbitrary<Singular> anySingular() {
    return Arbitraries.of(singular());
  }

  /** Where the point is taken by no element, the choice changes no derivative. */
  @Property(tries = 60, seed = "71")
  void whatIsTakenKeepsItsDerivatives(@ForAll("anySingular") Singular singular) {
    Tensor x = Tensor.of(0.25, 0.75);
    Tensor u = Tensor.of(-3.0, 2);
    UnaryOperator<Tensor> chosen =
        in -> Selection.where(in.lt(10), singular.f.apply(in), Double.NaN);
    Map<String, double[]> plain = derivatives(singular.f, x, u);
    derivatives(chosen, x, u)
        .forEach((name, derivative) -> assertThat(derivative).isEqualTo(plain.get(name)));
  }

  /** A function of a stack, and what stands first in it: its value or slope is NaN or infinite. */
  record SingularRow(
      String name, int orders, UnaryOperator<Tensor> f, Tensor first, Tensor second) {
    @Override
    public String toString() {
      return name + " at " + first.toList();
    }
  }

  private static SingularRow row(String name, UnaryOperator<Tensor> f, double... first) {
    double[] second = {0.5, 1.25, 2, 0.75};
    return new SingularRow(
        name,
        3,
        f,
        Tensor.wrap(first, 1, first.length),
        Tensor.wrap(Arrays.copyOf(second, first.length), 1, first.length));
  }

  private static SingularRow matrix(
      String name, int orders, UnaryOperator<Tensor> f, double... first) {
    return new SingularRow(
        name,
        orders,
        x -> f.apply(x).reshape(x.shape().side(0), 1, -1),
        Tensor.wrap(first, 1, 2, 2),
        Tensor.wrap(new double[] {1.5, 0.5, -0.25, 2}, 1, 2, 2));
  }

  private static Tensor weights() {
    return Tensor.of(new double[][] {{1, -2, 3}, {0.5, 3, -1}, {2, 1, 1}});
  }

  /** In what mixes the elements of a row, log makes a NaN of -1 and an infinity of 0. */
  static List<SingularRow> singularRows() {
    UnaryOperator<Tensor> log = Elementary::log;
    Tensor infinite = Tensor.of(new double[][] {{1, 2, 1 / 0.0}, {2, 3, 1}, {4, 5, 6}});
    Conv same = Conv.same();
    return List.of(
        row("max", x -> Reductions.max(log.apply(x), true, 1), -1, 2, 3),
        row("min", x -> Reductions.min(log.apply(x), true, 1), -1, 0, 3),
        row(
            "largest norm",
            x -> Reductions.norm(log.apply(x), Norm.of(1 / 0.0), true, 1),
            -1,
            0,
            3),
        row("sum", x -> Reductions.sum(log.apply(x), true, 1), -1, 0, 3),
        row("prod", x -> Reductions.prod(log.apply(x), true, 1), -1, 0, 3),
        row("cumprod", x -> Reductions.cumprod(log.apply(x), 1), -1, 0, 3),
        row("cumsum", x -> Reductions.cumsum(log.apply(x), 1), -1, 0, 3),
        row("std", x -> Reductions.std(x, true, 1), 2, 2, 2),
        row("norm", x -> Reductions.norm(x, Norm.L2, true, 1), 0, 0, 0),
        row("norm of order 3", x -> Reductions.norm(log.apply(x), Norm.of(3), true, 1), 0, 1, -1),
        row("softmax of NaN", x -> Activations.softmax(log.apply(x), 1), -1, 2, 3),
        row("softmax of -infinity", x -> Activations.softmax(log.apply(x), 1), 0, 0, 0),
        row(
            "softmax of infinity",
            x -> Activations.softmax(log.apply(x.minus(4)), 1),
            1 / 0.0,
            5,
            6),
        row("log softmax", x -> Activations.logSoftmax(log.apply(x), 1), 0, 0, 0),
        row("logSumExp", x -> Reductions.logSumExp(log.apply(x), true, 1), 0, 0, 0),
        row("logSumExp of NaN", x -> Reductions.logSumExp(log.apply(x), true, 1), -1, 0, 0),
        row("sort", x -> Indexing.sort(log.apply(x), 1), -1, 0, 3),
        row(
            "layerNorm",
            x ->
                Normalization.layerNorm(
                    log.apply(x),
                    weights().get(Index.all(), Index.at(0)),
                    weights().get(Index.all(), Index.at(1)),
                    1e-5),
            -1,
            0,
            3),
        row("product by rows", x -> log.apply(x).matmul(weights()), -1, 0, 3),
        row("product with infinities", x -> x.matmul(infinite), 0, 0, 3),
        row(
            "product transposed",
            x -> weights().transpose().matmul(log.apply(x).transpose()).transpose(),
            -1,
            0,
            3),
        row(
            "einsum",
            x -> LinearAlgebra.einsum("bi,ij,bi->bj", log.apply(x), weights(), x),
            -1,
            0,
            3),
        row(
            "conv1d",
            x ->
                Convolutions.conv1d(
                        log.apply(x).reshape(-1, 1, 3), Tensor.ones(DType.FLOAT64, 1, 1, 3), same)
                    .reshape(-1, 3),
            -1,
            0,
            3),
        row(
            "attention",
            x -> {
              Tensor rows = log.apply(x).reshape(-1, 3, 1);
              return Attention.scaledDotProductAttention(rows, rows, rows).reshape(-1, 3);
            },
            -1,
            0,
            3),
        row(
            "maxPool1d",
            x -> Pooling.maxPool(log.apply(x).reshape(-1, 1, 4), Pooling.Pool.of(4)).reshape(-1, 1),
            -1,
            0,
            3,
            1),
        matrix("det", 2, LinearAlgebra::det, 1, 2, 2, 4),
        matrix("det of NaN", 2, x -> LinearAlgebra.det(log.apply(x)), 0, -1, 2, 3),
        matrix("logdet", 3, LinearAlgebra::logdet, 1, 2, 2, 4),
        matrix("slogdet", 3, x -> LinearAlgebra.slogdet(x).logarithm(), 0, 0, 0, 0),
        matrix(
            "solution",
            3,
            x ->
                LinearAlgebra.solve(
                    Tensor.of(new double[][] {{2, 1}, {1, 3}}),
                    log.apply(x).get(Index.all(), Index.all(), Index.range(0, 1))),
            0,
            1,
            2,
            3));
  }

  /**
   * Where the first of a stack is not taken every derivative is 0 there, and that of the second is
   * as if it stood alone.
   */
  @ParameterizedTest
  @MethodSource("singularRows")
  void nothingOfARowThatIsNotTakenReachesADerivative(SingularRow singular) {
    Tensor x = Shapes.concat(0, singular.first, singular.second);
    Tensor u = x.times(0).plus(Creation.linspace(-1, 2, x.size()).reshape(x.shape()));
    u = Selection.where(Comparisons.isFinite(u), u, 1);
    Tensor second = u.get(Index.range(1, 2));
    Map<String, double[]> alone = derivatives(singular.orders, singular.f, singular.second, second);
    UnaryOperator<Tensor> chosen =
        in -> {
          Tensor all = singular.f.apply(in);
          int[] sides = all.shape().sides();
          Arrays.fill(sides, 1);
          sides[0] = 2;
          return Selection.where(Tensor.of(false, true).reshape(sides), all, 0);
        };
    derivatives(singular.orders, chosen, x, u)
        .forEach(
            (name, derivative) -> {
              double[] expected = Objects.requireNonNull(alone.get(name));
              int n = expected.length;
              int from = derivative.length - n;
              assertThat(Arrays.stream(derivative, 0, from))
                  .as(singular + " " + name)
                  .allMatch(value -> value == 0);
              assertThat(Arrays.copyOfRange(derivative, from, from + n))
                  .as(singular + " " + name)
                  .containsExactly(expected, within(1e-9));
            });
  }

  /** An element of a product that is not taken brings nothing of its row and column along. */
  @Test
  void nothingOfAnElementOfAProductThatIsNotTakenReachesADerivative() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor a = Tensor.of(new double[][] {{1, 2}, {Double.NaN, 3}, {inf, 1}});
    Tensor b = Tensor.of(new double[][] {{1, 5, inf}, {2, 7, 4}});
    Tensor taken =
        Tensor.of(
            new boolean[][] {{true, true, false}, {false, false, false}, {false, false, false}});
    Function<List<Tensor>, Tensor> f =
        in -> Reductions.sum(Selection.where(taken, in.get(0).matmul(in.get(1)), 0));
    List<Tensor> gradients = Autodiff.valueAndGrad(f, List.of(a, b)).gradients();
    assertValues(gradients.get(0), sides(3, 2), 1 + 5, 2 + 7, 0, 0, 0, 0);
    assertValues(gradients.get(1), sides(2, 3), 1, 1, 0, 2, 2, 0);
    List<Tensor> u = List.of(Tensor.ones(DType.FLOAT64, 3, 2), Tensor.full(DType.FLOAT64, 3, 2, 3));
    List<Tensor> curvature = Autodiff.hvp(f, List.of(a, b), u);
    assertValues(curvature.get(0), sides(3, 2), 6, 6, 0, 0, 0, 0);
    assertValues(curvature.get(1), sides(2, 3), 1, 1, 0, 1, 1, 0);
  }

  /** What is taken keeps its NaN. */
  @Test
  void whatIsTakenOfARowKeepsItsNaN() {
    Tensor x = Tensor.of(new double[][] {{-1, 2}, {1, 2}});
    for (UnaryOperator<Tensor> f :
        List.<UnaryOperator<Tensor>>of(
            in -> Reductions.max(in, true, 1),
            in -> Activations.softmax(in, 1),
            in -> in.matmul(Tensor.of(new double[][] {{1, 2}, {3, Double.NaN}})))) {
      Tensor gradient =
          Autodiff.grad(in -> Reductions.sum(f.apply(Elementary.log(in)).times(in))).apply(x);
      assertThat(gradient.get(0, 1).item()).isNaN();
    }
  }

  /** The derivatives of sum(f) along u, of three orders, by both modes in every mixture. */
  private static Map<String, double[]> derivatives(UnaryOperator<Tensor> f, Tensor x, Tensor u) {
    return derivatives(3, f, x, u);
  }

  /** The derivatives of sum(f) along u, up to an order. */
  private static Map<String, double[]> derivatives(
      int orders, UnaryOperator<Tensor> f, Tensor x, Tensor u) {
    UnaryOperator<Tensor> gradient = Autodiff.grad(in -> Reductions.sum(f.apply(in)));
    UnaryOperator<Tensor> reverseTwice = reverse(gradient, u);
    UnaryOperator<Tensor> forwardOverReverse = forward(gradient, u);
    UnaryOperator<Tensor> tangent = forward(f, u);
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("gradient", gradient);
    all.put("tangent", tangent);
    all.put("reverse over reverse", reverseTwice);
    all.put("forward over reverse", forwardOverReverse);
    all.put("reverse over forward", reverse(tangent, u));
    all.put("forward over forward", forward(tangent, u));
    all.put("reverse, three times", reverse(reverseTwice, u));
    all.put("forward over reverse over reverse", forward(reverseTwice, u));
    all.put("reverse over forward over reverse", reverse(forwardOverReverse, u));
    all.put("forward over forward over reverse", forward(forwardOverReverse, u));
    if (orders < 3) {
      all.keySet().removeIf(name -> name.contains("three") || name.matches(".*over.*over.*"));
    }
    Map<String, double[]> values = new LinkedHashMap<>();
    all.forEach((name, derivative) -> values.put(name, derivative.apply(x).toDoubleArray()));
    return values;
  }

  private static UnaryOperator<Tensor> reverse(UnaryOperator<Tensor> f, Tensor u) {
    return Autodiff.grad(x -> Reductions.sum(f.apply(x).times(u)));
  }

  private static UnaryOperator<Tensor> forward(UnaryOperator<Tensor> f, Tensor u) {
    return x -> Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(u)).tangent();
  }

  @Test
  void choosesElementByElement() {
    Tensor condition = Tensor.of(true, false);
    assertValues(
        Selection.where(condition, Tensor.of(new double[][] {{1}, {2}}), Tensor.of(3.0, 4)),
        sides(2, 2),
        1,
        4,
        2,
        4);
    assertValues(Selection.where(condition, Tensor.of(1.0, 2), 9), sides(2), 1, 9);
    assertValues(Selection.where(condition, 9, Tensor.of(1.0, 2)), sides(2), 9, 2);
    assertThat(Selection.where(condition, Tensor.of(1, 2), Tensor.of(3, 4)).toIntArray())
        .containsExactly(1, 4);
  }

  static Stream<Tensor> empty() {
    return Stream.of(Tensor.zeros(DType.FLOAT64, 0), Tensor.zeros(DType.FLOAT32, 2, 0));
  }

  @ParameterizedTest
  @MethodSource("empty")
  void choosesNothingFromNothing(Tensor x) {
    assertThat(Selection.where(x.eq(0), x, x).spec()).isEqualTo(x.spec());
  }

  @Test
  void putsNumbersForWhatIsNone() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor x = Tensor.of(Double.NaN, inf, -inf, 2);
    assertThat(Selection.nanToNum(x, 1, 5, -5).toDoubleArray()).containsExactly(1, 5, -5, 2);
    assertThat(Selection.nanToNum(x).toDoubleArray())
        .containsExactly(0, Double.MAX_VALUE, -Double.MAX_VALUE, 2);
    assertThat(Selection.nanToNum(x.to(DType.FLOAT32)).toFloatArray())
        .containsExactly(0, Float.MAX_VALUE, -Float.MAX_VALUE, 2);
    assertThat(Autodiff.grad(e -> Reductions.sum(Selection.nanToNum(e))).apply(x).toDoubleArray())
        .containsExactly(0, 0, 0, 1);
    Tensor y = Tensor.of(Double.NaN, inf, inf, 2 + 1e-5);
    assertThat(Comparisons.isClose(x, y, 0, 1e-4).toBooleanArray())
        .containsExactly(false, true, false, true);
    assertThat(Comparisons.allClose(Tensor.of(1.0, 0), Tensor.of(1 + 9e-6, 9e-9)).item())
        .isEqualTo(1);
    assertThat(Comparisons.allClose(Tensor.of(1.0, 0), Tensor.of(1 + 2e-5, 0)).item()).isEqualTo(0);
  }

  @Test
  void anInfinityIsCloseToItselfOnly() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor x = Tensor.of(3.0, -inf, inf, inf, inf);
    Tensor y = Tensor.of(inf, inf, 3.0, inf, Double.NaN);
    for (double relative : new double[] {0, 1e-5}) {
      assertThat(Comparisons.isClose(x, y, relative, 1e-8).toBooleanArray())
          .containsExactly(false, false, false, true, false);
    }
    assertThat(Comparisons.allClose(Tensor.of(3.0), Tensor.of(inf)).item()).isEqualTo(0);
    assertThat(Comparisons.allClose(Tensor.of(inf), Tensor.of(inf)).item()).isEqualTo(1);
  }
}
