package dev.wengert.benchmarks;

import dev.wengert.Tensor;
import java.util.List;

/** One fixed piece of work that is timed: the same on every framework. */
public interface Workload {

  /** Does the work once; a training step moves the parameters. */
  void run();

  /**
   * Does the work once with all random masks off and nothing moved, and returns what other
   * frameworks must get too.
   */
  Check check();

  /**
   * The numbers to compare.
   *
   * @param value the loss, or the sum of absolute outputs
   * @param gradients the sum of absolute gradients of each parameter
   */
  record Check(double value, List<Double> gradients) {

    /** Returns the check of a value and the gradients that belong to it. */
    static Check of(Tensor value, List<Tensor> gradients) {
      return new Check(absoluteSum(value), gradients.stream().map(Check::absoluteSum).toList());
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
