package dev.wengert.nn.layer.normalization;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;

/** The weights that a wrapper normalizes. */
final class Weights {

  /** The name of the wrapped layer in its wrapper. */
  static final String LAYER = "layer";

  private Weights() {}

  /**
   * Returns a layer's parameters of role WEIGHT and of two axes or more, by their path in it.
   *
   * @throws IllegalArgumentException if there are none
   */
  static ImmutableMap<String, Parameter> of(String operation, Layer layer) {
    ImmutableMap<String, Parameter> all = Model.of(layer).parameters();
    ImmutableMap<String, Parameter> weights =
        ImmutableMap.copyOf(Maps.filterValues(all, Weights::isMatrix));
    Preconditions.checkArgument(
        !weights.isEmpty(),
        "%s: the layer has no weight to normalize: its parameters are %s; wrap one with a weight"
            + " of two axes or more",
        operation,
        all);
    return weights;
  }

  private static boolean isMatrix(Parameter parameter) {
    return parameter.role() == Parameter.Role.WEIGHT && parameter.shape().rank() >= 2;
  }
}
