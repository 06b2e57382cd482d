package dev.wengert.nn.train;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a step that went wrong a second time, to find where. */
final class FirstBadTensor {

  private static final String OF_THE_SET = " of the data set, counted from 0";

  private FirstBadTensor() {}

  /** Returns what made the first NaN or infinity of a step. */
  static <M extends Component> String find(
      Differentiation.Goal<M> goal, Values values, List<Batch> batches, Key key) {
    Values now = values;
    String infinite = "";
    for (Map.Entry<String, Tensor> entry : values.byPath().entrySet()) {
      if (any(entry.getValue(), Double::isNaN)) {
        return "the values at " + entry.getKey() + " have a NaN before the step";
      }
      if (any(entry.getValue(), Double::isInfinite)) {
        infinite = "; before the step the values at " + entry.getKey() + " have an infinity";
      }
    }
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      for (Tensor part : List.of(batch.x(), batch.y())) {
        String name = part == batch.x() ? "inputs" : "targets";
        int nan = first(part, batch, Double::isNaN);
        if (nan >= 0) {
          return "the batch has a NaN among its "
              + name
              + ", in example "
              + nan
              + OF_THE_SET
              + "; clean the data";
        }
        int large = first(part, batch, Double::isInfinite);
        if (large >= 0) {
          infinite =
              "; the batch has an infinity among its "
                  + name
                  + ", in example "
                  + large
                  + OF_THE_SET;
        }
      }
      Watched any = watch(Autodiff::detectAnomaly, goal, now, batch, key.fold(i));
      if (any.fault != null) {
        Watched nan = watch(Autodiff::detectNaN, goal, now, batch, key.fold(i));
        return (nan.fault == null || rest(nan.fault).equals(rest(any.fault))
                ? any.fault
                : nan.fault + "; before that, " + any.fault)
            + infinite;
      }
      now = any.values;
    }
    return infinite.isEmpty()
        ? "no single operation made it: the gradients are too large to be summed; lower the"
            + " learning rate, or clip the gradients"
        : "no operation made it of finite numbers" + infinite;
  }

  /** A message without the name of who looked. */
  private static String rest(String message) {
    return message.substring(message.indexOf(':'));
  }

  /** One of the ways to look for a fault: which infinities are one. */
  @FunctionalInterface
  private interface Detector {
    Tensor run(Function<List<Tensor>, Tensor> f, List<Tensor> arguments);
  }

  /**
   * What a watched pass came to.
   *
   * @param values those after it
   * @param fault the message of the first fault; null if there was none
   */
  private record Watched(Values values, @Nullable String fault) {}

  private static <M extends Component> Watched watch(
      Detector detector, Differentiation.Goal<M> goal, Values values, Batch batch, Key key) {
    try {
      return new Watched(values.with(observe(detector, goal, values, batch, key)), null);
    } catch (ArithmeticException e) {
      return new Watched(values, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the statistics of a pass that is watched, values and examples being its arguments. */
  private static <M extends Component> Values observe(
      Detector detector, Differentiation.Goal<M> goal, Values values, Batch batch, Key key) {
    List<String> paths = values.byPath().keySet().asList();
    List<Tensor> arguments = new ArrayList<>(values.byPath().values());
    arguments.add(batch.x());
    arguments.add(batch.y());
    List<Values> statistics = new ArrayList<>();
    detector.run(
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

  /** Returns the place in its set of the first example of a batch that has one; -1 for none. */
  private static int first(Tensor part, Batch batch, DoublePredicate bad) {
    if (part.dtype().isFloating()) {
      double[] values = part.toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        if (bad.test(values[i])) {
          return batch.indices().toIntArray()[i / (values.length / batch.size())];
        }
      }
    }
    return -1;
  }

  private static boolean any(Tensor tensor, DoublePredicate bad) {
    return tensor.dtype().isFloating() && Arrays.stream(tensor.toDoubleArray()).anyMatch(bad);
  }
}
