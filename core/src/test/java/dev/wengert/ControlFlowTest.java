package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that numbers end, choices, and running combinations, against what Java does. */
class ControlFlowTest {

  private static final Elementwise SIN = Elementwise.of("sin", x -> Expression.sin(x));
  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));

  private final Random random = Seeds.random(1512);

  private record Growth(Tensor size, Tensor trips) {}

  /** Multiplies by x + 1 until that is 10: x + 1 to the power of some n, which is counted. */
  private static Growth grown(Tensor x, int mostTrips) {
    UnaryOperator<Growth> body = s -> new Growth(s.size().times(x.plus(1)), s.trips().plus(1));
    Function<Growth, Tensor> condition = s -> s.size().lt(10);
    Growth first = new Growth(Tensor.scalar(1.0), Tensor.scalar(0));
    return mostTrips < 0
        ? ControlFlow.whileLoop(condition, body, first)
        : ControlFlow.whileLoop(condition, body, first, mostTrips);
  }

  private static int trips(double x) {
    int n = 0;
    for (double size = 1; size < 10; size *= x + 1) {
      n++;
    }
    return n;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 20})
  void aLoopGoesOnAsLongAsItsConditionHolds(double x) {
    int n = trips(x);
    for (int mostTrips : new int[] {-1, n, 50}) {
      Growth found = grown(Tensor.scalar(x), mostTrips);
      assertThat(found.trips().item()).isEqualTo(n);
      assertThat(found.size().item()).isCloseTo(Math.pow(x + 1, n), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1, 20})
  void aLoopHasTheDerivativesOfWhatItDid(double at) {
    int n = trips(at);
    double slope = n * Math.pow(at + 1, n - 1);
    double curvature = n * (n - 1) * Math.pow(at + 1, n - 2);
    Tensor x = Tensor.scalar(at);
    Tensor one = Tensor.scalar(1.0);
    for (int mostTrips : new int[] {-1, n, 50}) {
      Function<Tensor, Tensor> f = in -> grown(in, mostTrips).size();
      Function<Tensor, Tensor> pushed = in -> Autodiff.jvp(f, in, one).tangent();
      close(pushed.apply(x), slope);
      close(Autodiff.jvp(pushed, x, one).tangent(), curvature);
      if (mostTrips >= 0) {
        close(Autodiff.grad(f, x), slope);
        close(Autodiff.grad(in -> Autodiff.grad(f, in), x), curvature);
        close(Autodiff.hvp(f, x, one), curvature);
        close(Autodiff.grad(pushed, x), curvature);
      }
    }
  }

  private static void close(Tensor found, double expected) {
    assertThat(found.item()).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void aMappedLoopGoesOnUntilAllAreDone() {
    double[] numbers = {0.1, 20, 0.5, 1};
    Tensor x = Tensor.of(numbers);
    Growth found = Autodiff.vmap(in -> grown(in, -1), x);
    Tensor slopes = Autodiff.vmap(Autodiff.grad(in -> grown(in, 60).size()), x);
    Tensor twice = Autodiff.vmap(Autodiff.grad(Autodiff.grad(in -> grown(in, 60).size())), x);
    Tensor outer = Autodiff.grad(in -> Samples.sum(Autodiff.vmap(e -> grown(e, 60).size(), in)), x);
    for (int i = 0; i < numbers.length; i++) {
      int n = trips(numbers[i]);
      assertThat(found.trips().at(i)).isEqualTo(n);
      close(found.size().get(i), Math.pow(numbers[i] + 1, n));
      close(slopes.get(i), n * Math.pow(numbers[i] + 1, n - 1));
      close(outer.get(i), n * Math.pow(numbers[i] + 1, n - 1));
      close(twice.get(i), n * (n - 1) * Math.pow(numbers[i] + 1, n - 2));
    }
    assertThat(Autodiff.vmap(in -> grown(in, -1).size(), Tensor.zeros(DType.FLOAT64, 0)).size())
        .isZero();
    assertThat(
            Autodiff.vmap(Autodiff.grad(in -> grown(in, 60).size()), Tensor.zeros(DType.FLOAT64, 0))
                .size())
        .isZero();
  }

  @Test
  void saysWhatIsWrongWithALoop() {
    Tensor x = Tensor.scalar(0.1);
    assertThatThrownBy(() -> grown(x, 24))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "whileLoop: the condition still holds after 24 trips, which was said to be the most;"
                + " give a larger bound, or a condition that ends");
    assertThatThrownBy(() -> Autodiff.vmap(in -> grown(in, 24).size(), Tensor.of(0.1, 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("whileLoop: the condition still holds after 24 trips");
    assertThatThrownBy(() -> Autodiff.grad(in -> grown(in, -1).size(), x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "whileLoop: the backward walk reaches a loop that has no bound on its trips; give the"
                + " most there can be, or use forward mode (jvp)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grown(x, -2).size().plus(ControlFlow.whileLoop(s -> s, s -> s, x)))
        .withMessage("whileLoop: the condition is FLOAT64[]; return one truth value, BOOL[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.whileLoop(s -> s.lt(1), s -> s.to(DType.FLOAT32), x))
        .withMessage(
            "whileLoop: the state changes: it is FLOAT64[] at first and FLOAT32[] after a step;"
                + " return it with the dtype and shape that it has");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.whileLoop(s -> s.lt(1), s -> s, x, -1))
        .withMessage("whileLoop: the bound on trips is negative: -1; give 0 or more");
  }

  // Choices

  /** log x where x is at least 1, else w x - w. */
  private static Tensor chosen(Tensor x, Tensor w) {
    return ControlFlow.cond(x.ge(1), LOG::apply, in -> in.times(w).minus(w), x);
  }

  @Test
  void oneOfTwoRunsAndHasItsDerivatives() {
    Tensor w = Tensor.scalar(3.0);
    for (double at : new double[] {0.25, 1, 4}) {
      boolean isLog = at >= 1;
      Tensor x = Tensor.scalar(at);
      close(chosen(x, w), isLog ? Math.log(at) : 3 * at - 3);
      close(Autodiff.grad(in -> chosen(in, w), x), isLog ? 1 / at : 3);
      close(Autodiff.grad(in -> chosen(x, in), w), isLog ? 0 : at - 1);
      close(Autodiff.jvp(in -> chosen(in, w), x, w).tangent(), isLog ? 3 / at : 9);
      close(Autodiff.hessian(in -> chosen(in, w), x), isLog ? -1 / (at * at) : 0);
      close(Autodiff.grad(in -> Autodiff.grad(v -> chosen(x, v), in), w), 0);
      close(Autodiff.grad(in -> Autodiff.grad(v -> chosen(in, v), w), x), isLog ? 0 : 1);
    }
  }

  @Test
  void aMappedChoiceTakesOfBoth() {
    Tensor w = Tensor.scalar(3.0);
    Tensor x = Tensor.of(0.25, 0, 1, 4);
    Samples.assertClose(
        Autodiff.vmap(in -> chosen(in, w), x), Tensor.of(0.75 - 3, -3, 0, Math.log(4)), 1e-15);
    Samples.assertClose(
        Autodiff.vmap(Autodiff.grad(in -> chosen(in, w)), x), Tensor.of(3.0, 3, 1, 0.25), 1e-15);
    Samples.assertClose(
        Autodiff.grad(in -> Samples.sum(Autodiff.vmap(e -> chosen(e, w), in)), x),
        Tensor.of(3.0, 3, 1, 0.25),
        1e-15);
    // The truth value is the same for all.
    Samples.assertClose(
        Autodiff.vmap(in -> ControlFlow.cond(w.lt(0), LOG::apply, in2 -> in2.times(w), in), x),
        x.times(3),
        1e-15);
  }

  private static Tensor switched(Tensor number, Tensor x) {
    List<Function<Tensor, Tensor>> branches =
        List.of(SIN::apply, in -> in.times(in), in -> Tensor.scalar(7.0));
    return ControlFlow.switchCase(number, branches, x);
  }

  @Test
  void oneOfManyRuns() {
    Tensor x = Tensor.scalar(0.5);
    double[] values = {Math.sin(0.5), 0.25, 7};
    double[] slopes = {Math.cos(0.5), 1, 0};
    double[] curvatures = {-Math.sin(0.5), 2, 0};
    for (int i = 0; i < 3; i++) {
      Tensor number = Tensor.scalar(i);
      close(switched(number, x), values[i]);
      close(Autodiff.grad(in -> switched(number, in), x), slopes[i]);
      close(Autodiff.jvp(in -> switched(number, in), x, x).tangent(), slopes[i] / 2);
      close(Autodiff.hessian(in -> switched(number, in), x), curvatures[i]);
    }
    Tensor numbers = Tensor.of(2, 0, 1, 0);
    Samples.assertClose(
        Autodiff.vmap(in -> switched(in, x), numbers),
        Tensor.of(7, values[0], values[1], values[0]),
        1e-15);
    Samples.assertClose(
        Autodiff.vmap(number -> Autodiff.grad(in -> switched(number, in), x), numbers),
        Tensor.of(0, slopes[0], 1, slopes[0]),
        1e-15);
  }

  @Test
  void saysWhatIsWrongWithAChoice() {
    Tensor x = Tensor.scalar(0.5);
    assertThatThrownBy(() -> switched(Tensor.scalar(3), x))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("switchCase: the number at [] is out of range: 3 of 3 branches; give 0 to 2");
    assertThatThrownBy(() -> Autodiff.vmap(in -> switched(in, x), Tensor.of(0, -1)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("switchCase: the number at [1] is out of range: -1 of 3 branches; give 0 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> switched(x, x))
        .withMessage("switchCase: the number is FLOAT64[]; give one whole number, INT32[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.switchCase(Tensor.scalar(0), List.of(), x))
        .withMessage("switchCase: there is no branch; give at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.cond(x, SIN::apply, SIN::apply, x))
        .withMessage("cond: the predicate is FLOAT64[]; give one truth value, BOOL[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.cond(x.gt(0), SIN::apply, in -> in.reshape(1), x))
        .withMessage(
            "cond: the branches differ: that for false returns FLOAT64[1], and that for true"
                + " returns FLOAT64[]; let each return the same dtypes and shapes in the same"
                + " structure");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ControlFlow.switchCase(
                    Tensor.scalar(0), List.of(in -> List.of(in), in -> List.of(in, in)), x))
        .withMessageStartingWith(
            "switchCase: the branches differ: branch 0 returns 0 FLOAT64[], and branch 1 returns"
                + " 0 FLOAT64[], 1 FLOAT64[]; ");
    assertThatThrownBy(() -> ControlFlow.cond(x.gt(0), in -> in.times(in.item()), SIN::apply, x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(": a value is read in a function of cond, which is written down");
  }

  // Running combinations

  private record Line(Tensor slope, Tensor shift) {

    /** The other line behind this one. */
    Line then(Line next) {
      return new Line(next.slope.times(slope), next.slope.times(shift).plus(next.shift));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 13, 100})
  void runningCombinationsAreThoseOfALoop(int length) {
    Line rows = new Line(Samples.normal(random, length, 3), Samples.normal(random, length, 3));
    for (boolean isReversed : new boolean[] {false, true}) {
      Function<Line, Line> f = in -> ControlFlow.associativeScan(Line::then, in, isReversed);
      Function<Line, Line> loop =
          in ->
              ControlFlow.scan(
                      (Line sum, Line row) -> {
                        Line next = sum.then(row);
                        return new ControlFlow.Step<>(next, next);
                      },
                      new Line(Tensor.ones(DType.FLOAT64, 3), Tensor.zeros(DType.FLOAT64, 3)),
                      in,
                      isReversed ? Scan.backwards() : Scan.forwards())
                  .outputs();
      Line found = f.apply(rows);
      Line expected = loop.apply(rows);
      Samples.assertClose(found.slope(), expected.slope(), 1e-12);
      Samples.assertClose(found.shift(), expected.shift(), 1e-12);
      Line one = Autodiff.grad(in -> Samples.sum(f.apply(in).shift().pow(2)), rows);
      Line two = Autodiff.grad(in -> Samples.sum(loop.apply(in).shift().pow(2)), rows);
      Samples.assertClose(one.slope(), two.slope(), 1e-9);
      Samples.assertClose(one.shift(), two.shift(), 1e-9);
    }
  }

  @Test
  void runningCombinationsOfNoRowsAreNone() {
    Tensor none = Tensor.zeros(DType.FLOAT64, 0, 2);
    assertThat(ControlFlow.associativeScan(Tensor::plus, none).spec()).isEqualTo(none.spec());
  }

  @Test
  void saysWhatIsWrongWithACombination() {
    Tensor x = Tensor.of(1.0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.associativeScan((a, b) -> a, List.of()))
        .withMessage("associativeScan: there is no tensor to combine; give at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ControlFlow.associativeScan((a, b) -> a, List.of(x, Tensor.of(1.0, 2, 3))))
        .withMessage(
            "associativeScan: the first axes differ: the tensor 1 is [3], and the first tensor [2];"
                + " give each as many rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlFlow.associativeScan((a, b) -> a.reshape(1), x))
        .withMessage(
            "associativeScan: a row changes: it is FLOAT64[] at first and FLOAT64[1] after a step;"
                + " return it with the dtype and shape that it has");
  }

  @Test
  void namesAFunctionThatReturnsNothing() {
    Tensor x = Tensor.of(1.0, 2.0);
    assertThatNullPointerException()
        .isThrownBy(() -> ControlFlow.whileLoop((Tensor s) -> null, s -> s, x))
        .withMessage("whileLoop: the condition returned null; return one truth value, BOOL[]");
    assertThatNullPointerException()
        .isThrownBy(() -> ControlFlow.scan((Tensor c, Tensor row) -> null, Tensor.scalar(0.0), x))
        .withMessage("scan: the body returned null; return a Step of the carry and an output");
    String nothing =
        "structure: it is null, of which nothing can be made; give or return a tensor, or a list, a"
            + " map or a record of them";
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.vjp(a -> null, x))
        .withMessage(nothing);
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.grad((Tensor a) -> null, x))
        .withMessage("grad: the function's value is null; return a scalar");
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.valueGradAndAux((Tensor a) -> null, x))
        .withMessage("grad: the function returned null; return a scalar and what else there is");
  }
}
