package elsewhere;

import static dev.wengert.ops.Activations.silu;
import static dev.wengert.ops.Elementary.cos;
import static dev.wengert.ops.Elementary.sin;
import static dev.wengert.ops.Elementary.sqrt;
import static dev.wengert.ops.Losses.mseLoss;
import static dev.wengert.ops.Reductions.argmin;
import static dev.wengert.ops.Reductions.cumprod;
import static dev.wengert.ops.Reductions.min;
import static dev.wengert.ops.Reductions.norm;
import static dev.wengert.ops.Shapes.concat;
import static dev.wengert.ops.Shapes.unsqueeze;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Norm;
import org.junit.jupiter.api.Test;

/**
 * Points to which noise is added step by step, and a network that tells the noise in them: so it
 * makes points of noise alone. Source: Ho, Jain and Abbeel, "Denoising diffusion probabilistic
 * models", 2020, algorithms 1 and 2.
 */
class DiffusionTest {

  private static final int STEPS = 40;
  private static final int BATCH = 256;
  private static final int TRAINING = 1000;

  /** Points [N, 2] at times INT32 [N] to the noise in them, [N, 2]. */
  record Denoiser(Dense points, Embedding times, Dense hidden, Dense output) implements Component {

    static Denoiser of(int width) {
      return new Denoiser(
          Dense.of(2, width),
          Embedding.of(STEPS, width, Initializer.zeros()),
          Dense.of(width, width),
          Dense.of(width, 2));
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("points", points);
      declarations.child("times", times);
      declarations.child("hidden", hidden);
      declarations.child("output", output);
    }

    Tensor noise(Tensor x, Tensor time, Pass pass) {
      Tensor first = silu(points.forward(x, pass).plus(times.forward(time, pass)));
      return output.forward(silu(hidden.forward(first, pass)), pass);
    }
  }

  /** How much noise each step adds, [steps]: more and more. */
  private static Tensor added() {
    return Creation.linspace(1e-3, 0.2, STEPS).to(DType.FLOAT32);
  }

  /** How much of a point's square is left after each step: the products of {@code 1 - added}. */
  private static Tensor left() {
    return cumprod(added().unaryMinus().plus(1), 0);
  }

  /** The curve that points lie on: a spiral of one turn, at a share of its length. */
  private static Tensor spiral(Tensor share) {
    Tensor angle = share.times(2 * Math.PI);
    Tensor radius = share.times(1.5).plus(0.5);
    return concat(1, cos(angle).times(radius), sin(angle).times(radius));
  }

  private static Tensor shares(Key key, int n) {
    return Creation.uniform(key, new Spec(DType.FLOAT32, Shape.of(n, 1)), 0, 1);
  }

  /** Returns points made of noise, by all steps backwards. */
  private static Tensor drawn(Model<Denoiser> model, Values values, Key key, int n) {
    Tensor added = added();
    Tensor left = left();
    Tensor x = key.normal(DType.FLOAT32, n, 2);
    for (int t = STEPS - 1; t >= 0; t--) {
      Tensor time = Tensor.full(DType.INT32, t, n);
      Tensor noise = model.root().noise(x, time, model.inference(values));
      double share = added.at(t) / Math.sqrt(1 - left.at(t));
      x = x.minus(noise.times(share)).div(Math.sqrt(1 - added.at(t)));
      if (t > 0) {
        double variance = (1 - left.at(t - 1)) / (1 - left.at(t)) * added.at(t);
        x = x.plus(key.fold(t).normal(DType.FLOAT32, n, 2).times(Math.sqrt(variance)));
      }
    }
    return x;
  }

  @Test
  void pointsOfASpiralAreMadeOfNoise() {
    Model<Denoiser> model = Model.of(Denoiser.of(96));
    Optimizer optimizer = Optimizer.of(model, Adam.of(Schedule.cosine(0.02, TRAINING)));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < TRAINING; i++) {
      Key key = Key.of(2).fold(i);
      Tensor points = spiral(shares(key.fold("point"), BATCH));
      Tensor noise = key.fold("noise").normal(points.spec());
      Tensor time = shares(key.fold("time"), BATCH).times(STEPS).reshape(BATCH).to(DType.INT32);
      Tensor kept = unsqueeze(left().get(Index.positions(time)), 1);
      Tensor x = points.times(sqrt(kept)).plus(noise.times(sqrt(kept.unaryMinus().plus(1))));
      Model.Step step =
          model.differentiate(values, key, (net, pass) -> mseLoss(net.noise(x, time, pass), noise));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    int n = 500;
    Tensor x = drawn(model, values, Key.of(3), n);
    Tensor curve = spiral(unsqueeze(Creation.linspace(0, 1, 300).to(DType.FLOAT32), 1));
    Tensor distances = norm(unsqueeze(x, 1).minus(curve), Norm.L2, 2);
    double[] nearest = min(distances, 1).toDoubleArray();
    int[] places = argmin(distances, 1).toIntArray();
    int near = 0;
    int[] thirds = new int[3];
    for (int i = 0; i < n; i++) {
      near += nearest[i] < 0.2 ? 1 : 0;
      thirds[places[i] / 100]++;
    }
    // Of points spread evenly over the disc of radius 2 a quarter is as near.
    assertThat(near).isGreaterThan(425);
    for (int third : thirds) {
      assertThat(third).isBetween(100, 250);
    }
  }
}
