package dev.wengert.nn.layer.normalization;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Weights;
import dev.wengert.ops.Norm;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;

/**
 * A layer each of whose weights is given as direction and length: it runs with {@code g v / |v|} in
 * the place of a weight, the norm taken over all axes but that of the {@linkplain
 * Parameter#unitAxis units}, so that each unit has a length of its own.
 *
 * <p>The wrapped layer's weight parameter is the direction v; the length g is a parameter beside it
 * ({@code layer.weight} and {@code layer.weight.gain}), and begins as |v|, so that the wrapped
 * layer begins as it would alone. Weights are the parameters of that role with two axes or more,
 * wherever in the wrapped layer they are. A direction of length 0 is none: the weight is NaN.
 *
 * <p>Source: Salimans and Kingma, "Weight normalization: a simple reparameterization to accelerate
 * training of deep neural networks", 2016, equation 2. PyTorch: {@code weight_norm}.
 */
public final class WeightNorm implements Layer {

  /** The name of the wrapped layer. */
  private static final String LAYER = "layer";

  /** A weight by its path in the wrapped layer, as direction and length. */
  private record Weight(String path, Parameter direction, Parameter gain) {}

  private final Layer layer;
  private final ImmutableList<Weight> weights;

  private WeightNorm(Layer layer, ImmutableList<Weight> weights) {
    this.layer = layer;
    this.weights = weights;
  }

  /**
   * Returns a layer that runs with normalized weights.
   *
   * @throws IllegalArgumentException if it has no weight of two axes or more
   */
  public static WeightNorm of(Layer layer) {
    ImmutableList.Builder<Weight> weights = ImmutableList.builder();
    Weights.of("weightNorm", "to normalize", layer)
        .forEach((path, direction) -> weights.add(new Weight(path, direction, gain(direction))));
    return new WeightNorm(layer, weights.build());
  }

  private static Parameter gain(Parameter direction) {
    int[] others = direction.shape().axesBut(direction.unitAxis());
    return Parameter.following(
        Parameter.Role.NORMALIZATION,
        direction,
        first -> Reductions.norm(first, Norm.L2, true, others),
        direction.shape().reduced(others, true).sides());
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.child(LAYER, layer);
    for (Weight weight : weights) {
      declarations.parameter(LAYER + "." + weight.path + ".gain", weight.gain);
    }
  }

  /** Returns a pass in which the wrapped layer's weights are the normalized ones. */
  public Pass weights(Pass pass) {
    Pass normalized = pass;
    for (Weight weight : weights) {
      Tensor direction = pass.value(weight.direction);
      Tensor gain = pass.value(weight.gain);
      Tensor value = Normalization.weightNorm(direction, gain, weight.direction.unitAxis());
      normalized = normalized.with(weight.direction, value);
    }
    return normalized;
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return layer.forward(x, weights(pass));
  }
}
