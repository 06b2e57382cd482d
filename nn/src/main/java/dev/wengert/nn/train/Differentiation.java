package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
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
import java.util.HashMap;
import java.util.Map;

/**
 * One training pass over a batch and its backward walk.
 *
 * @param terms the loss
 * @param gradients those of the parameters that are trained
 * @param unconnected the parameters that do not reach the loss
 * @param statistics the new values of statistics
 */
record Differentiation(
    LossTerms terms, Values gradients, ImmutableSet<String> unconnected, Values statistics) {

  /**
   * A loss with its penalties.
   *
   * @param <M> the root of the model
   */
  record Goal<M extends Component>(
      Model<M> model,
      BatchLoss<? super M> loss,
      ImmutableMap<String, Penalty> penalties,
      ImmutableSet<String> trainable) {}

  static <M extends Component> Differentiation of(
      Goal<M> goal, Values values, Batch batch, Key key) {
    Tape tape = new Tape();
    Map<String, Tensor> watched = new HashMap<>();
    Values tracked =
        values.map(
            (path, value) -> {
              if (!goal.trainable().contains(path)) {
                return value;
              }
              Tensor own = tape.watch(value);
              watched.put(path, own);
              return own;
            });
    Pass pass = goal.model().training(tracked, key);
    Tensor data = goal.loss().of(goal.model().root(), batch, pass);
    Tensor total = data;
    ImmutableMap.Builder<String, Double> penalties = ImmutableMap.builder();
    for (Map.Entry<String, Penalty> penalty : goal.penalties().entrySet()) {
      Tensor value = penalty.getValue().of(pass);
      penalties.put(penalty.getKey(), value.item());
      total = total.plus(value);
    }
    Gradients gradients = tape.gradients(total);
    ImmutableMap.Builder<String, Tensor> byPath = ImmutableMap.builder();
    ImmutableSet.Builder<String> unconnected = ImmutableSet.builder();
    for (String path : goal.trainable()) {
      Tensor parameter = Preconditions.checkNotNull(watched.get(path));
      byPath.put(path, gradients.of(parameter));
      if (!gradients.isConnected(parameter)) {
        unconnected.add(path);
      }
    }
    return new Differentiation(
        new LossTerms(data.item(), penalties.buildOrThrow()),
        new Values(byPath.buildOrThrow()),
        unconnected.build(),
        pass.updates().map((path, update) -> update.detach()));
  }
}
