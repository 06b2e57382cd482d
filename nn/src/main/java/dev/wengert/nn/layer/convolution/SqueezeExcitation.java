package dev.wengert.nn.layer.convolution;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The layer that weighs each channel by what all channels are on average: {@code y[n, c, p] = x[n,
 * c, p] s[n, c]} with {@code s = sigmoid(W2 relu(W1 z + b1) + b2)} and z the means of x over its
 * spatial axes; x and y [N, C, spatial...].
 *
 * <p>Paths: {@code reduce.weight} [C / reduction, C], {@code reduce.bias}, {@code expand.weight}
 * [C, C / reduction], {@code expand.bias}. Training and inference run alike. ONNX: exports. Source:
 * Hu, Shen and Sun, "Squeeze-and-excitation networks", 2018, equations 2 to 4. torchvision: {@code
 * SqueezeExcitation}, whose {@code fc1} and {@code fc2} are convolutions of 1 x 1 windows.
 */
public final class SqueezeExcitation implements Layer {

  private final int channels;
  private final Dense reduce;
  private final Dense expand;

  private SqueezeExcitation(int channels, int width) {
    this.channels = channels;
    this.reduce = Dense.of(channels, width);
    this.expand = Dense.of(width, channels);
  }

  /** Returns a layer that goes through a sixteenth of the channels, at least one: the source's. */
  public static SqueezeExcitation of(int channels) {
    return new SqueezeExcitation(channels, Math.max(1, channels / 16));
  }

  /**
   * Returns a layer.
   *
   * @param reduction what the number of channels is divided by in between
   * @throws IllegalArgumentException if it does not divide the number of channels
   */
  public static SqueezeExcitation of(int channels, int reduction) {
    Preconditions.checkArgument(
        reduction > 0 && channels % reduction == 0,
        "squeezeExcitation: a reduction of %s does not divide %s channels; give a divisor",
        reduction,
        channels);
    return new SqueezeExcitation(channels, channels / reduction);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("reduce", reduce);
    declarations.child("expand", expand);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "squeezeExcitation",
        x.rank() >= 3 && x.shape().side(1) == channels,
        "the input does not fit the channels: x is %s; give [N, %s, spatial...]",
        x.shape(),
        channels);
    int[] spatial = IntStream.range(2, x.rank()).toArray();
    Tensor narrow = Activations.relu(pass.run(reduce, Reductions.mean(x, spatial)));
    Tensor scale = Activations.sigmoid(pass.run(expand, narrow));
    int[] sides = x.shape().sides();
    Arrays.fill(sides, 2, sides.length, 1);
    return x.times(scale.reshape(sides));
  }
}
