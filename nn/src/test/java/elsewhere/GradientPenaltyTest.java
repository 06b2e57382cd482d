package elsewhere;

import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.norm;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Shapes;
import dev.wengert.testing.Gates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A generator that learns to draw from a distribution, and a critic whose slope is held near 1: a
 * derivative inside of what is differentiated. Source: Gulrajani et al., "Improved training of
 * Wasserstein GANs", 2017, algorithm 1.
 */
class GradientPenaltyTest {

  private static final int BATCH = 128;
  private static final int NUMBERS = 2;
  private static final int STEPS = 1000;
  private static final int CRITIC_STEPS = 3;
  private static final double PENALTY = 1;

  /** Four clouds of deviation 0.1 around (+-1, +-1). */
  private static Tensor real(Key key, int n) {
    Tensor corners =
        key.fold("corner").bernoulli(0.5, Shape.of(n, 2)).to(DType.FLOAT32).times(2).minus(1);
    return corners.plus(key.fold("cloud").normal(DType.FLOAT32, n, 2).times(0.1));
  }

  /**
   * Two bits, as -1 or 1, and two normal numbers. A network is continuous: made of normal numbers
   * alone, points would lie between the clouds too.
   */
  private static Tensor noise(Key key, int n) {
    Tensor bits =
        key.fold("bits").bernoulli(0.5, Shape.of(n, 2)).to(DType.FLOAT32).times(2).minus(1);
    return Shapes.concat(1, bits, key.fold("numbers").normal(DType.FLOAT32, n, NUMBERS));
  }

  private static Tensor slopes(Layer critic, Pass pass, Tensor x) {
    return norm(Autodiff.grad(at -> sum(critic.forward(at, pass)), x), Norm.L2, 1);
  }

  /** {@code mean D(fake) - mean D(real) + lambda mean (|dD/dx| - 1)^2}, x between the two. */
  private static Tensor criticLoss(Layer critic, Pass pass, Tensor real, Tensor fake, Key key) {
    Tensor share = Creation.uniform(key, new Spec(DType.FLOAT32, Shape.of(BATCH, 1)), 0, 1);
    Tensor between = real.times(share).plus(fake.times(share.unaryMinus().plus(1)));
    Tensor penalty = mean(square(slopes(critic, pass, between).minus(1))).times(PENALTY);
    return mean(critic.forward(fake, pass)).minus(mean(critic.forward(real, pass))).plus(penalty);
  }

  private static Layer network(int inputs, int outputs) {
    return Sequential.of(
        Dense.of(inputs, 48),
        Activation.leakyRelu(0.2),
        Dense.of(48, 48),
        Activation.leakyRelu(0.2),
        Dense.of(48, outputs));
  }

  private static Adam rule(int steps) {
    return new Adam(Schedule.cosine(2e-3, steps), 0, 0.9, 1e-8);
  }

  @Test
  @Tag(Gates.TAG)
  void theGeneratorFindsAllFourClouds() {
    Model<Layer> generator = Model.of(network(2 + NUMBERS, 2));
    Model<Layer> critic = Model.of(network(2, 1));
    Optimizer ofGenerator = Optimizer.of(generator, rule(STEPS));
    Optimizer ofCritic = Optimizer.of(critic, rule(STEPS * CRITIC_STEPS));
    Optimizer.Result g = new Optimizer.Result(generator.initialize(Key.of(1)), ofGenerator.start());
    Optimizer.Result c = new Optimizer.Result(critic.initialize(Key.of(2)), ofCritic.start());
    for (int i = 0; i < STEPS; i++) {
      Key key = Key.of(3).fold(i);
      for (int k = 0; k < CRITIC_STEPS; k++) {
        Key own = key.fold(k);
        Tensor fake = drawn(generator, g.values(), own, BATCH);
        Model.Step step =
            critic.differentiate(
                c.values(), own, (net, pass) -> criticLoss(net, pass, real(own, BATCH), fake, own));
        c = ofCritic.step(c.values(), step.gradients(), c.state());
      }
      Pass judge = critic.inference(c.values());
      Tensor noise = noise(key, BATCH);
      Model.Step step =
          generator.differentiate(
              g.values(),
              key,
              (net, pass) ->
                  mean(critic.root().forward(net.forward(noise, pass), judge)).unaryMinus());
      g = ofGenerator.step(g.values(), step.gradients(), g.state());
    }
    Tensor x = drawn(generator, g.values(), Key.of(4), 1000);
    Tensor corners = Tensor.of(new float[][] {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}});
    Tensor distances = norm(Shapes.unsqueeze(x, 1).minus(corners), Norm.L2, 2);
    Tensor near = mean(distances.lt(0.5).to(DType.FLOAT32), 0);
    double slope = mean(slopes(critic.root(), critic.inference(c.values()), x)).item();
    assertThat(sum(near).item()).isGreaterThan(0.85);
    for (double share : near.toDoubleArray()) {
      assertThat(share).isGreaterThan(0.15);
    }
    // Without the penalty it is above 10.
    assertThat(slope).isBetween(0.7, 1.3);
  }

  private static Tensor drawn(Model<Layer> generator, Values values, Key key, int n) {
    return generator.root().forward(noise(key, n), generator.inference(values));
  }
}
