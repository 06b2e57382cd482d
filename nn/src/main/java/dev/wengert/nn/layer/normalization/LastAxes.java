package dev.wengert.nn.layer.normalization;

import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import java.util.Arrays;

/** Layers that work on the last axes of whatever they are given. */
final class LastAxes {

  private LastAxes() {}

  /** Returns how many elements there are along the axes from one on, whatever those before it. */
  static int count(Tensor x, int from) {
    int count = 1;
    for (int axis = from; axis < x.rank(); axis++) {
      count *= x.shape().side(axis);
    }
    return count;
  }

  /** Refuses an input that does not end in the layer's sides, or is not of its dtype. */
  static void check(Layer layer, String operation, Tensor x, Shape sides, Pass pass) {
    int[] given = x.shape().sides();
    int[] own = sides.sides();
    boolean fits =
        given.length >= own.length
            && Arrays.equals(given, given.length - own.length, given.length, own, 0, own.length);
    pass.check(
        layer,
        operation,
        fits,
        "the input does not end in the layer's sides: x is %s; give [..., %s",
        x.shape(),
        sides.toString().substring(1));
    pass.checkType(layer, operation, x);
  }
}
