package dev.wengert.nn.check;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.nn.Component;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import java.util.List;

/**
 * Checks the derivatives of a layer with respect to its inputs and all its parameters, to second
 * order, in forward and in reverse mode, in training and in inference, against finite differences.
 *
 * <p>Everything runs in FLOAT64. Parameters are taken a little off their first values, since a
 * layer at scale 1 and shift 0 hides faults; statistics as one training pass leaves them. Random
 * numbers are drawn from one key, so dropout is a fixed function. Inputs that are not floating
 * (indices, masks) are constants. In the report an input is {@code x}, or {@code x0}, {@code x1},
 * ..., and a parameter has its path.
 *
 * <p>A check is for small shapes: some ten elements an input tell all.
 */
public final class LayerCheck {

  private static final Key KEY = Key.of(0x5eed);

  /** How far off their first values parameters are taken. */
  private static final double OFF = 0.3;

  private LayerCheck() {}

  /**
   * What a component computes of its inputs.
   *
   * @param <M> the component's type
   */
  @FunctionalInterface
  public interface Forward<M> {
    /** Returns one output. */
    Tensor of(M component, List<Tensor> inputs, Pass pass);
  }

  /**
   * Checks a layer in training and in inference.
   *
   * @throws dev.wengert.gradcheck.GradientError if a derivative is not right
   * @throws IllegalArgumentException if the input is FLOAT32
   */
  public static void check(Layer layer, Tensor x) {
    check(layer, List.of(x), LayerCheck::forward);
  }

  /**
   * Checks a component of several inputs in training and in inference.
   *
   * @throws dev.wengert.gradcheck.GradientError if a derivative is not right
   * @throws IllegalArgumentException if an input is FLOAT32
   */
  public static <M extends Component> void check(M component, List<Tensor> xs, Forward<M> forward) {
    training(component, xs, forward).run().assertCorrect();
    inference(component, xs, forward).run().assertCorrect();
  }

  /** Returns the check of a layer in training, so that more can be declared. */
  public static GradCheck training(Layer layer, Tensor x) {
    return training(layer, List.of(x), LayerCheck::forward);
  }

  /** Returns the check of a layer in inference, so that more can be declared. */
  public static GradCheck inference(Layer layer, Tensor x) {
    return inference(layer, List.of(x), LayerCheck::forward);
  }

  /** Returns the check of a component in training, so that more can be declared. */
  public static <M extends Component> GradCheck training(
      M component, List<Tensor> xs, Forward<M> forward) {
    return check(component, xs, forward, true);
  }

  /** Returns the check of a component in inference, so that more can be declared. */
  public static <M extends Component> GradCheck inference(
      M component, List<Tensor> xs, Forward<M> forward) {
    return check(component, xs, forward, false);
  }

  private static Tensor forward(Layer layer, List<Tensor> xs, Pass pass) {
    return layer.forward(xs.getFirst(), pass);
  }

  private static <M extends Component> GradCheck check(
      M component, List<Tensor> xs, Forward<M> forward, boolean training) {
    Model<M> model = Model.of(component, DType.FLOAT64);
    ImmutableMap.Builder<String, Tensor> named = ImmutableMap.builder();
    for (int i = 0; i < xs.size(); i++) {
      Preconditions.checkArgument(
          xs.get(i).dtype() != DType.FLOAT32,
          "layer check: input %s is FLOAT32: %s; a check runs in FLOAT64, convert it with"
              + " to(FLOAT64)",
          i,
          xs.get(i).spec());
      named.put("x" + (xs.size() == 1 ? "" : i), xs.get(i));
    }
    ImmutableMap<String, Tensor> inputs = named.buildOrThrow();
    ImmutableList<String> names = inputs.keySet().asList();
    return ModelCheck.of(
            model,
            values(model, xs, forward),
            training ? KEY : null,
            inputs,
            (root, in, pass) -> forward.of(root, names.stream().map(in::get).toList(), pass))
        .order(2)
        .forwardMode();
  }

  /** Returns the values at which a component is checked. */
  private static <M extends Component> Values values(
      Model<M> model, List<Tensor> xs, Forward<M> forward) {
    Key off = KEY.fold("off");
    Values values =
        model
            .initialize(KEY)
            .map(
                (path, value) ->
                    model.parameters().containsKey(path)
                        ? value.plus(off.fold(path).normal(value.spec()).times(OFF))
                        : value);
    Pass pass = model.training(values, KEY);
    forward.of(model.root(), xs, pass);
    return values.with(pass.updates());
  }
}
