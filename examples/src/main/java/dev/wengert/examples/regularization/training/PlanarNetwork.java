package dev.wengert.examples.regularization.training;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.layer.normalization.LayerNorm;
import dev.wengert.ops.Activations;
import java.util.function.IntFunction;

/**
 * A network of any depth: linear and relu for each hidden layer, and a linear one in the end; the
 * sigmoid is part of the loss.
 *
 * <p>The hidden layers may be normalized before the relu and dropped out after it; inputs and
 * output never are. This is the forward computation; there is no other.
 */
final class PlanarNetwork implements Layer {

  private static final Layer UNCHANGED = (x, pass) -> x;

  private final ImmutableList<Hidden> hidden;
  private final Dense last;

  private PlanarNetwork(ImmutableList<Hidden> hidden, Dense last) {
    this.hidden = hidden;
    this.last = last;
  }

  /** A hidden layer and what a variant puts around its relu. */
  private record Hidden(Dense linear, Layer normalization, Layer dropout) {

    Tensor forward(Tensor x, Pass pass) {
      Tensor normalized = normalization.forward(linear.forward(x, pass), pass);
      return dropout.forward(Activations.relu(normalized), pass);
    }
  }

  /**
   * Returns the network of a variant.
   *
   * @param units of each layer, inputs first
   * @param dropout makes the dropout layer behind a hidden layer, the first of which is 0
   */
  static PlanarNetwork of(
      Variant variant, ImmutableIntArray units, Initializer weights, IntFunction<Layer> dropout) {
    ImmutableList.Builder<Hidden> hidden = ImmutableList.builder();
    int end = units.length() - 1;
    for (int i = 0; i < end - 1; i++) {
      int outputs = units.get(i + 1);
      hidden.add(
          new Hidden(
              Dense.of(units.get(i), outputs, weights),
              normalization(variant, outputs),
              variant.drops() ? dropout.apply(i) : UNCHANGED));
    }
    return new PlanarNetwork(hidden.build(), Dense.of(units.get(end - 1), units.get(end), weights));
  }

  private static Layer normalization(Variant variant, int units) {
    return switch (variant) {
      case BATCHNORM -> BatchNorm.of(units);
      case LAYERNORM -> LayerNorm.of(units);
      case NONE, L2, L1, DROPOUT, L2DROPOUT, STANDARDIZED, EARLYSTOP, TUNED -> UNCHANGED;
    };
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < hidden.size(); i++) {
      declarations.child("layer" + (i + 1), hidden.get(i).linear);
      declarations.child("norm" + (i + 1), hidden.get(i).normalization);
      declarations.child("dropout" + (i + 1), hidden.get(i).dropout);
    }
    declarations.child("layer" + (hidden.size() + 1), last);
  }

  /** Returns the logits [m, 1] of points [m, 2]. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor value = x;
    for (Hidden layer : hidden) {
      value = layer.forward(value, pass);
    }
    return last.forward(value, pass);
  }
}
