package dev.wengert.benchmarks;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.program.Program;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One fixed piece of work that is timed: the same on every framework. */
public interface Workload {

  /** Does the work once; a training step moves the parameters. */
  void run();

  /** Returns what other frameworks must get too: with all random masks off and nothing moved. */
  Numbers numbers();

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
   * The work with all random masks off, as a function that is eager or compiled.
   *
   * @param names of the parameters, the same on every framework
   * @param function from parameters to the value, and the gradient of each
   * @param arguments the parameters
   */
  record Numbers(
      List<String> names, Function<List<Tensor>, List<Tensor>> function, List<Tensor> arguments) {

    /** Returns those of a loss and its gradients. */
    static Numbers ofLoss(
        List<String> names, Function<List<Tensor>, Tensor> loss, List<Tensor> parameters) {
      return new Numbers(
          names,
          in -> {
            Autodiff.ValueAndGrad<List<Tensor>> found = Autodiff.valueAndGrad(loss, in);
            return ImmutableList.<Tensor>builder()
                .add(found.value())
                .addAll(found.gradients())
                .build();
          },
          ImmutableList.copyOf(parameters));
    }

    /** Returns the numbers of eager work. */
    Check eager() {
      return Check.of(names, function.apply(arguments));
    }

    /** Returns the numbers of a compiled program. */
    Check compiled() {
      return Check.of(names, Program.compile(function).apply(arguments));
    }
  }

  /**
   * The numbers to compare.
   *
   * @param value the loss, or the sum of absolute outputs
   * @param gradients the sum of absolute gradients of each parameter by name
   */
  record Check(double value, ImmutableMap<String, Double> gradients) {

    private static Check of(List<String> names, List<Tensor> results) {
      Preconditions.checkArgument(
          names.size() + 1 == results.size(),
          "check: %s results for a value and the gradients of %s; give one each",
          results.size(),
          names);
      ImmutableMap.Builder<String, Double> sums = ImmutableMap.builder();
      for (int i = 0; i < names.size(); i++) {
        sums.put(names.get(i), absoluteSum(results.get(i + 1)));
      }
      Tensor value = results.get(0);
      return new Check(value.size() == 1 ? value.item() : absoluteSum(value), sums.buildOrThrow());
    }

    private static double absoluteSum(Tensor x) {
      double sum = 0;
      for (double element : x.toDoubleArray()) {
        sum += Math.abs(element);
      }
      return sum;
    }
  }
}
