package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  @Property(tries = 60)
  void whatIsTakenKeepsItsDerivatives(@ForAll("anySingular") Singular singular) {
    Tensor x = Tensor.of(0.25, 0.75);
    Tensor u = Tensor.of(-3.0, 2);
    UnaryOperator<Tensor> chosen =
        in -> Selection.where(in.lt(10), singular.f.apply(in), Double.NaN);
    Map<String, double[]> plain = derivatives(singular.f, x, u);
    derivatives(chosen, x, u)
        .forEach((name, derivative) -> assertThat(derivative).isEqualTo(plain.get(name)));
  }

  /** The derivatives of sum(f) along u, of three orders, by both modes in every mixture. */
  private static Map<String, double[]> derivatives(UnaryOperator<Tensor> f, Tensor x, Tensor u) {
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
}
