package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Elementwise;
import dev.wengert.Index;
import dev.wengert.Sum;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.expression.Expression;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Points and seeds at which the rounding of terms that cancel is all there is of a derivative. */
class JitterTest {

  private static final Elementwise SQRT = Elementwise.of("sqrt", Expression::sqrt);
  private static final Elementwise FLOOR = Elementwise.of("floor", Expression::floor);
  private static final Elementwise HUBER =
      Elementwise.of(
          "huber",
          x ->
              Expression.select(
                  x.lt(Expression.constant(1)),
                  x.times(x).times(Expression.constant(0.5)),
                  x.minus(Expression.constant(0.5))));

  @Test
  void roundingOfTermsThatCancelIsNotWrong() {
    Tensor x =
        Tensor.of(
            -0x1.b47599347abb1p0,
            0x1.8597c4394ef95p-11,
            0x1.be30ee2bde93fp-1,
            -0x1.37e2ca2aa12cep-1);
    double largest = 0;
    for (int seed = 0; seed < 300; seed++) {
      Report report =
          GradCheck.of(in -> in.get(0).times(in.get(0)).div(in.get(0)))
              .input("x", x)
              .order(2)
              .seed(seed)
              .run();
      Finding second = report.finding(Aspect.SECOND_ORDER, "x");
      assertThat(second.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
      largest = Math.max(largest, Math.abs(second.comparison().analytic(1)));
    }
    assertThat(largest).isBetween(1e-14, 1e-11);
  }

  @Test
  void roundingOfTermsThatCancelBreaksNoLaw() {
    Report report =
        GradCheck.of(in -> SQRT.apply(Sum.of(in.get(0).times(in.get(0)), false, 1)))
            .input(
                "x",
                Tensor.wrap(
                    new double[] {
                      0x1.e8d383d4a2c3dp-8,
                      -0x1.89b6fe8259be9p0,
                      -0x1.851c1821e7bdfp0,
                      -0x1.08bc756faafb4p1
                    },
                    4,
                    1))
            .order(2)
            .forwardMode()
            .seed(0x5faabd70L)
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  /** Where the whole part of a place is rounded, another element is read, of another derivative. */
  @Test
  void placesAreNotRounded() {
    Tensor x = Tensor.of(1.5, -0.25, 0.75, 2).to(DType.FLOAT32);
    Report report =
        GradCheck.of(
                in -> {
                  Tensor place = in.get(1).times(0.61).plus(0.0371);
                  Tensor low = FLOOR.apply(place);
                  Tensor part = place.minus(low);
                  Tensor at = low.to(DType.INT32);
                  Tensor read = in.get(0).get(Index.positions(at.plus(1))).times(part);
                  return read.times(0.1);
                })
            .input("x", x)
            .constant("places", Tensor.of(1.5793, 3.219).to(DType.FLOAT32))
            .float64Twin()
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.PASS);
  }

  @Test
  void wrongDerivativeThatJumpsAtThePointIsNotTakenForRounding() {
    Report report =
        GradCheck.of(
                Autodiff.custom(
                    "huber",
                    in -> HUBER.apply(in.get(0)),
                    (in, out, d) -> {
                      Tensor below = in.get(0).lt(1).to(DType.FLOAT64).times(in.get(0));
                      Tensor above = in.get(0).gt(1).to(DType.FLOAT64);
                      return List.of(below.plus(above).times(d));
                    }))
            .input("x", Tensor.of(0.5, 1, 2))
            .run();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("x").place()).hasToString("[1]");
  }
}
