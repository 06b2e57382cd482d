package dev.wengert.benchmarks;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One fixed piece of work that is timed: the same on every framework. */
public interface Workload {

  /** Does the work once; a training step moves the parameters. */
  void run();

  /**
   * Does the work once with all random masks off and nothing moved, and returns what other
   * frameworks must get too.
   */
  Check check();

  /** Returns the work as a function of tensors, to be compiled; empty where layers do it. */
  Optional<Work> work();

  /**
   * Work as a function.
   *
   * @param function what is done once
   * @param arguments what it is done to first
   * @param moving so many results, from the first, are the first arguments of the next time
   */
  record Work(Function<List<Tensor>, List<Tensor>> function, List<Tensor> arguments, int moving) {

    /** Returns work that moves nothing. */
    static Optional<Work> of(
        Function<List<Tensor>, List<Tensor>> function, List<Tensor> arguments) {
      return Optional.of(new Work(function, arguments, 0));
    }
  }

  /**
   * The numbers to compare.
   *
   * @param value the loss, or the sum of absolute outputs
   * @param gradients the sum of absolute gradients of each parameter, by the name that it has on
   *     every framework
   */
  record Check(double value, ImmutableMap<String, Double> gradients) {

    /** Returns the check of a value and the gradients that belong to it, in the names' order. */
    static Check of(Tensor value, List<String> names, List<? extends Tensor> gradients) {
      Preconditions.checkArgument(
          names.size() == gradients.size(),
          "check: %s names for %s gradients: %s; name each",
          names.size(),
          gradients.size(),
          names);
      ImmutableMap.Builder<String, Double> sums = ImmutableMap.builder();
      for (int i = 0; i < names.size(); i++) {
        sums.put(names.get(i), absoluteSum(gradients.get(i)));
      }
      return of(value, sums.buildOrThrow());
    }

    /** Returns the check of a value and the sums of absolute gradients. */
    static Check of(Tensor value, Map<String, Double> gradients) {
      double number = value.size() == 1 ? value.item() : absoluteSum(value);
      return new Check(number, ImmutableMap.copyOf(gradients));
    }

    /** Returns the sum of absolute elements. */
    static double absoluteSum(Tensor x) {
      double sum = 0;
      for (double element : x.toDoubleArray()) {
        sum += Math.abs(element);
      }
      return sum;
    }
  }
}
