package dev.wengert;

/**
 * A primitive one of whose results is a root, and that can compute its square without it.
 *
 * <p>A root has no slope at 0; by convention it is 0. By the chain rule the second derivative of
 * its square is then 0 there too, while that of what stands under the root is another. So where
 * something traces, the square of the root is computed from the inputs, and has right derivatives
 * of every order. That is done for {@code y * y} of one tensor y, {@code y^2}, the elementwise
 * function of that formula, and its sums, and for {@code |x|}, the root of {@code x^2}, as well. A
 * product of two tensors that were computed alike is not seen, nor the square of what another
 * operation has made of the root.
 */
public interface Root extends Primitive {

  /** Returns which result is the root; negative if none is. */
  int root();

  /** Returns the square of that result. */
  Tensor square(Tensor... inputs);
}
