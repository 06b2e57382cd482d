package dev.wengert.gradcheck.corpus;

import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.GradCheck;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A function with a derivative, at a point.
 *
 * @param function its constants are captured; its derivative may be a planted one
 * @param names one an input
 * @param inputs the point
 * @param options what a user who checks this would declare
 */
record Problem(
    Function<List<Tensor>, Tensor> function,
    ImmutableList<String> names,
    ImmutableList<Tensor> inputs,
    UnaryOperator<GradCheck> options) {

  static Problem of(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (int i = 0; i < inputs.length; i++) {
      names.add(inputs.length == 1 ? "x" : "x" + i);
    }
    return new Problem(
        function, names.build(), ImmutableList.copyOf(inputs), UnaryOperator.identity());
  }

  /** Returns the problem of a function whose derivative is what somebody wrote. */
  static Problem of(
      Function<List<Tensor>, Tensor> forward, Autodiff.CustomPullback pullback, Tensor... inputs) {
    return of(Autodiff.custom("planted", forward, pullback), inputs);
  }

  Problem named(String... others) {
    return new Problem(function, ImmutableList.copyOf(others), inputs, options);
  }

  Problem with(UnaryOperator<GradCheck> others) {
    return new Problem(function, names, inputs, others);
  }

  GradCheck check(long seed) {
    GradCheck check = GradCheck.of(function).seed(seed);
    for (int i = 0; i < inputs.size(); i++) {
      check.input(names.get(i), inputs.get(i));
    }
    return options.apply(check);
  }
}
