package dev.wengert.nn.architecture;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.BatchNormFolding;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The multilayer perceptron: affine layers with a function between them, x [..., first width] to
 * [..., last width]. Behind the last there is nothing: its outputs are logits, or predictions.
 *
 * <p>Relu is between them unless {@link #withActivation} says otherwise; {@link #withBatchNorm}
 * normalizes in front of it, {@link #withKeepProbability} drops behind it.
 *
 * <p>Paths: {@code 0.weight}, {@code 0.bias}, {@code 1.weight}, ...; {@code norm0.weight}, ... with
 * batch normalization.
 */
public final class Mlp implements Layer, BatchNormFolding.Foldable {

  private final ImmutableIntArray widths;
  private final Activation activation;
  private final Dropout dropout;
  private final ImmutableList<Layer> affine;

  /** One behind each affine layer but the last; empty without normalization. */
  private final ImmutableList<BatchNorm> norms;

  private Mlp(Mlp network, ImmutableList<Layer> affine) {
    this.widths = network.widths;
    this.activation = network.activation;
    this.dropout = network.dropout;
    this.affine = affine;
    this.norms = ImmutableList.of();
  }

  private Mlp(
      ImmutableIntArray widths, Activation activation, Dropout dropout, boolean normalizes) {
    this.widths = widths;
    this.activation = activation;
    this.dropout = dropout;
    int layers = widths.length() - 1;
    this.affine =
        IntStream.range(0, layers)
            .<Layer>mapToObj(
                i -> {
                  Dense dense = Dense.of(widths.get(i), widths.get(i + 1));
                  return normalizes && i < layers - 1 ? dense.withoutBias() : dense;
                })
            .collect(ImmutableList.toImmutableList());
    this.norms =
        IntStream.range(1, normalizes ? layers : 1)
            .mapToObj(i -> BatchNorm.of(widths.get(i)))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns a network with relu.
   *
   * @param widths that of the inputs, those of hidden layers, that of the outputs
   * @throws IllegalArgumentException if there are fewer than two, or one is not positive
   */
  public static Mlp of(int... widths) {
    Preconditions.checkArgument(
        widths.length >= 2 && Arrays.stream(widths).allMatch(width -> width > 0),
        "mlp: these are not the widths of a network: %s; give those of inputs, hidden layers and"
            + " outputs, 784, 300, 10 for example",
        Arrays.toString(widths));
    return new Mlp(ImmutableIntArray.copyOf(widths), Activation.relu(), Dropout.keeping(1), false);
  }

  /** Returns such a network with another function between the layers. */
  public Mlp withActivation(Activation other) {
    return new Mlp(widths, other, dropout, !norms.isEmpty());
  }

  /**
   * Returns such a network with batch normalization in place of biases in front of each function.
   */
  public Mlp withBatchNorm() {
    return new Mlp(widths, activation, dropout, true);
  }

  /**
   * Returns such a network with dropout behind each function.
   *
   * @param keep the probability of a hidden unit to stay, in (0, 1]
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public Mlp withKeepProbability(double keep) {
    return new Mlp(widths, activation, Dropout.keeping(keep), !norms.isEmpty());
  }

  @Override
  public Layer folded(BatchNormFolding folding) {
    ImmutableList.Builder<Layer> joined = ImmutableList.builder();
    for (int i = 0; i < affine.size(); i++) {
      Layer layer = affine.get(i);
      joined.add(i < norms.size() ? folding.joined(layer, norms.get(i)) : layer);
    }
    return new Mlp(this, joined.build());
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < affine.size(); i++) {
      declarations.child(Integer.toString(i), affine.get(i));
      if (i < norms.size()) {
        declarations.child("norm" + i, norms.get(i));
      }
    }
    declarations.child("activation", activation);
    declarations.child("dropout", dropout);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor y = pass.run(affine.get(0), x);
    for (int i = 1; i < affine.size(); i++) {
      Tensor normal = norms.isEmpty() ? y : pass.run(norms.get(i - 1), y);
      Tensor hidden = pass.run(dropout, pass.run(activation, normal));
      y = pass.run(affine.get(i), hidden);
    }
    return y;
  }
}
