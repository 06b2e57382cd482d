package dev.wengert.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LbfgsTest {

  @Test
  void minimizesRosenbrock() {
    Lbfgs.Result result = minimize(Lbfgs.standard(), Point::rosenbrock, -1.2, 1);
    double[] w = result.values().get("place").toDoubleArray();
    assertThat(w[0]).isCloseTo(1, within(1e-6));
    assertThat(w[1]).isCloseTo(1, within(1e-6));
    assertThat(result.reason()).isEqualTo(Lbfgs.Reason.CONVERGED);
    assertThat(result.iterations()).isLessThan(60);
    assertThat(result.evaluations()).isLessThan(120).isGreaterThan(result.iterations());
  }

  @Test
  void aSecondStepUsesTheCurvatureOfTheFirst() {
    // On (x^2 + 100 y^2) / 2 steepest descent with exact steps needs hundreds of steps.
    UnaryOperator<Tensor> bowl = w -> w.get(0).pow(2).plus(w.get(1).pow(2).times(100)).times(0.5);
    Lbfgs.Result result = minimize(Lbfgs.standard(), bowl, 10, 1);
    assertThat(result.loss()).isLessThan(1e-14);
    assertThat(result.iterations()).isLessThan(15);
  }

  @Test
  void theLineSearchGoesAsFarAsItMust() {
    // A slope of 1e-4 at first, so the first lengths are far too short; the minimum is at 1e4.
    UnaryOperator<Tensor> flat = w -> w.get(0).minus(1e4).pow(2).times(0.5e-8);
    Lbfgs.Result result = minimize(new Lbfgs(5, 100, 1e-12), flat, 0, 0);
    assertThat(result.values().get("place").toDoubleArray()[0]).isCloseTo(1e4, within(1e-3));
  }

  @Test
  void aWallOfNaNIsSteppedBackFrom() {
    // log x - x has no value left of 0; -log x + x is lowest at 1.
    UnaryOperator<Tensor> walled =
        w -> dev.wengert.ops.Elementary.log(w.get(0)).unaryMinus().plus(w.get(0));
    Lbfgs.Result result = minimize(Lbfgs.standard(), walled, 8, 0);
    assertThat(result.values().get("place").toDoubleArray()[0]).isCloseTo(1, within(1e-6));
  }

  @Test
  void saysWhyItStopped() {
    assertThat(minimize(new Lbfgs(5, 3, 0), Point::rosenbrock, -1.2, 1).reason())
        .isEqualTo(Lbfgs.Reason.ITERATIONS);
    assertThat(minimize(new Lbfgs(5, 1000, 0), Point::rosenbrock, -1.2, 1).loss())
        .isLessThan(1e-25);
    UnaryOperator<Tensor> constant = w -> w.get(0).times(0);
    assertThat(minimize(Lbfgs.standard(), constant, 3, 3).iterations()).isEqualTo(0);
  }

  @Test
  void refusesBadSettingsAndBadStarts() {
    assertThatThrownBy(() -> new Lbfgs(0, 1, 1))
        .hasMessage("lbfgs: history 0, iterations 1; give 1 or more of both");
    assertThatThrownBy(() -> new Lbfgs(1, 1, -1))
        .hasMessage("lbfgs: the tolerance is -1.0; give 0 or a positive number");
    UnaryOperator<Tensor> root = w -> w.get(0).pow(0.5);
    assertThatThrownBy(() -> minimize(Lbfgs.standard(), root, -1, 0))
        .hasMessage("lbfgs: the loss at the start is NaN; start where it is finite");
    // At 0 the root is 0 and infinitely steep.
    assertThatThrownBy(() -> minimize(Lbfgs.standard(), root, 0, 0))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "lbfgs: the loss at the start is finite, its largest gradient is Infinity; start where"
                + " both are finite");
  }

  private static Lbfgs.Result minimize(
      Lbfgs lbfgs, UnaryOperator<Tensor> loss, double x, double y) {
    Model<Point> model = Point.at(x, y, DType.FLOAT64);
    Objective objective =
        values -> {
          Model.Step step = Point.evaluate(model, values, loss);
          return new Objective.LossAndGradients(step.loss().item(), step.gradients());
        };
    Values start = model.initialize(Key.of(1));
    return lbfgs.minimize(objective, start);
  }
}
