package dev.wengert.examples.users;

import static dev.wengert.ops.Losses.crossEntropy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.datasets.Digits;
import dev.wengert.gradcheck.GradientError;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.check.LayerCheck;
import dev.wengert.nn.checkpoint.ParameterFiles;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.Splits;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Residual;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.metric.Classification;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.BatchPrediction;
import dev.wengert.nn.train.Evaluation;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Reductions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an author of layers writes: a layer from a paper, its checks, and a network around it that
 * learns, is kept and read again.
 */
class LayerAuthorTest {

  @TempDir Path folder;

  /**
   * Scales each channel by what the means of all channels say of it: {@code x sigmoid(W2 relu(W1
   * mean(x)))}, [N, C, H, W].
   *
   * <p>Source: Hu, Shen and Sun, "Squeeze-and-excitation networks", 2018, equations 2 to 4.
   */
  static class SqueezeExcitation implements Layer {

    private final int channels;
    private final Dense squeeze;
    private final Dense excite;

    SqueezeExcitation(int channels, int reduction) {
      this.channels = channels;
      this.squeeze = Dense.of(channels, channels / reduction);
      this.excite = Dense.of(channels / reduction, channels);
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("squeeze", squeeze);
      declarations.child("excite", excite);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      pass.check(
          this,
          "squeezeExcitation",
          x.rank() == 4 && x.shape().side(1) == channels,
          "the input has other channels: x is %s; give [N, %s, H, W]",
          x.shape(),
          channels);
      Tensor means = Reductions.mean(x, 2, 3);
      Tensor inner = Activations.relu(pass.run(squeeze, means));
      Tensor scale = Activations.sigmoid(pass.run(excite, inner));
      return x.times(scale.reshape(x.shape().side(0), channels, 1, 1));
    }
  }

  /** The mistake that is made first: what scales is taken for a constant. */
  static final class Detached extends SqueezeExcitation {

    Detached(int channels, int reduction) {
      super(channels, reduction);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return super.forward(x, pass).div(x).detach().times(x);
    }
  }

  @Test
  void itsDerivativesAreRightAndAMistakeIsFound() {
    // Large enough that relu lets something through.
    Tensor x = Key.of(2).normal(DType.FLOAT64, 3, 4, 1, 2).times(2);
    LayerCheck.check(new SqueezeExcitation(4, 2), x);
    assertThatThrownBy(() -> LayerCheck.check(new Detached(4, 2), x))
        .isInstanceOf(GradientError.class);
  }

  @Test
  void itScalesChannelsByTheirMeans() {
    Model<SqueezeExcitation> model = Model.of(new SqueezeExcitation(2, 2), DType.FLOAT64);
    Values values =
        model
            .initialize(Key.of(1))
            .with("squeeze.weight", Tensor.of(new double[][] {{1, 1}}))
            .with("excite.weight", Tensor.of(new double[][] {{0}, {Math.log(3) / 5}}));
    Tensor x = Tensor.wrap(new double[] {1, 3, 2, 4}, 1, 2, 1, 2);
    // The means are 2 and 3: sigmoid(0) = 1/2 and sigmoid(log 3) = 3/4.
    assertThat(model.root().forward(x, model.inference(values)).toDoubleArray())
        .containsExactly(0.5, 1.5, 1.5, 3);
  }

  private static Sequential network() {
    return Sequential.of(
        Convolution.of2d(1, 16, Conv.same(), 3),
        Activation.relu(),
        Residual.of(
            Sequential.of(
                Convolution.of2d(16, 16, Conv.same(), 3),
                Activation.relu(),
                new SqueezeExcitation(16, 4))),
        Convolution.of2d(16, 32, Conv.stride(2).padding(1), 3),
        Activation.relu(),
        Flatten.of(),
        Dense.of(32 * 16, 10));
  }

  @Test
  void itIsAtHomeInAnyNetwork() throws IOException {
    Model<Sequential> model = Model.of(network());
    assertThat(model.summary(new Spec(DType.FLOAT32, Shape.of(1, 1, 8, 8))))
        .containsPattern("SqueezeExcitation +2.body.2 +\\[1, 16, 8, 8] +0")
        .containsPattern("Dense +2.body.2.squeeze +\\[1, 4] +68");
    assertThatThrownBy(
            () ->
                Model.of(Sequential.of(new SqueezeExcitation(4, 2)))
                    .output(new Spec(DType.FLOAT32, Shape.of(1, 3, 8, 8))))
        .hasMessage(
            "squeezeExcitation (0): the input has other channels: x is [1, 3, 8, 8]; give [N, 4, H,"
                + " W]");
    List<Examples> parts = Splits.stratified(Digits.examples(), Key.of(1), 0.7, 0.3);
    BatchPrediction<Layer> scores = (net, batch, pass) -> net.forward(batch.x(), pass);
    Trainer<Sequential> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> crossEntropy(scores.of(net, batch, pass), batch.y()),
                Optimizer.of(model, AdamW.of(5e-3, 1e-3)))
            .build();
    Values trained =
        trainer
            .train(parts.get(0), Batching.of(32), Limit.epochs(4), trainer.start(Key.of(2)))
            .state()
            .values();
    Path file = folder.resolve("digits.safetensors");
    ParameterFiles.write(file, trained);
    Values read = ParameterFiles.read(file, Model.of(network()));
    assertThat(
            Evaluation.metrics(
                    "test", parts.get(1), Batching.of(200), scores, Classification.accuracy(10))
                .of(model, read)
                .get("test.accuracy"))
        .isGreaterThan(0.93);
  }
}
