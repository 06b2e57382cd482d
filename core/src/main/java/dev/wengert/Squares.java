package dev.wengert;

import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import org.jspecify.annotations.Nullable;

/** Squares of {@linkplain Root roots}, which are computed without the root. */
final class Squares {

  private static final LoopBody SQUARE =
      LoopBody.of(Expression.input(0).times(Expression.input(0)), 1);

  /** The root of a square of its input, though no {@link Root}: one loop among others. */
  private static final LoopBody ABSOLUTE = LoopBody.of(Expression.abs(Expression.input(0)), 1);

  private Squares() {}

  /** Returns the result of an operation if it squares a root; else null. */
  static @Nullable Tensor ofRoot(Primitive primitive, Tensor[] inputs) {
    Tensor root = inputs[0];
    if (root.square() == null || !isSquare(primitive, inputs)) {
      return null;
    }
    // On a tape that is asked for the gradient of the root, the square must depend on it.
    Trace trace = root.trace();
    if (trace != null && !trace.passesBy(root)) {
      return null;
    }
    Tensor square = root.square().get();
    return primitive instanceof MapSum sum ? new Sum(sum.axes(), sum.keep()).apply(square) : square;
  }

  /** Returns the results of an operation, of which a root knows its square. */
  static Tensor[] remembered(Primitive primitive, Tensor[] inputs, Tensor[] outputs) {
    if (isAbsolute(primitive)) {
      Tensor x = inputs[0];
      return new Tensor[] {outputs[0].rootOf(() -> x.times(x))};
    }
    if (!(primitive instanceof Root root) || root.root() < 0) {
      return outputs;
    }
    Tensor[] kept = inputs.clone();
    Tensor[] result = outputs.clone();
    result[root.root()] = outputs[root.root()].rootOf(() -> root.square(kept));
    return result;
  }

  private static boolean isAbsolute(Primitive primitive) {
    return primitive instanceof Elementwise map
        && map.name().equals("abs")
        && map.body().equals(ABSOLUTE);
  }

  private static boolean isSquare(Primitive primitive, Tensor[] inputs) {
    if (primitive instanceof MapSum sum) {
      return sum.map().body().equals(SQUARE);
    }
    return primitive instanceof Elementwise map
        && (map.body().equals(SQUARE)
            || (map.equals(Elementwise.MUL) && inputs[0] == inputs[1])
            || (map.equals(Elementwise.POW) && isTwo(inputs[1])));
  }

  private static boolean isTwo(Tensor exponent) {
    return exponent.trace() == null && exponent.rank() == 0 && exponent.item() == 2;
  }
}
