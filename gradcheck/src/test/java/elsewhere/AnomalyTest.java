package elsewhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.expression.Expression;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Outside of the library, as a user's code is: the line that is named must be one of these. */
class AnomalyTest {

  private static final Elementwise LOG = Elementwise.of("log", x -> Expression.log(x));
  private static final Elementwise SQRT = Elementwise.of("sqrt", x -> Expression.sqrt(x));

  private static Tensor logOf(Tensor x) {
    return LOG.apply(x); // the line of the fault
  }

  private static Tensor rootOf(Tensor x) {
    return SQRT.apply(x); // the line of the other fault
  }

  private static Tensor powerOf(Tensor x) {
    return x.pow(1.5); // its slope at 0 is finite, its curvature is not
  }

  @Test
  void findsTheFirstFaultOfAForwardComputation() {
    assertThatThrownBy(
            () ->
                Autodiff.detectAnomaly(
                    in -> logOf(in.get(0).minus(2)).plus(1).times(0),
                    List.of(Tensor.of(3.0, 1, 2))))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "detectAnomaly: log made the first NaN: input 0 is FLOAT64[3] in [-1.0, 1.0]; recorded"
                + " at ")
        .hasMessageContaining("AnomalyTest.logOf(AnomalyTest.java:")
        .hasMessageEndingWith("; keep the operation's inputs inside its domain");
  }

  @Test
  void findsTheFirstFaultOfABackwardWalk() {
    assertThatThrownBy(
            () ->
                Autodiff.detectAnomaly(
                    in -> Autodiff.grad(x -> Sum.of(rootOf(x), false)).apply(in.get(0)),
                    List.of(Tensor.of(4.0, 0))))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "detectAnomaly: the pullback of sqrt made the first infinity: in sqrt.pullback0,")
        .hasMessageContaining("in [0.0, 2.0]")
        .hasMessageContaining("AnomalyTest.rootOf(AnomalyTest.java:");
  }

  /** The inner tape's walk makes the fault. */
  @Test
  void namesTheForwardLineInsideNestedTapes() {
    assertFaultOfSecondOrder(
        AnomalyTest::rootOf,
        "detectAnomaly: the pullback of sqrt made the first infinity: in sqrt.pullback0,",
        "AnomalyTest.rootOf(AnomalyTest.java:");
  }

  /** The inner walk is finite; the outer one, of what the inner one recorded, makes the fault. */
  @Test
  void namesTheForwardLineOfAPullbackOfAPullback() {
    assertFaultOfSecondOrder(
        AnomalyTest::powerOf,
        "detectAnomaly: the pullback of pow.pullback0 made the first infinity:",
        "AnomalyTest.powerOf(AnomalyTest.java:");
  }

  private static void assertFaultOfSecondOrder(
      UnaryOperator<Tensor> f, String message, String line) {
    UnaryOperator<Tensor> gradient = Autodiff.grad(x -> Sum.of(f.apply(x), false));
    UnaryOperator<Tensor> second = Autodiff.grad(x -> Sum.of(gradient.apply(x), false));
    assertThatThrownBy(
            () -> Autodiff.detectAnomaly(in -> second.apply(in.get(0)), List.of(Tensor.of(4.0, 0))))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining(line);
  }

  /** Forward mode inside, reverse mode outside; and the other way round. */
  @Test
  void namesTheForwardLineUnderForwardMode() {
    UnaryOperator<Tensor> gradient = Autodiff.grad(x -> Sum.of(powerOf(x), false));
    Tensor zero = Tensor.of(4.0, 0);
    Tensor one = Tensor.of(1.0, 1);
    assertThatThrownBy(
            () ->
                Autodiff.detectAnomaly(
                    in -> Autodiff.jvp(x -> gradient.apply(x.get(0)), in, List.of(one)).tangent(),
                    List.of(zero)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("AnomalyTest.powerOf(AnomalyTest.java:");
    assertThatThrownBy(
            () ->
                Autodiff.detectAnomaly(
                    in ->
                        Autodiff.grad(
                                outer ->
                                    Sum.of(
                                        Autodiff.jvp(
                                                x -> powerOf(x.get(0)),
                                                List.of(outer),
                                                List.of(one))
                                            .tangent(),
                                        false))
                            .apply(in.get(0)),
                    List.of(zero)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("AnomalyTest.powerOf(AnomalyTest.java:");
  }

  @Test
  void letsFiniteComputationsPass() {
    Tensor gradient =
        Autodiff.detectAnomaly(
            in -> Autodiff.grad(x -> Sum.of(rootOf(x), false)).apply(in.get(0)),
            List.of(Tensor.of(4.0, 16)));
    assertThat(gradient.toDoubleArray()).containsExactly(0.25, 0.125);
  }

  /** What comes in infinite is not the operation's fault. */
  @Test
  void blamesNoOperationForItsInputs() {
    Tensor result =
        Autodiff.detectAnomaly(
            in -> in.get(0).times(2), List.of(Tensor.of(1, Double.POSITIVE_INFINITY)));
    assertThat(result.toDoubleArray()).containsExactly(2, Double.POSITIVE_INFINITY);
  }

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Tensor difference(Tensor x, Tensor y) {
    return x.minus(y); // infinity less infinity
  }

  /** An input that is infinite does not excuse a NaN, of an operation of any kind. */
  @Test
  void findsTheFirstNaNAmongInfinities() {
    Tensor x = Tensor.of(1, INFINITY);
    assertFault(
        in -> difference(in.times(2), Tensor.of(3, INFINITY)),
        x,
        "detectAnomaly: sub made the first NaN: input 0 is FLOAT64[2] in [2.0, Infinity], input 1"
            + " is FLOAT64[2] in [3.0, Infinity]; recorded at ");
    assertFault(
        in -> in.times(0),
        x,
        "detectAnomaly: mul made the first NaN: input 0 is FLOAT64[2] in [1.0, Infinity]");
    assertFault(in -> Sum.of(in.times(-1), false).minus(1), x, null);
    assertFault(
        in -> Sum.of(in, false),
        Tensor.of(INFINITY, -INFINITY),
        "detectAnomaly: sum made the first NaN: input 0 is FLOAT64[2] in [-Infinity, Infinity]");
    assertFault(
        in -> in.reshape(1, 2).matmul(Tensor.of(new double[][] {{1}, {0}})),
        x,
        "detectAnomaly: matmul made the first NaN");
    assertFault(
        in -> Autodiff.grad(y -> Sum.of(y.times(y.times(0.5)), false)).apply(in).times(0),
        x,
        "detectAnomaly: mul made the first NaN");
  }

  /** Element by element: an infinity elsewhere does not excuse one either. */
  @Test
  void tellsInfinitiesApart() {
    Tensor x = Tensor.of(INFINITY, 0, Double.NaN);
    assertFault(
        AnomalyTest::logOf,
        x,
        "detectAnomaly: log made the first -infinity: input 0 is FLOAT64[3] in [0.0, Infinity]"
            + " with NaN; recorded at");
    assertFault(
        in -> in.pow(-1),
        x,
        "detectAnomaly: pow made the first infinity: input 0 is FLOAT64[3] in [0.0, Infinity]");
    assertFault(in -> in.plus(1), x, null);
  }

  /** Where infinities have a meaning, the first NaN is found behind them. */
  @Test
  void findsTheFirstNaNWhereInfinitiesAreMeant() {
    Tensor mask = Tensor.of(1.0, 0);
    UnaryOperator<Tensor> masked = in -> difference(logOf(in), logOf(in));
    assertFault(masked, mask, "detectAnomaly: log made the first -infinity");
    assertThatThrownBy(() -> Autodiff.detectNaN(in -> masked.apply(in.get(0)), List.of(mask)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "detectNaN: sub made the first NaN: input 0 is FLOAT64[2] in [-Infinity, 0.0], input 1")
        .hasMessageContaining("AnomalyTest.difference(AnomalyTest.java:");
    assertThat(Autodiff.detectNaN(in -> logOf(in.get(0)), List.of(mask)).toDoubleArray())
        .containsExactly(0, -INFINITY);
  }

  private static void assertFault(UnaryOperator<Tensor> f, Tensor x, @Nullable String message) {
    ThrowableAssert.ThrowingCallable run =
        () -> Autodiff.detectAnomaly(in -> f.apply(in.get(0)), List.of(x));
    if (message == null) {
      assertThatCode(run).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(run)
          .isInstanceOf(ArithmeticException.class)
          .hasMessageStartingWith(message);
    }
  }
}
