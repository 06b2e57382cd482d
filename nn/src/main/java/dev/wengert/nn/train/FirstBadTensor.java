package dev.wengert.nn.train;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Example;
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
      Leaves<Object> examples = Leaves.of(batch.examples());
      for (int part = 0; part < examples.tensors().size(); part++) {
        Tensor tensor = examples.tensors().get(part);
        String name = called(batch, examples.names().get(part));
        if (any(tensor, Double::isNaN)) {
          return "the batch has a NaN "
              + name
              + example(tensor, batch, Double::isNaN)
              + "; clean the data";
        }
        if (any(tensor, Double::isInfinite)) {
          infinite =
              "; the batch has an infinity " + name + example(tensor, batch, Double::isInfinite);
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
    Leaves<Object> examples = Leaves.of(batch.examples());
    arguments.addAll(examples.tensors());
    List<Values> statistics = new ArrayList<>();
    detector.run(
        observed -> {
          Map<String, Tensor> replaced = new LinkedHashMap<>();
          for (int i = 0; i < paths.size(); i++) {
            replaced.put(paths.get(i), observed.get(i));
          }
          Batch seen = batch.with(examples.with(observed.subList(paths.size(), observed.size())));
          Differentiation pass =
              Differentiation.of(goal, new Values(ImmutableMap.copyOf(replaced)), seen, key, false);
          statistics.add(pass.statistics());
          return Tensor.scalar(0.0);
        },
        arguments);
    return statistics.get(0);
  }

  private static String called(Batch batch, String name) {
    return switch (batch.examples()) {
      case Example pair -> name.equals("x") ? "among its inputs" : "among its targets";
      case Tensor tensor -> "in its tensor";
      default -> "in " + name;
    };
  }

  /**
   * Returns in which example of a tensor the first such number is; nothing where it has not one row
   * an example.
   */
  private static String example(Tensor tensor, Batch batch, DoublePredicate bad) {
    if (tensor.rank() == 0 || tensor.shape().side(0) != batch.size()) {
      return "";
    }
    double[] values = tensor.toDoubleArray();
    int first = 0;
    while (!bad.test(values[first])) {
      first++;
    }
    int row = first / (values.length / batch.size());
    return ", in example " + batch.indices().toIntArray()[row] + OF_THE_SET;
  }

  private static boolean any(Tensor tensor, DoublePredicate bad) {
    return tensor.dtype().isFloating() && Arrays.stream(tensor.toDoubleArray()).anyMatch(bad);
  }
}
