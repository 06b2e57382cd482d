package dev.wengert.examples.gradientcheck;

import static dev.wengert.ops.Activations.relu;
import static dev.wengert.ops.Activations.sigmoid;
import static dev.wengert.ops.Elementary.log;
import static dev.wengert.ops.Reductions.sum;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.regularization.data.NumpyRandom;
import dev.wengert.nn.Values;

/**
 * The network on which textbooks show the check in n dimensions, 4-5-3-1 with relu, relu and
 * sigmoid on three examples, examples in columns: 47 parameters, drawn as {@code numpy.random}
 * draws them after {@code seed(1)}.
 *
 * @param x inputs [4, 3]
 * @param y labels [3]
 * @param theta the parameters W1, b1, W2, b2, W3, b3
 */
record TextbookNetwork(Tensor x, Tensor y, Values theta) {

  private static final int EXAMPLES = 3;

  /** Draws inputs and parameters. */
  static TextbookNetwork draw() {
    NumpyRandom random = NumpyRandom.seeded(1);
    Tensor x = drawn(random, 4, EXAMPLES);
    return new TextbookNetwork(
        x,
        Tensor.of(1.0, 1, 0),
        new Values(
            ImmutableMap.<String, Tensor>builder()
                .put("W1", drawn(random, 5, 4))
                .put("b1", drawn(random, 5, 1))
                .put("W2", drawn(random, 3, 5))
                .put("b2", drawn(random, 3, 1))
                .put("W3", drawn(random, 1, 3))
                .put("b3", drawn(random, 1, 1))
                .buildOrThrow()));
  }

  private static Tensor drawn(NumpyRandom random, int rows, int columns) {
    return Tensor.wrap(random.randn(rows, columns), rows, columns);
  }

  /** Returns the cross-entropy cost, written as textbooks write it, from the probability. */
  Tensor cost(Values values) {
    Tensor p = new Pass(values).p;
    Tensor right = y.times(log(p)).plus(y.unaryMinus().plus(1).times(log(p.unaryMinus().plus(1))));
    return sum(right).div(EXAMPLES).unaryMinus();
  }

  /** Returns the cost's gradient, propagated backward by hand. */
  Values backward(Values values) {
    Pass pass = new Pass(values);
    Tensor d3 = pass.p.minus(y).div(EXAMPLES);
    Tensor d2 = values.get("W3").transpose().matmul(d3).times(where(pass.a2));
    Tensor d1 = values.get("W2").transpose().matmul(d2).times(where(pass.a1));
    return new Values(
        ImmutableMap.<String, Tensor>builder()
            .put("W1", d1.matmul(x.transpose()))
            .put("b1", sum(d1, 1).reshape(5, 1))
            .put("W2", d2.matmul(pass.a1.transpose()))
            .put("b2", sum(d2, 1).reshape(3, 1))
            .put("W3", d3.matmul(pass.a2.transpose()))
            .put("b3", sum(d3, 1).reshape(1, 1))
            .buildOrThrow());
  }

  /** Returns the gradient with the two mistakes that readers of the textbooks are to find. */
  Values mistaken(Values values) {
    Values right = backward(values);
    return right.with("W2", right.get("W2").times(2)).with("b1", right.get("b1").times(4));
  }

  /** Returns 1 where a unit is active. */
  private static Tensor where(Tensor activation) {
    return activation.gt(0).to(DType.FLOAT64);
  }

  /** The activations of a forward pass. */
  private final class Pass {
    final Tensor a1;
    final Tensor a2;
    final Tensor p;

    Pass(Values values) {
      a1 = relu(values.get("W1").matmul(x).plus(values.get("b1")));
      a2 = relu(values.get("W2").matmul(a1).plus(values.get("b2")));
      p = sigmoid(values.get("W3").matmul(a2).plus(values.get("b3")));
    }
  }
}
