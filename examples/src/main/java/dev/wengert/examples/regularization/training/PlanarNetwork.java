package dev.wengert.examples.regularization.training;

import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.BatchNorm;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.LayerNorm;
import dev.wengert.ops.Activations;
import java.util.function.IntFunction;

/**
 * The 2-20-3-1 network: linear, relu, linear, relu, linear; the sigmoid is part of the loss.
 *
 * <p>Both hidden layers may be normalized before the relu and dropped out after it. This is the
 * forward computation; there is no other.
 */
final class PlanarNetwork implements Layer {

  /** The units of the hidden layers. */
  static final int[] HIDDEN = {20, 3};

  private final Dense first;
  private final Dense second;
  private final Dense third;
  private final Layer[] normalizations;
  private final Layer[] dropouts;

  private PlanarNetwork(Initializer weights, Layer[] normalizations, Layer[] dropouts) {
    this.first = Dense.of(2, HIDDEN[0], weights);
    this.second = Dense.of(HIDDEN[0], HIDDEN[1], weights);
    this.third = Dense.of(HIDDEN[1], 1, weights);
    this.normalizations = normalizations;
    this.dropouts = dropouts;
  }

  /**
   * Returns the network of a variant.
   *
   * @param dropout makes the dropout layer behind hidden layer 0 or 1
   */
  static PlanarNetwork of(Variant variant, Initializer weights, IntFunction<Layer> dropout) {
    Layer none = (x, pass) -> x;
    Layer[] normalizations = {none, none};
    Layer[] dropouts = {none, none};
    for (int i = 0; i < HIDDEN.length; i++) {
      switch (variant) {
        case NONE, L2, STANDARDIZED, EARLYSTOP, TUNED -> {}
        case DROPOUT -> dropouts[i] = dropout.apply(i);
        case BATCHNORM -> normalizations[i] = BatchNorm.of(HIDDEN[i]);
        case LAYERNORM -> normalizations[i] = LayerNorm.of(HIDDEN[i]);
      }
    }
    return new PlanarNetwork(weights, normalizations, dropouts);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child("layer1", first);
    declarations.child("norm1", normalizations[0]);
    declarations.child("dropout1", dropouts[0]);
    declarations.child("layer2", second);
    declarations.child("norm2", normalizations[1]);
    declarations.child("dropout2", dropouts[1]);
    declarations.child("layer3", third);
  }

  /** Returns the logits [m, 1] of points [m, 2]. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor hidden1 = hidden(0, first.forward(x, pass), pass);
    Tensor hidden2 = hidden(1, second.forward(hidden1, pass), pass);
    return third.forward(hidden2, pass);
  }

  private Tensor hidden(int index, Tensor linear, Pass pass) {
    Tensor normalized = normalizations[index].forward(linear, pass);
    return dropouts[index].forward(Activations.relu(normalized), pass);
  }
}
