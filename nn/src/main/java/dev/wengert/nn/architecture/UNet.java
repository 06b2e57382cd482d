package dev.wengert.nn.architecture;

import com.google.common.collect.ImmutableList;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.BatchNormFolding;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The network that says something of each place of an image: [N, channels, H, W] to [N, outputs, H,
 * W].
 *
 * <p>On the way down each level computes two convolutions of 3 x 3 with relu, and a pooling halves
 * the sides while channels double; on the way up a transposed convolution of 2 x 2 doubles the
 * sides while channels halve, what the level computed on the way down is put in front, and two
 * convolutions follow. One of 1 x 1 ends it.
 *
 * <p>Convolutions keep the sides, which must be divisible by 2 to the {@linkplain #withLevels
 * number of levels}, 16 unless set otherwise; {@link #withoutPadding} has them as in the paper.
 *
 * <p>Paths: {@code down.0.0.weight}, ..., {@code bottom.0.weight}, ..., {@code up.0.weight} and
 * {@code joined.0.0.weight} from the top level on, {@code output.weight}.
 *
 * <p>Source: Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image
 * segmentation", 2015, figure 1.
 */
public final class UNet implements Layer, BatchNormFolding.Foldable {

  private static final String NAME = "uNet";
  private static final int WIDTH = 64;
  private static final int LEVELS = 4;

  /** What a network is made of. */
  private record Options(
      int channels, int outputs, int width, int levels, boolean pads, boolean normalizes) {}

  private final Options options;
  private final MaxPool pool = MaxPool.of(2);
  private final ImmutableList<Sequential> down;
  private final Sequential bottom;
  private final ImmutableList<Convolution> up;
  private final ImmutableList<Sequential> joined;
  private final Convolution output;

  /** Which sides fit, for messages. */
  private final String remedy;

  private UNet(Options options) {
    this.options = options;
    ImmutableList.Builder<Sequential> descents = ImmutableList.builder();
    ImmutableList.Builder<Convolution> ascents = ImmutableList.builder();
    ImmutableList.Builder<Sequential> joints = ImmutableList.builder();
    int inputs = options.channels;
    for (int i = 0; i < options.levels; i++) {
      int width = options.width << i;
      descents.add(two(inputs, width));
      ascents.add(Convolution.transposed2d(2 * width, width, Conv.stride(2), 2));
      joints.add(two(2 * width, width));
      inputs = width;
    }
    this.down = descents.build();
    this.bottom = two(inputs, options.width << options.levels);
    this.up = ascents.build();
    this.joined = joints.build();
    this.output = Convolution.of2d(options.width, options.outputs, 1);
    this.remedy = remedy(options);
  }

  private UNet(UNet network, UnaryOperator<Sequential> change) {
    this.options = network.options;
    this.down = changed(network.down, change);
    this.bottom = change.apply(network.bottom);
    this.up = network.up;
    this.joined = changed(network.joined, change);
    this.output = network.output;
    this.remedy = network.remedy;
  }

  private static ImmutableList<Sequential> changed(
      ImmutableList<Sequential> levels, UnaryOperator<Sequential> change) {
    return levels.stream().map(change).collect(ImmutableList.toImmutableList());
  }

  private static String remedy(Options options) {
    return options.pads
        ? "sides divisible by " + (1 << options.levels)
        : "sides that are even in front of each pooling, 572 for four levels";
  }

  private Sequential two(int inputs, int outputs) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Conv how = options.pads ? Conv.same() : Conv.DEFAULT;
      Convolution convolution = Convolution.of2d(i == 0 ? inputs : outputs, outputs, how, 3);
      layers.add(options.normalizes ? convolution.withoutBias() : convolution);
      if (options.normalizes) {
        layers.add(BatchNorm.of(outputs));
      }
      layers.add(Activation.relu());
    }
    return Sequential.of(layers.toArray(new Layer[0]));
  }

  /**
   * Returns a network of four levels that begins with 64 channels.
   *
   * @param channels how many channels images have
   * @param outputs how many numbers are said of each place, one logit a class for example
   * @throws IllegalArgumentException if a number is not positive
   */
  public static UNet of(int channels, int outputs) {
    Numbers.checkPositive(NAME, "channels", channels);
    Numbers.checkPositive(NAME, "outputs", outputs);
    return new UNet(new Options(channels, outputs, WIDTH, LEVELS, true, false));
  }

  /**
   * Returns such a network with another number of channels in the first level.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public UNet withWidth(int width) {
    Numbers.checkPositive(NAME, "channels of the first level", width);
    Options o = options;
    return new UNet(new Options(o.channels, o.outputs, width, o.levels, o.pads, o.normalizes));
  }

  /**
   * Returns such a network with another number of levels, each of which halves the sides.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public UNet withLevels(int levels) {
    Numbers.checkPositive(NAME, "levels", levels);
    Options o = options;
    return new UNet(new Options(o.channels, o.outputs, o.width, levels, o.pads, o.normalizes));
  }

  /** Returns such a network with batch normalization in place of the biases in front of relu. */
  public UNet withBatchNorm() {
    Options o = options;
    return new UNet(new Options(o.channels, o.outputs, o.width, o.levels, o.pads, true));
  }

  /**
   * Returns such a network whose convolutions of 3 x 3 take the inner part of images only, as in
   * the paper, each two pixels less a side; what joins from the way down is cut to its middle.
   * Images of 572 x 572 give 388 x 388.
   */
  public UNet withoutPadding() {
    Options o = options;
    return new UNet(new Options(o.channels, o.outputs, o.width, o.levels, false, o.normalizes));
  }

  @Override
  public Layer folded(BatchNormFolding folding) {
    return new UNet(this, folding::fold);
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < down.size(); i++) {
      declarations.child("down." + i, down.get(i));
    }
    declarations.child("bottom", bottom);
    for (int i = 0; i < down.size(); i++) {
      declarations.child("up." + i, up.get(i));
      declarations.child("joined." + i, joined.get(i));
    }
    declarations.child("output", output);
    declarations.child("pool", pool);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        NAME,
        x.rank() == 4 && x.shape().side(1) == options.channels,
        "the input does not fit the weights: x is %s; give [N, %s, H, W]",
        x.shape(),
        options.channels);
    List<Tensor> kept = new ArrayList<>();
    Tensor y = x;
    for (Sequential level : down) {
      Tensor side = pass.run(level, y);
      checkHalves(x, side, pass);
      kept.add(side);
      y = pass.run(pool, side);
    }
    y = pass.run(bottom, y);
    for (int i = down.size() - 1; i >= 0; i--) {
      Tensor larger = pass.run(up.get(i), y);
      y = pass.run(joined.get(i), Shapes.concat(1, middle(kept.get(i), larger.shape()), larger));
    }
    return pass.run(output, y);
  }

  /** Checks that a pooling loses nothing: else nothing fits on the way up. */
  private void checkHalves(Tensor x, Tensor side, Pass pass) {
    pass.check(
        this,
        NAME,
        side.shape().side(2) % 2 == 0 && side.shape().side(3) % 2 == 0,
        "the sides cannot be halved %s times: x is %s, a level on the way down is %s; give %s",
        options.levels,
        x.shape(),
        side.shape(),
        remedy);
  }

  /** Returns the middle of images, of the sides of others. */
  private static Tensor middle(Tensor x, Shape like) {
    if (x.shape().side(2) == like.side(2) && x.shape().side(3) == like.side(3)) {
      return x;
    }
    int top = (x.shape().side(2) - like.side(2)) / 2;
    int left = (x.shape().side(3) - like.side(3)) / 2;
    return x.get(
        Index.all(),
        Index.all(),
        Index.range(top, top + like.side(2)),
        Index.range(left, left + like.side(3)));
  }
}
