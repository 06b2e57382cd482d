package dev.wengert.ops;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.function.Function;

/**
 * A function of the catalogue at a point.
 *
 * @param function its class, name and parameter types
 * @param variant the number that axes, flags and the like are taken from
 * @param depth which derivatives are checked
 * @param inputs what is differentiated
 * @param f the function of the inputs alone
 */
record GradientSample(
    String function,
    int variant,
    Depth depth,
    ImmutableList<Tensor> inputs,
    Function<List<Tensor>, Tensor> f) {

  /** Which derivatives are checked. */
  enum Depth {
    /** The gradient. */
    FIRST,
    /** The gradient in both modes. */
    FORWARD,
    /** Both modes, and the gradient's gradient. */
    SECOND,
    /** The gradient in FLOAT32, against differences in FLOAT64. */
    FLOAT32
  }

  /** Returns the check of the function as it is. */
  GradCheck check() {
    return check(f);
  }

  /** Returns the check of a function at this point. */
  GradCheck check(Function<List<Tensor>, Tensor> function) {
    GradCheck check = GradCheck.of(function).seed(Seeds.of(GradCheck.DEFAULT_SEED));
    for (int i = 0; i < inputs.size(); i++) {
      Tensor input = inputs.get(i);
      check = check.input("x" + i, depth == Depth.FLOAT32 ? input.to(DType.FLOAT32) : input);
    }
    return switch (depth) {
      case FIRST -> check;
      case FORWARD -> check.forwardMode();
      case SECOND -> check.forwardMode().order(2);
      case FLOAT32 -> check.float64Twin();
    };
  }

  /** Returns this sample at another depth. */
  GradientSample at(Depth other) {
    return new GradientSample(function, variant, other, inputs, f);
  }

  @Override
  public String toString() {
    return function + " variant " + variant + " " + depth + " at " + inputs;
  }
}
