package dev.wengert;

/**
 * An operation of which the derivative is given in forward mode alone. Reverse mode follows: the
 * pushforward is linear in the tangents, and its transpose is derived from its own operations.
 *
 * <p>Arguments and results are tensors or structures of them, of which {@link Leaves} tells.
 *
 * @param <A> the type of the arguments
 * @param <R> the type of the results
 */
public interface PushforwardRule<A, R> {

  /** Returns the operation's name in messages and listings. */
  String name();

  /**
   * Computes the results, of tensors that nothing traces.
   *
   * @param arguments every tensor that the derivative is wanted for is one of them, floating
   */
  R forward(A arguments);

  /**
   * Returns the tangents of the results, linear in the tangents: for each a sum of products with
   * what the arguments say.
   *
   * <p>A backward walk refuses with an {@link IllegalStateException} what is not 0 for tangents of
   * 0, {@code a t + 1}, where it knows numbers: not while a program is recorded, nor in a mapped
   * function. Other functions that are not linear, {@code t * t}, are not seen, and have the
   * gradient of their linear part at 0; a gradient check tells.
   *
   * @param arguments the forward arguments
   * @param tangents made as the arguments are, of their dtypes and shapes; 0 for those that are not
   *     floating
   * @return made as the results are, of their dtypes and shapes
   */
  R pushforward(A arguments, A tangents);
}
