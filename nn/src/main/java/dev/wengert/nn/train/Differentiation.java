package dev.wengert.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Gradients;
import dev.wengert.Key;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.optim.SharpnessAware;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One training pass over a batch and its backward walk: tensors, none of whose values is looked at,
 * so that it can be recorded.
 *
 * @param data the loss's term of the data
 * @param penalties the penalties by name
 * @param gradients those of the parameters that are trained
 * @param unconnected the parameters that do not reach the loss of the data, if that was asked for
 * @param statistics the new values of statistics
 */
record Differentiation(
    Tensor data,
    ImmutableMap<String, Tensor> penalties,
    Values gradients,
    ImmutableSet<String> unconnected,
    Values statistics) {

  /**
   * A loss with its penalties.
   *
   * @param radius how far above the values gradients are taken, if not there
   * @param <M> the root of the model
   */
  record Goal<M extends Component>(
      Model<M> model,
      BatchLoss<? super M> loss,
      ImmutableMap<String, Penalty> penalties,
      ImmutableSet<String> trainable,
      OptionalDouble radius) {}

  static <M extends Component> Differentiation of(
      Goal<M> goal, Values values, Batch batch, Key key, boolean asksUnconnected) {
    Differentiation here = pass(goal, values, batch, key, asksUnconnected);
    if (goal.radius().isEmpty()) {
      return here;
    }
    Values above = SharpnessAware.perturbed(values, here.gradients(), goal.radius().getAsDouble());
    return new Differentiation(
        here.data(),
        here.penalties(),
        pass(goal, above, batch, key, false).gradients(),
        here.unconnected(),
        here.statistics());
  }

  private static <M extends Component> Differentiation pass(
      Goal<M> goal, Values values, Batch batch, Key key, boolean asksUnconnected) {
    Tape tape = new Tape();
    Values tracked =
        values.map(
            (path, value) -> goal.trainable().contains(path) ? tape.watch(value, path) : value);
    Pass pass = goal.model().training(tracked, key);
    Tensor data = goal.loss().of(goal.model().root(), batch, pass);
    Tensor total = data;
    ImmutableMap.Builder<String, Tensor> penalties = ImmutableMap.builder();
    for (Map.Entry<String, Penalty> penalty : goal.penalties().entrySet()) {
      Tensor value = penalty.getValue().of(pass);
      penalties.put(penalty.getKey(), tape.primal(value));
      total = total.plus(value);
    }
    Gradients gradients = tape.gradients(total);
    ImmutableMap.Builder<String, Tensor> byPath = ImmutableMap.builder();
    for (String path : goal.trainable()) {
      byPath.put(path, gradients.of(tracked.get(path)));
    }
    ImmutableSet<String> unconnected = ImmutableSet.of();
    if (asksUnconnected) {
      // A penalty reaches what it is of, used or not. Asked for once, so this may cost a walk more.
      Gradients ofData = goal.penalties().isEmpty() ? gradients : tape.gradients(data);
      unconnected =
          ImmutableSet.copyOf(
              Sets.filter(goal.trainable(), path -> !ofData.isConnected(tracked.get(path))));
    }
    return new Differentiation(
        tape.primal(data),
        penalties.buildOrThrow(),
        new Values(byPath.buildOrThrow()),
        unconnected,
        pass.updates().map((path, update) -> tape.primal(update)));
  }

  /** Returns the loss's term of the data, and then the penalties. */
  ImmutableList<Tensor> tensors() {
    return ImmutableList.<Tensor>builder().add(data).addAll(penalties.values()).build();
  }

  /** Returns the loss as numbers. */
  LossTerms terms() {
    return LossTerms.of(data, penalties);
  }
}
