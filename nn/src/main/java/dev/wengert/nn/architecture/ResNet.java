package dev.wengert.nn.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.GlobalPool;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.BatchNormFolding;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual networks of 18 to 152 layers: images [N, 3, H, W] to logits [N, classes].
 *
 * <p>A first convolution of 7 x 7 and a pooling make images four times smaller; {@linkplain
 * ResNetBlock blocks} follow in stages, each stage but the first with twice the channels and half
 * the side; then means over all places and an affine layer. Networks of 50 layers and more have
 * blocks of three convolutions, which stride in the middle one ("version 1.5").
 *
 * <p>Parameters have the paths and layouts of torchvision: {@code conv1.weight}, {@code
 * bn1.weight}, {@code layer1.0.conv1.weight}, {@code layer2.0.downsample.0.weight}, {@code
 * fc.weight}. Statistics are those of {@link BatchNorm}. {@link PublishedNames#torch} reads its
 * files.
 *
 * <p>Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, table 1;
 * for small images section 4.2.
 */
public final class ResNet implements Layer, BatchNormFolding.Foldable {

  private static final String NAME = "resNet";
  private static final int WIDTH = 64;

  /** Those of three convolutions widen what they give by as much. */
  private static final int EXPANSION = 4;

  /** Blocks a stage, by the number of layers. */
  private static final ImmutableMap<Integer, ImmutableIntArray> BLOCKS =
      ImmutableMap.of(
          18, ImmutableIntArray.of(2, 2, 2, 2),
          34, ImmutableIntArray.of(3, 4, 6, 3),
          50, ImmutableIntArray.of(3, 4, 6, 3),
          101, ImmutableIntArray.of(3, 4, 23, 3),
          152, ImmutableIntArray.of(3, 8, 36, 3));

  private static final int FIRST_OF_BOTTLENECKS = 50;

  /** What a network is made of. */
  private record Options(
      int classes,
      int channels,
      int width,
      ImmutableIntArray blocks,
      boolean bottlenecks,
      boolean smallImages) {}

  private final Options options;
  private final Layer stem;

  /** Null where it is taken into the stem. */
  private final @Nullable BatchNorm norm;

  private final MaxPool pool = new MaxPool(Pool.of(3).stride(2).padding(1));
  private final ImmutableList<Sequential> stages;
  private final GlobalPool means = GlobalPool.average();
  private final Dense logits;

  private ResNet(Options options, Layer stem, ImmutableList<Sequential> stages, Dense logits) {
    this.options = options;
    this.stem = stem;
    this.norm = null;
    this.stages = stages;
    this.logits = logits;
  }

  private ResNet(Options options) {
    this.options = options;
    this.stem =
        options.smallImages
            ? Convolution.of2d(options.channels, options.width, Conv.same(), 3).withoutBias()
            : Convolution.of2d(options.channels, options.width, Conv.stride(2).padding(3), 7)
                .withoutBias();
    this.norm = BatchNorm.of(options.width);
    ImmutableList.Builder<Sequential> made = ImmutableList.builder();
    int inputs = options.width;
    for (int i = 0; i < options.blocks.length(); i++) {
      int inner = options.width << i;
      int outputs = options.bottlenecks ? inner * EXPANSION : inner;
      List<Layer> blocks = new ArrayList<>();
      for (int k = 0; k < options.blocks.get(i); k++) {
        int stride = i > 0 && k == 0 ? 2 : 1;
        blocks.add(
            options.bottlenecks
                ? ResNetBlock.ofThree(inputs, inner, outputs, stride)
                : ResNetBlock.ofTwo(inputs, outputs, stride));
        inputs = outputs;
      }
      made.add(Sequential.of(blocks.toArray(new Layer[0])));
    }
    this.stages = made.build();
    this.logits = Dense.of(inputs, options.classes);
  }

  /**
   * Returns a network for 1000 classes, those of ImageNet.
   *
   * @param layers 18, 34, 50, 101 or 152
   * @throws IllegalArgumentException if there is no such network
   */
  public static ResNet of(int layers) {
    return of(layers, 1000);
  }

  /**
   * Returns a network.
   *
   * @param layers 18, 34, 50, 101 or 152
   * @param classes how many logits there are
   * @throws IllegalArgumentException if there is no such network
   */
  public static ResNet of(int layers, int classes) {
    ImmutableIntArray blocks = Numbers.published(NAME, BLOCKS, layers, "blocks by withBlocks(...)");
    Numbers.checkPositive(NAME, "classes", classes);
    return new ResNet(
        new Options(classes, 3, WIDTH, blocks, layers >= FIRST_OF_BOTTLENECKS, false));
  }

  /**
   * Returns such a network for images of another number of channels.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ResNet withChannels(int channels) {
    Numbers.checkPositive(NAME, "channels", channels);
    Options o = options;
    return new ResNet(
        new Options(o.classes, channels, o.width, o.blocks, o.bottlenecks, o.smallImages));
  }

  /**
   * Returns such a network with another number of channels in the first stage than 64; each further
   * stage has twice as many as the one before.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ResNet withWidth(int width) {
    Numbers.checkPositive(NAME, "channels of the first stage", width);
    Options o = options;
    return new ResNet(
        new Options(o.classes, o.channels, width, o.blocks, o.bottlenecks, o.smallImages));
  }

  /**
   * Returns such a network with other stages.
   *
   * @param blocks how many blocks each stage has
   * @throws IllegalArgumentException if there is no stage, or one has no block
   */
  public ResNet withBlocks(int... blocks) {
    ImmutableIntArray stages = Numbers.stages(NAME, "blocks", blocks, "2, 2, 2, 2");
    Options o = options;
    return new ResNet(
        new Options(o.classes, o.channels, o.width, stages, o.bottlenecks, o.smallImages));
  }

  /**
   * Returns such a network for images of some 32 x 32: its first convolution is of 3 x 3, keeps the
   * side, and no pooling follows. With stages of n, n, n blocks and 16 channels it is the paper's
   * network of 6 n + 2 layers for CIFAR-10, with projections around blocks that widen.
   */
  public ResNet withSmallImages() {
    Options o = options;
    return new ResNet(new Options(o.classes, o.channels, o.width, o.blocks, o.bottlenecks, true));
  }

  @Override
  public Layer folded(BatchNormFolding folding) {
    return new ResNet(
        options,
        norm == null ? stem : folding.joined(stem, norm),
        stages.stream().map(folding::fold).collect(ImmutableList.toImmutableList()),
        logits);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("conv1", stem);
    if (norm != null) {
      declarations.child("bn1", norm);
    }
    if (!options.smallImages) {
      declarations.child("maxpool", pool);
    }
    for (int i = 0; i < stages.size(); i++) {
      declarations.child("layer" + (i + 1), stages.get(i));
    }
    declarations.child("avgpool", means);
    declarations.child("fc", logits);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor first = pass.run(stem, x);
    Tensor y = Activations.relu(norm == null ? first : pass.run(norm, first));
    if (!options.smallImages) {
      y = pass.run(pool, y);
    }
    for (Sequential stage : stages) {
      y = pass.run(stage, y);
    }
    return pass.run(logits, pass.run(means, y));
  }
}
