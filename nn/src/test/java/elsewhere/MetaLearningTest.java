package elsewhere;

import static dev.wengert.ops.Elementary.sin;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Losses.mseLoss;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.ops.Creation;
import dev.wengert.testing.Gates;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * First values from which one step of gradient descent learns a new task: the step is part of what
 * is differentiated. Source: Finn, Abbeel and Levine, "Model-agnostic meta-learning for fast
 * adaptation of deep networks", 2017, algorithm 2 and section 5.1.
 */
class MetaLearningTest {

  private static final int TASKS = 16;
  private static final int SHOTS = 10;
  private static final double RATE = 0.01;

  private static final Layer NETWORK =
      Sequential.of(
          Dense.of(1, 40), Activation.tanh(), Dense.of(40, 40), Activation.tanh(), Dense.of(40, 1));

  /** Tasks, [tasks, shots, 1] each: sines of their own amplitude and phase; a is for adapting. */
  private static Map<String, Tensor> tasks(Key key, DType dtype, int count) {
    Spec each = new Spec(dtype, Shape.of(count, SHOTS, 1));
    Spec one = new Spec(dtype, Shape.of(count, 1, 1));
    Tensor amplitude = Creation.uniform(key.fold("amplitude"), one, 0.1, 5);
    Tensor phase = Creation.uniform(key.fold("phase"), one, 0, Math.PI);
    Tensor xa = Creation.uniform(key.fold("xa"), each, -5, 5);
    Tensor xb = Creation.uniform(key.fold("xb"), each, -5, 5);
    return Map.of(
        "xa",
        xa,
        "ya",
        sin(xa.minus(phase)).times(amplitude),
        "xb",
        xb,
        "yb",
        sin(xb.minus(phase)).times(amplitude));
  }

  private static Tensor loss(Model<Layer> model, Values values, Tensor x, Tensor y) {
    return mseLoss(model.root().forward(x.times(0.2), model.inference(values)), y);
  }

  /** Returns the loss on b after steps of gradient descent on a, of each task. */
  private static Tensor adapted(
      Model<Layer> model, Values start, Map<String, Tensor> tasks, int steps) {
    return Autodiff.vmap(
        (Map<String, Tensor> task) -> {
          Values values = start;
          for (int i = 0; i < steps; i++) {
            Values before = values;
            Values slope =
                Autodiff.grad(v -> loss(model, v, task.get("xa"), task.get("ya")), before);
            values = before.map((path, value) -> value.minus(slope.get(path).times(RATE)));
          }
          return loss(model, values, task.get("xb"), task.get("yb"));
        },
        tasks);
  }

  @Test
  @Tag(Gates.TAG)
  void oneStepIsEnoughAfterwards() {
    Model<Layer> model = Model.of(NETWORK);
    Optimizer optimizer = Optimizer.of(model, Adam.of(Schedule.cosine(5e-3, 1000)));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    Map<String, Tensor> fresh = tasks(Key.of(3), DType.FLOAT32, 200);
    for (int i = 0; i < 1000; i++) {
      Map<String, Tensor> tasks = tasks(Key.of(2).fold(i), DType.FLOAT32, TASKS);
      Function<Values, Tensor> objective = v -> mean(adapted(model, v, tasks, 1));
      Optimizer.Result next = optimizer.step(values, Autodiff.grad(objective, values), state);
      values = next.values();
      state = next.state();
    }
    // Sines of amplitudes up to 5 have a mean square of 4.3. No step has learnt one task only.
    assertThat(mean(adapted(model, values, fresh, 0)).item()).isGreaterThan(2.5);
    assertThat(mean(adapted(model, values, fresh, 1)).item()).isLessThan(1.5);
    assertThat(mean(adapted(model, values, fresh, 5)).item()).isLessThan(1);
  }

  /** Along its own direction the gradient is what the loss says: the inner step is not constant. */
  @Test
  void theDerivativeGoesThroughTheStep() {
    Model<Layer> model = Model.of(NETWORK, DType.FLOAT64);
    Values values = model.initialize(Key.of(1));
    Map<String, Tensor> tasks = tasks(Key.of(2), DType.FLOAT64, TASKS);
    Function<Values, Tensor> objective = v -> mean(adapted(model, v, tasks, 1));
    Values gradient = Autodiff.grad(objective, values);
    double h = 1e-5;
    Values ahead = values.map((path, value) -> value.plus(gradient.get(path).times(h)));
    Values behind = values.map((path, value) -> value.minus(gradient.get(path).times(h)));
    double measured = (objective.apply(ahead).item() - objective.apply(behind).item()) / (2 * h);
    double stated = sum(square(gradient.toVector())).item();
    assertThat(measured / stated).isCloseTo(1, within(1e-5));
  }
}
