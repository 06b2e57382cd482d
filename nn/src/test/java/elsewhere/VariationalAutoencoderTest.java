package elsewhere;

import static dev.wengert.ops.Elementary.exp;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;
import static dev.wengert.ops.Reductions.min;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Component;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Reduce;
import dev.wengert.ops.Shapes;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A variational autoencoder: pictures through a few random numbers and back. Source: Kingma and
 * Welling, "Auto-encoding variational Bayes", 2014, equations 3 and 10.
 */
class VariationalAutoencoderTest {

  private static final int SIDE = 6;
  private static final int LATENT = 3;

  /** Encoder to mean and log variance of the latent numbers, decoder to logits of the pixels. */
  record Autoencoder(Layer encoder, Layer decoder) implements Component {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("encoder", encoder);
      declarations.child("decoder", decoder);
    }

    /** Returns a bound of {@code -log p(x)}, the mean over x [N, pixels], in nats. */
    Tensor loss(Tensor x, Key noise, Pass pass) {
      List<Tensor> parts = Shapes.chunk(encoder.forward(x, pass), 1, 2);
      Tensor mean = parts.get(0);
      Tensor logVariance = parts.get(1);
      Tensor z = mean.plus(exp(logVariance.times(0.5)).times(noise.normal(mean.spec())));
      Tensor pixels = binaryCrossEntropyWithLogits(decoder.forward(z, pass), x, Reduce.SUM);
      // KL(N(mean, variance) || N(0, 1))
      Tensor divergence =
          sum(square(mean).plus(exp(logVariance)).minus(logVariance).minus(1)).times(0.5);
      return pixels.plus(divergence).div(x.shape().side(0));
    }
  }

  /** All pictures of one row or one column that is lit: [12, pixels]. */
  private static Tensor bars() {
    float[] pixels = new float[2 * SIDE * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int bar = i / (SIDE * SIDE);
      int row = i / SIDE % SIDE;
      int column = i % SIDE;
      pixels[i] = (bar < SIDE ? row == bar : column == bar - SIDE) ? 1 : 0;
    }
    return Tensor.wrap(pixels, 2 * SIDE, SIDE * SIDE);
  }

  @Test
  void picturesPassThroughThreeNumbers() {
    Model<Autoencoder> model =
        Model.of(
            new Autoencoder(
                Sequential.of(
                    Dense.of(SIDE * SIDE, 64), Activation.relu(), Dense.of(64, 2 * LATENT)),
                Sequential.of(Dense.of(LATENT, 64), Activation.relu(), Dense.of(64, SIDE * SIDE))));
    Tensor all = bars();
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.005));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    Tensor x = Shapes.tile(all, 8, 1);
    for (int i = 0; i < 1000; i++) {
      Key noise = Key.of(2).fold(i);
      Model.Step step = model.differentiate(values, noise, (net, pass) -> net.loss(x, noise, pass));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values();
      state = next.state();
    }
    Tensor many = Shapes.tile(all, 200, 1);
    double nats = model.root().loss(many, Key.of(3), model.inference(values)).item();
    // Twelve pictures, all as likely, cannot be told in less than their entropy. Pixels that know
    // nothing of each other take 36 H(1/6) = 16.2 nats.
    assertThat(nats).isBetween(Math.log(12), 4.5);
    Tensor z = Key.of(4).normal(DType.FLOAT32, 500, LATENT);
    Tensor drawn =
        model.root().decoder().forward(z, model.inference(values)).gt(0).to(DType.FLOAT32);
    int found = 0;
    for (int i = 0; i < 500; i++) {
      Tensor difference = all.minus(drawn.get(Index.at(i)));
      double nearest = min(sum(square(difference), 1)).item();
      found += nearest == 0 ? 1 : 0;
    }
    // What the decoder draws of noise: a picture of 36 pixels is a bar by chance once in 6 billion.
    assertThat(found).isGreaterThan(250);
  }
}
