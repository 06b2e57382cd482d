package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import java.util.List;

/**
 * Checks the derivatives of a layer with respect to its inputs and all its parameters, to second
 * order and in both modes, against finite differences.
 *
 * <p>Everything runs in FLOAT64. Parameters are taken a little off their first values, since a
 * layer at scale 1 and shift 0 hides faults; statistics as one training pass leaves them.
 */
@SuppressWarnings("exports") // tests of every package use it
public final class LayerChecks {

  private static final Key KEY = Key.of(0x5eed);

  private LayerChecks() {}

  /** What a component computes of its inputs. */
  @FunctionalInterface
  public interface Forward<M> {
    /** Returns one output. */
    Tensor of(M component, List<Tensor> inputs, Pass pass);
  }

  /** Checks a layer in training and in inference. */
  public static void check(Layer layer, Tensor x) {
    check(layer, List.of(x), (l, in, pass) -> l.forward(in.getFirst(), pass));
  }

  /** Checks a component of several inputs in training and in inference. */
  public static <M extends Component> void check(M component, List<Tensor> xs, Forward<M> forward) {
    training(component, xs, forward).run().assertCorrect();
    inference(component, xs, forward).run().assertCorrect();
  }

  /** Returns the check of a layer in training, so that more can be declared. */
  public static GradCheck training(Layer layer, Tensor x) {
    return training(layer, List.of(x), (l, in, pass) -> l.forward(in.getFirst(), pass));
  }

  /** Returns the check of a layer in inference, so that more can be declared. */
  public static GradCheck inference(Layer layer, Tensor x) {
    return inference(layer, List.of(x), (l, in, pass) -> l.forward(in.getFirst(), pass));
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

  private static <M extends Component> GradCheck check(
      M component, List<Tensor> xs, Forward<M> forward, boolean training) {
    Model<M> model = Model.of(component, DType.FLOAT64);
    Values values = values(model, xs, forward);
    ImmutableList<String> paths = model.parameters().keySet().asList();
    GradCheck check =
        GradCheck.of(
                in -> {
                  Values now =
                      values.map(
                          (path, value) ->
                              paths.contains(path)
                                  ? in.get(xs.size() + paths.indexOf(path))
                                  : value);
                  Pass pass = training ? model.training(now, KEY) : model.inference(now);
                  return forward.of(component, in.subList(0, xs.size()), pass);
                })
            .order(2)
            .forwardMode();
    for (int i = 0; i < xs.size(); i++) {
      Tensor x = xs.get(i);
      String name = "x" + (xs.size() == 1 ? "" : i);
      check = x.dtype().isFloating() ? check.input(name, x) : check.constant(name, x);
    }
    for (String path : paths) {
      check = check.input(path, values.get(path));
    }
    return check;
  }

  /** Returns the values at which a component is checked. */
  private static <M extends Component> Values values(
      Model<M> model, List<Tensor> xs, Forward<M> forward) {
    Values values =
        model
            .initialize(KEY)
            .map(
                (path, value) ->
                    model.parameters().containsKey(path)
                        ? value.plus(KEY.fold("off").fold(path).normal(value.spec()).times(0.3))
                        : value);
    Pass pass = model.training(values, KEY);
    forward.of(model.root(), xs, pass);
    return values.with(pass.updates());
  }
}
