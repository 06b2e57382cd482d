package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Regularization;
import java.util.Arrays;

/**
 * The layer that drops elements at random in training: {@code y = m x / keep}, the mask m one with
 * probability keep and else zero, and {@code y = x} in inference ({@link Regularization#dropout}).
 *
 * <p>The mask depends on the pass's key and on the layer's path in the model, so the same key drops
 * the same elements on every machine.
 *
 * <p>Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
 * overfitting", JMLR 2014; section 10 has the scaling in training. PyTorch: {@code Dropout}.
 *
 * @param keepProbability the probability to stay, in (0, 1]
 * @param scaling where the expectation is put right
 * @param unit what is dropped at once
 */
public record Dropout(double keepProbability, Scaling scaling, Unit unit) implements Layer {

  /** Where the expectation is put right. */
  public enum Scaling {
    /** What stays is scaled up in training: inverted dropout. */
    TRAINING,
    /** Everything is scaled down in inference, as the paper has it. */
    INFERENCE
  }

  /** What is dropped at once. */
  public enum Unit {
    /** A single element. */
    ELEMENT,
    /** A whole channel of an example. */
    CHANNEL
  }

  /**
   * Makes a dropout layer.
   *
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public Dropout {
    Preconditions.checkArgument(
        keepProbability > 0 && keepProbability <= 1,
        "dropout: not a keep probability: %s; give a number above 0, at most 1",
        keepProbability);
  }

  /**
   * Makes a layer as {@link #keeping} does.
   *
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public Dropout(double keepProbability) {
    this(keepProbability, Scaling.TRAINING, Unit.ELEMENT);
  }

  /**
   * Returns inverted dropout by the probability to stay.
   *
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public static Dropout keeping(double keepProbability) {
    return new Dropout(keepProbability);
  }

  /**
   * Returns inverted dropout by the probability to be dropped.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1)
   */
  public static Dropout dropping(double dropProbability) {
    return new Dropout(kept(dropProbability));
  }

  /**
   * Returns dropout as first published, by the probability p to be dropped: {@code y = m x} in
   * training, m from the binomial distribution B(1, 1 - p), and {@code y = (1 - p) x} in inference.
   *
   * @throws IllegalArgumentException if the probability is outside [0, 1)
   */
  public static Dropout binomial(double dropProbability) {
    return new Dropout(kept(dropProbability), Scaling.INFERENCE, Unit.ELEMENT);
  }

  private static double kept(double dropProbability) {
    Preconditions.checkArgument(
        dropProbability >= 0 && dropProbability < 1,
        "dropout: not a drop probability: %s; give a number from 0, below 1",
        dropProbability);
    return 1 - dropProbability;
  }

  /**
   * Returns this dropout for whole channels: x [N, C, ...].
   *
   * <p>Source: Tompson et al., "Efficient object localization using convolutional networks", 2015,
   * section 3.2. PyTorch: {@code Dropout1d}, {@code Dropout2d}, {@code Dropout3d}.
   */
  public Dropout ofChannels() {
    return new Dropout(keepProbability, scaling, Unit.CHANNEL);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "dropout",
        unit == Unit.ELEMENT || x.rank() >= 2,
        "there are no channels: x is %s; give [N, C, ...]",
        x.shape());
    if (keepProbability == 1) {
      return x;
    }
    if (!pass.isTraining()) {
      return scaling == Scaling.TRAINING ? x : x.times(keepProbability);
    }
    Tensor mask = mask(x.shape(), pass.key(this));
    return scaling == Scaling.TRAINING
        ? Regularization.dropout(x, mask, keepProbability)
        : Regularization.mask(x, mask);
  }

  private Tensor mask(Shape shape, Key key) {
    if (unit == Unit.ELEMENT) {
      return key.bernoulli(keepProbability, shape);
    }
    int[] sides = shape.sides();
    Arrays.fill(sides, 2, sides.length, 1);
    return key.bernoulli(keepProbability, Shape.of(sides));
  }

  /** Returns for example {@code Dropout(keeping 0.5)}; what is as usual is left out. */
  @Override
  public String toString() {
    return "Dropout(keeping "
        + keepProbability
        + (scaling == Scaling.TRAINING ? "" : ", scaled in inference")
        + (unit == Unit.ELEMENT ? ")" : ", by channels)");
  }
}
