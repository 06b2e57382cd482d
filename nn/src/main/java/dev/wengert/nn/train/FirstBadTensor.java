package dev.wengert.nn.train;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a step that went wrong a second time, to find where. */
final class FirstBadTensor {

  private FirstBadTensor() {}

  /** Returns what made the first NaN or infinity of a step. */
  static <M extends Component> String find(
      Differentiation.Goal<M> goal, Values values, List<Batch> batches, Key key) {
    Values now = values;
    for (Map.Entry<String, Tensor> entry : values.byPath().entrySet()) {
      if (!isFinite(entry.getValue())) {
        return "the values at " + entry.getKey() + " are not finite before the step";
      }
    }
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      if (!isFinite(batch.x()) || !isFinite(batch.y())) {
        return "the batch has a NaN or an infinity among its "
            + (isFinite(batch.x()) ? "targets" : "inputs")
            + "; clean the data";
      }
      try {
        now = now.with(observe(goal, now, batch, key.fold(i)));
      } catch (ArithmeticException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "no single operation made it: the gradients are too large to be summed; lower the"
        + " learning rate, or clip the gradients";
  }

  /** Returns the statistics of a pass that is watched, values and examples being its arguments. */
  private static <M extends Component> Values observe(
      Differentiation.Goal<M> goal, Values values, Batch batch, Key key) {
    List<String> paths = values.byPath().keySet().asList();
    List<Tensor> arguments = new ArrayList<>(values.byPath().values());
    arguments.add(batch.x());
    arguments.add(batch.y());
    List<Values> statistics = new ArrayList<>();
    Autodiff.detectAnomaly(
        observed -> {
          Map<String, Tensor> replaced = new LinkedHashMap<>();
          for (int i = 0; i < paths.size(); i++) {
            replaced.put(paths.get(i), observed.get(i));
          }
          Batch seen =
              new Batch(
                  observed.get(paths.size()), observed.get(paths.size() + 1), batch.indices());
          Differentiation pass =
              Differentiation.of(goal, new Values(ImmutableMap.copyOf(replaced)), seen, key, false);
          statistics.add(pass.statistics());
          return Tensor.scalar(0.0);
        },
        arguments);
    return statistics.get(0);
  }

  private static boolean isFinite(Tensor tensor) {
    if (tensor.dtype().isFloating()) {
      for (double value : tensor.toDoubleArray()) {
        if (!Double.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
