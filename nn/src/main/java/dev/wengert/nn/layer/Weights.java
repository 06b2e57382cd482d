package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.ops.Shapes;

/**
 * The weights that a wrapper changes: a layer that runs another one with {@linkplain
 * dev.wengert.nn.Pass#with stand-ins} for its weights.
 *
 * <p>Weights are the parameters of role {@link Parameter.Role#WEIGHT} with two axes or more,
 * wherever in the wrapped layer they are.
 */
public final class Weights {

  private Weights() {}

  /**
   * Returns a layer's weights, by their path in it.
   *
   * @param operation the wrapper's name in messages
   * @param purpose what becomes of them, as in "to normalize"
   * @throws IllegalArgumentException if there are none
   */
  public static ImmutableMap<String, Parameter> of(String operation, String purpose, Layer layer) {
    ImmutableMap<String, Parameter> all = Model.of(layer).parameters();
    ImmutableMap<String, Parameter> weights =
        ImmutableMap.copyOf(Maps.filterValues(all, Weights::isMatrix));
    Preconditions.checkArgument(
        !weights.isEmpty(),
        "%s: the layer has no weight %s: its parameters are %s; wrap one with a weight of two axes"
            + " or more",
        operation,
        purpose,
        all);
    return weights;
  }

  private static boolean isMatrix(Parameter parameter) {
    return parameter.role() == Parameter.Role.WEIGHT && parameter.shape().rank() >= 2;
  }

  /** Returns how many numbers a unit of a weight has. */
  public static int inputs(Parameter weight) {
    return weight.shape().size() / Math.max(1, units(weight));
  }

  /** Returns how many units a weight has. */
  public static int units(Parameter weight) {
    return weight.shape().side(weight.unitAxis());
  }

  /** Returns a weight's value as a matrix [units, inputs]. */
  public static Tensor matrix(Tensor value, Parameter weight) {
    int axis = weight.unitAxis();
    Tensor rows = axis == 0 ? value : Shapes.moveAxis(value, axis, 0);
    return rows.reshape(units(weight), inputs(weight));
  }

  /** Returns a matrix [units, inputs] as the weight lies: with the units along its own axis. */
  static Tensor fromMatrix(Tensor matrix, Parameter weight) {
    int axis = weight.unitAxis();
    Shape shape = weight.shape();
    int[] sides = new int[shape.rank()];
    sides[0] = shape.side(axis);
    for (int from = 0, to = 1; from < sides.length; from++) {
      if (from != axis) {
        sides[to++] = shape.side(from);
      }
    }
    return Shapes.moveAxis(matrix.reshape(sides), 0, axis);
  }
}
