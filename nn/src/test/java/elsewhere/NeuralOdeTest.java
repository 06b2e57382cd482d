package elsewhere;

import static dev.wengert.ops.Elementary.abs;
import static dev.wengert.ops.Elementary.sin;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Shapes.concat;
import static dev.wengert.ops.Shapes.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.ControlFlow;
import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Scan;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A network as the right side of a differential equation: the solver is a loop that is
 * differentiated through. It learns how a pendulum swings from where it was seen. Source: Chen,
 * Rubanova, Bettencourt and Duvenaud, "Neural ordinary differential equations", 2018.
 */
class NeuralOdeTest {

  private static final double STEP = 0.1;
  private static final int POINTS = 200;
  private static final int STRETCH = 10;
  private static final Tensor START = Tensor.of(new float[][] {{2, 0}});

  /** Returns the solution of {@code dx/dt = f(x)} after 1, 2, ... steps of Runge and Kutta's. */
  private static Tensor solve(UnaryOperator<Tensor> f, Tensor start, int steps) {
    return ControlFlow.scan(
            (Tensor x, List<Tensor> nothing) -> {
              Tensor k1 = f.apply(x);
              Tensor k2 = f.apply(x.plus(k1.times(STEP / 2)));
              Tensor k3 = f.apply(x.plus(k2.times(STEP / 2)));
              Tensor k4 = f.apply(x.plus(k3.times(STEP)));
              Tensor slope = k1.plus(k2.times(2)).plus(k3.times(2)).plus(k4).div(6);
              Tensor next = x.plus(slope.times(STEP));
              return new ControlFlow.Step<>(next, next);
            },
            start,
            List.<Tensor>of(),
            Scan.forwards().ofLength(steps))
        .outputs();
  }

  /** {@code angle'' = -sin(angle) - 0.1 angle'}, x of angle and speed, [N, 2]. */
  private static Tensor pendulum(Tensor x) {
    Tensor angle = x.get(":, :1");
    Tensor speed = x.get(":, 1:");
    return concat(1, speed, sin(angle).plus(speed.times(0.1)).unaryMinus());
  }

  @Test
  void theNetworkSwingsAsThePendulumDoes() {
    Model<Layer> model =
        Model.of(
            Sequential.of(
                Dense.of(2, 48, Initializer.xavier()),
                Activation.tanh(),
                Dense.of(48, 2, Initializer.xavier())));
    Tensor points = solve(NeuralOdeTest::pendulum, START, POINTS).reshape(POINTS, 2);
    Optimizer optimizer = Optimizer.of(model, Adam.of(Schedule.cosine(0.01, 400)));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 400; i++) {
      Tensor starts = Key.of(2).fold(i).permutation(POINTS - STRETCH).get(Index.range(0, 32));
      Tensor[] rows = new Tensor[STRETCH];
      for (int k = 0; k < STRETCH; k++) {
        rows[k] = points.get(Index.positions(starts.plus(k + 1)));
      }
      Tensor wanted = stack(0, rows);
      Model.Step step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> {
                Tensor found =
                    solve(x -> net.forward(x, pass), points.get(Index.positions(starts)), STRETCH);
                return mean(abs(found.minus(wanted)));
              });
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    Values learned = values;
    Tensor found =
        solve(x -> model.root().forward(x, model.inference(learned)), START, POINTS)
            .reshape(POINTS, 2);
    double error = mean(abs(found.minus(points))).item();
    assertThat(error).isLessThan(0.045);
  }

  /** The solver alone: a circle closes to its order, the fourth. */
  @Test
  void theSolverIsOfFourthOrder() {
    Tensor turn = Tensor.of(new double[][] {{0, 1}, {-1, 0}});
    Tensor end = solve(x -> x.matmul(turn), Tensor.of(new double[][] {{1, 0}}), 20);
    Tensor last = end.get(Index.at(-1));
    assertThat(last.at(0, 0)).isCloseTo(Math.cos(2), within(2e-6));
    assertThat(last.at(0, 1)).isCloseTo(Math.sin(2), within(2e-6));
    assertThat(end.dtype()).isEqualTo(DType.FLOAT64);
  }
}
