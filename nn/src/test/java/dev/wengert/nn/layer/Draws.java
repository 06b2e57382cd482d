package dev.wengert.nn.layer;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Component;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.testing.Seeds;
import java.util.LinkedHashMap;
import java.util.Map;

/** Inputs and values that tests of layers start from. */
public final class Draws {

  private Draws() {}

  public static Tensor normal(int seed, int... sides) {
    return Key.of(Seeds.of(seed)).normal(new Spec(DType.FLOAT64, Shape.of(sides)));
  }

  public static <M extends Component> Model<M> model(M root) {
    return Model.of(root, DType.FLOAT64);
  }

  /** Values of which none is at a special place: not 0, not 1. */
  public static Values values(Model<?> model, int seed) {
    return model
        .initialize(Key.of(Seeds.of(seed)))
        .map(
            (path, value) ->
                value.plus(Key.of(Seeds.of(seed)).fold(path).normal(value.spec()).times(0.3)));
  }

  /** Path and shape of each parameter. */
  public static Map<String, String> parameters(Component root) {
    Map<String, String> shapes = new LinkedHashMap<>();
    Draws.model(root)
        .parameters()
        .forEach((path, parameter) -> shapes.put(path, parameter.shape().toString()));
    return shapes;
  }

  /** The output of a layer with given values in inference. */
  public static <M extends Layer> Tensor run(Model<M> model, Values values, Tensor x) {
    return model.root().forward(x, model.inference(values));
  }
}
