package dev.wengert.nn.architecture;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.AdaptiveAvgPool;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.BatchNormFolding;
import dev.wengert.ops.Conv;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks of 11 to 19 layers of convolutions of 3 x 3: images [N, 3, H, W] to logits [N,
 * classes].
 *
 * <p>Stages of convolutions with relu end in a pooling each, which halves the sides; they have 64,
 * 128, 256, 512 and 512 channels. Means over 7 x 7 windows, which change nothing for images of 224
 * x 224, and three affine layers follow, with dropout between them.
 *
 * <p>Parameters have the paths and layouts of torchvision: {@code features.0.weight}, {@code
 * classifier.0.weight}, and so on.
 *
 * <p>Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", 2015, table 1, columns A, B, D and E.
 */
public final class Vgg implements Layer, BatchNormFolding.Foldable {

  private static final String NAME = "vgg";
  private static final int WIDTH = 64;

  /** Channels are doubled three times, and then stay. */
  private static final int MOST_DOUBLINGS = 3;

  /** Convolutions a stage, by the number of layers. */
  private static final ImmutableMap<Integer, ImmutableIntArray> STAGES =
      ImmutableMap.of(
          11, ImmutableIntArray.of(1, 1, 2, 2, 2),
          13, ImmutableIntArray.of(2, 2, 2, 2, 2),
          16, ImmutableIntArray.of(2, 2, 3, 3, 3),
          19, ImmutableIntArray.of(2, 2, 4, 4, 4));

  /** What a network is made of. */
  private record Options(
      int classes,
      int channels,
      int width,
      ImmutableIntArray stages,
      int places,
      int hidden,
      double keepProbability,
      boolean normalizes) {}

  private final Options options;
  private final Sequential features;
  private final AdaptiveAvgPool means;
  private final Sequential classifier;

  private Vgg(Options options) {
    this.options = options;
    List<Layer> layers = new ArrayList<>();
    int inputs = options.channels;
    for (int i = 0; i < options.stages.length(); i++) {
      int outputs = options.width << Math.min(i, MOST_DOUBLINGS);
      for (int k = 0; k < options.stages.get(i); k++) {
        layers.add(Convolution.of2d(inputs, outputs, Conv.same(), 3));
        if (options.normalizes) {
          layers.add(BatchNorm.of(outputs));
        }
        layers.add(Activation.relu());
        inputs = outputs;
      }
      layers.add(MaxPool.of(2));
    }
    this.features = Sequential.of(layers.toArray(new Layer[0]));
    this.means = AdaptiveAvgPool.of(options.places);
    this.classifier =
        Sequential.of(
            Dense.of(inputs * options.places * options.places, options.hidden),
            Activation.relu(),
            Dropout.keeping(options.keepProbability),
            Dense.of(options.hidden, options.hidden),
            Activation.relu(),
            Dropout.keeping(options.keepProbability),
            Dense.of(options.hidden, options.classes));
  }

  private Vgg(Options options, Sequential features, Sequential classifier) {
    this.options = options;
    this.features = features;
    this.means = AdaptiveAvgPool.of(options.places);
    this.classifier = classifier;
  }

  /**
   * Returns a network for 1000 classes, those of ImageNet.
   *
   * @param layers 11, 13, 16 or 19
   * @throws IllegalArgumentException if there is no such network
   */
  public static Vgg of(int layers) {
    return of(layers, 1000);
  }

  /**
   * Returns a network.
   *
   * @param layers 11, 13, 16 or 19
   * @param classes how many logits there are
   * @throws IllegalArgumentException if there is no such network
   */
  public static Vgg of(int layers, int classes) {
    ImmutableIntArray stages = Numbers.published(NAME, STAGES, layers, "stages by withStages(...)");
    Numbers.checkPositive(NAME, "classes", classes);
    return new Vgg(new Options(classes, 3, WIDTH, stages, 7, 4096, 0.5, false));
  }

  /** Returns such a network with batch normalization behind each convolution. */
  public Vgg withBatchNorm() {
    Options o = options;
    return new Vgg(
        new Options(
            o.classes, o.channels, o.width, o.stages, o.places, o.hidden, o.keepProbability, true));
  }

  /**
   * Returns such a network for images of another number of channels.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Vgg withChannels(int channels) {
    Numbers.checkPositive(NAME, "channels", channels);
    Options o = options;
    return new Vgg(
        new Options(
            o.classes,
            channels,
            o.width,
            o.stages,
            o.places,
            o.hidden,
            o.keepProbability,
            o.normalizes));
  }

  /**
   * Returns such a network with other stages, for smaller images say.
   *
   * @param width how many channels the first stage has; the next three have twice those of the one
   *     before, all further ones as many
   * @param convolutions how many convolutions each stage has
   * @throws IllegalArgumentException if a number is not positive, or there is no stage
   */
  public Vgg withStages(int width, int... convolutions) {
    Numbers.checkPositive(NAME, "channels of the first stage", width);
    ImmutableIntArray stages = Numbers.stages(NAME, "convolutions", convolutions, "1, 1, 2, 2, 2");
    Options o = options;
    return new Vgg(
        new Options(
            o.classes,
            o.channels,
            width,
            stages,
            o.places,
            o.hidden,
            o.keepProbability,
            o.normalizes));
  }

  /**
   * Returns such a network with another end.
   *
   * @param places how many windows means are taken over, along each side: 7 unless set otherwise
   * @param hidden how wide the two hidden affine layers are: 4096 unless set otherwise
   * @param keep the probability of their units to stay, in (0, 1]: 0.5 unless set otherwise
   * @throws IllegalArgumentException if a number is out of range
   */
  public Vgg withClassifier(int places, int hidden, double keep) {
    Numbers.checkPositive(NAME, "windows", places);
    Numbers.checkPositive(NAME, "hidden units", hidden);
    Options o = options;
    return new Vgg(
        new Options(o.classes, o.channels, o.width, o.stages, places, hidden, keep, o.normalizes));
  }

  @Override
  public Layer folded(BatchNormFolding folding) {
    return new Vgg(options, folding.fold(features), folding.fold(classifier));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("features", features);
    declarations.child("avgpool", means);
    declarations.child("classifier", classifier);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor y = pass.run(means, pass.run(features, x));
    return pass.run(classifier, Flatten.of().forward(y, pass));
  }
}
