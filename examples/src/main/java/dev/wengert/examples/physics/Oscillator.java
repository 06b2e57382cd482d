package dev.wengert.examples.physics;

import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Lbfgs;
import dev.wengert.nn.optim.Objective;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The damped oscillator {@code u'' + 2 d u' + w^2 u = 0} with {@code u(0) = 1, u'(0) = 0}, solved
 * by a network that never sees a solution: training makes the equation's residual small. Source:
 * Raissi, Perdikaris and Karniadakis, 2019.
 *
 * @param damping d, not negative
 * @param frequency w, above d
 */
record Oscillator(double damping, double frequency) {

  private static final Model<Sequential> NETWORK =
      Model.of(
          Sequential.of(
              Dense.of(1, 24, Initializer.xavier()),
              Activation.tanh(),
              Dense.of(24, 24, Initializer.xavier()),
              Activation.tanh(),
              Dense.of(24, 1, Initializer.xavier())),
          DType.FLOAT64);

  /** Returns the network's u at times [n, 1]: {@code 1 + t^2 / (t^2 + 1) N(t / 3 - 1)}. */
  private static Tensor solution(Sequential network, Pass pass, Tensor t) {
    Tensor start = square(t).div(square(t).plus(1)); // 0 with slope 0 at the start, then about 1
    return start.times(network.forward(t.div(3).minus(1), pass)).plus(1);
  }

  /** Returns the solution of trained values at times [n, 1]. */
  static Tensor solution(Values values, Tensor t) {
    return solution(NETWORK.root(), NETWORK.inference(values), t);
  }

  /** Returns the derivative of a function of time, at each time: forward mode along ones. */
  static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> u) {
    return t ->
        Autodiff.jvp(in -> u.apply(in.get(0)), List.of(t), List.of(Tensor.full(t.spec(), 1)))
            .tangent();
  }

  /** Returns what is left of the equation at each time. */
  Tensor residual(UnaryOperator<Tensor> u, Tensor t) {
    UnaryOperator<Tensor> velocity = derivative(u);
    return derivative(velocity)
        .apply(t)
        .plus(velocity.apply(t).times(2 * damping))
        .plus(u.apply(t).times(frequency * frequency));
  }

  /** Returns trained values: the mean square of the residual at the times is small. */
  Lbfgs.Result solve(Tensor times, int iterations, long seed) {
    Lbfgs search = new Lbfgs(20, iterations, 1e-9);
    return search.minimize(
        values -> {
          Model.Step step =
              NETWORK.differentiate(
                  values,
                  Key.of(seed),
                  (net, pass) -> mean(square(residual(t -> solution(net, pass, t), times))));
          return new Objective.LossAndGradients(step.loss().item(), step.gradients());
        },
        NETWORK.initialize(Key.of(seed)));
  }

  /** Returns the exact solution at a time. */
  double exact(double t) {
    double v = Math.sqrt(frequency * frequency - damping * damping);
    return Math.exp(-damping * t) * (Math.cos(v * t) + damping / v * Math.sin(v * t));
  }

  /** Records the mean square of the residual on a tape that watches the network's values. */
  static void record(Tape tape, Tensor times) {
    Values watched = NETWORK.initialize(Key.of(1)).map((path, value) -> tape.watch(value, path));
    mean(square(new Oscillator(0.25, 2).residual(t -> solution(watched, t), times)));
  }
}
