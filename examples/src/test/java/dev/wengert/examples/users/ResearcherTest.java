package dev.wengert.examples.users;

import static dev.wengert.ops.Losses.mseLoss;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.architecture.Mlp;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Elementary;
import dev.wengert.testing.Gates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a researcher writes: a network that learns how to learn, after Finn, Abbeel and Levine,
 * "Model-agnostic meta-learning for fast adaptation of deep networks", 2017, section 5.1. A task is
 * a sine of an amplitude and a phase of its own, of which ten points are known.
 */
class ResearcherTest {

  private static final int POINTS = 10;
  private static final double RATE = 0.02;
  private static final int STEPS = 400;

  /** The points of a task that are known, and those that are asked for. */
  record Task(Tensor x, Tensor y, Tensor askedX, Tensor askedY) {}

  private final Model<Mlp> model = Model.of(Mlp.of(1, 32, 32, 1).withActivation(Activation.tanh()));

  private static Task tasks(Key key, int count) {
    Tensor amplitude =
        key.fold("amplitude").uniform(DType.FLOAT32, count, 1, 1).times(4.9).plus(0.1);
    Tensor phase = key.fold("phase").uniform(DType.FLOAT32, count, 1, 1).times(Math.PI);
    Tensor x = key.fold("x").uniform(DType.FLOAT32, count, POINTS, 1).times(10).minus(5);
    Tensor asked = key.fold("asked").uniform(DType.FLOAT32, count, POINTS, 1).times(10).minus(5);
    return new Task(
        x,
        amplitude.times(Elementary.sin(x.minus(phase))),
        asked,
        amplitude.times(Elementary.sin(asked.minus(phase))));
  }

  private Tensor loss(Values values, Tensor x, Tensor y) {
    return mseLoss(model.root().forward(x, model.inference(values)), y);
  }

  /** Returns values some steps of gradient descent further, as a function of them. */
  private Values adapted(Values values, Task task, int steps) {
    Values now = values;
    for (int i = 0; i < steps; i++) {
      Values gradients = Autodiff.grad(v -> loss(v, task.x(), task.y()), now);
      now = now.map((path, v) -> v.minus(gradients.get(path).times(RATE)));
    }
    return now;
  }

  /** Returns the loss behind the adaptation, in the mean over tasks. */
  private Tensor metaLoss(Values values, Task tasks, int steps) {
    return mean(
        Autodiff.vmap(
            task -> loss(adapted(values, task, steps), task.askedX(), task.askedY()), tasks));
  }

  /** Trains for what the loss will be behind a number of steps of adaptation. */
  private Values train(int adaptation) {
    Optimizer optimizer = Optimizer.of(model, Adam.of(3e-3));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < STEPS; i++) {
      Task tasks = tasks(Key.of(2).fold(i), 12);
      Values gradients = Autodiff.grad(v -> metaLoss(v, tasks, adaptation), values);
      Optimizer.Result next = optimizer.step(values, gradients, state);
      values = next.values();
      state = next.state();
    }
    return values;
  }

  @Test
  @Tag(Gates.TAG)
  void whoLearnsToLearnAdaptsFaster() {
    Task held = tasks(Key.of(3), 100);
    Values learned = train(1);
    Values pretrained = train(0);
    double before = metaLoss(learned, held, 0).item();
    double after = metaLoss(learned, held, 1).item();
    double pretrainedAfter = metaLoss(pretrained, held, 1).item();
    // One step with ten points takes more than half of the error away, and more than half of what
    // is left to a network that was trained on all tasks at once.
    assertThat(after).isLessThan(0.5 * before);
    assertThat(after).isLessThan(0.6 * pretrainedAfter);
  }

  /** The derivative goes through the step within: without that a part of it is missing. */
  @Test
  void theMetaGradientHasItsSecondOrderPart() {
    Model<Mlp> exact = Model.of(Mlp.of(1, 4, 1).withActivation(Activation.tanh()), DType.FLOAT64);
    Values values = exact.initialize(Key.of(4));
    Tensor x = Key.of(5).normal(DType.FLOAT64, 5, 1);
    Tensor y = Elementary.sin(x);
    java.util.function.Function<Values, Tensor> inner =
        v -> mseLoss(exact.root().forward(x, exact.inference(v)), y);
    java.util.function.Function<Values, Tensor> outer =
        v -> {
          Values gradients = Autodiff.grad(inner, v);
          return inner.apply(v.map((path, value) -> value.minus(gradients.get(path).times(0.1))));
        };
    Values gradient = Autodiff.grad(outer, values);
    Values direction = values.map((path, value) -> Key.of(6).fold(path).normal(value.spec()));
    // d outer = (I - rate H) g(adapted), so along a direction: g v - rate g H v.
    Values at = Autodiff.grad(inner, values);
    Values moved = values.map((path, value) -> value.minus(at.get(path).times(0.1)));
    Values there = Autodiff.grad(inner, moved);
    Values curvature = Autodiff.hvp(inner, values, direction);
    double firstOrder = dot(there, direction);
    double expected = firstOrder - 0.1 * dot(there, curvature);
    assertThat(dot(gradient, direction)).isCloseTo(expected, within(1e-12));
    assertThat(Math.abs(expected - firstOrder)).isGreaterThan(1e-3);
  }

  private static double dot(Values a, Values b) {
    double total = 0;
    for (String path : a.byPath().keySet()) {
      total += sum(a.get(path).times(b.get(path))).item();
    }
    return total;
  }
}
