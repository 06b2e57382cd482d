package dev.wengert.ops;

import dev.wengert.Tensor;
import dev.wengert.ops.primitive.CotangentHook;
import java.util.function.UnaryOperator;

/**
 * The identity, with somebody who looks: at the cotangent that arrives in a backward walk, or at
 * the numbers whenever they are computed.
 */
public final class Hooks {

  private Hooks() {}

  /**
   * Returns x, and lets a function see and change the cotangent that arrives at it in a backward
   * walk: what it returns goes on to what x was computed from. PyTorch: {@code register_hook}.
   *
   * {@snippet class="dev.wengert.ops.SnippetsTest" region="onCotangent"}
   *
   * <p>The function is called once a walk, with the whole of what arrives; not at all where nothing
   * does. It is written with tensors, so a Hessian product is the derivative of the changed
   * gradient; a walk over a walk passes through the function again, as any walk does. What it
   * computes is part of a program that is recorded: it is called while that is recorded and not
   * when it runs, and reading a value there is refused. In a mapped function it sees the cotangent
   * of one example. {@link dev.wengert.Observation} shows its numbers: {@code onCotangent(x, d ->
   * Observation.of(d, seen::add))}.
   *
   * <p>Forward mode has no cotangents: tangents pass as they are. Where the function changes
   * something, what is taken by forward mode, some Jacobians too, is the derivative of x as it is.
   *
   * <p>The walk throws {@link IllegalArgumentException} where dtype or shape are changed.
   *
   * @param x floating
   * @param change from the cotangent to the one that goes on
   * @throws IllegalArgumentException if x is not floating: no cotangent would arrive
   */
  public static Tensor onCotangent(Tensor x, UnaryOperator<Tensor> change) {
    return new CotangentHook(change).apply(x);
  }
}
