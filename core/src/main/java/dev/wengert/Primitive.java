package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a value: everything that is known of it stands in the class that implements
 * this.
 *
 * <p>A primitive is a record of its attributes. It states its results, the {@linkplain Kernel
 * kernel} that computes them, and its derivative in both directions. Elementwise, linear and
 * bilinear operations get the derivatives for free: see {@link Elementwise}, {@link Linear} and
 * {@link Bilinear}. {@link #apply} is the only way to execute one; whoever traces the inputs sees
 * it there.
 *
 * <p>New operations implement the same interface as the built-in ones.
 */
public interface Primitive {

  /** Returns the name that error messages, listings and graphs use. */
  String name();

  /**
   * Returns what listings and graphs show: the name, and the attributes that a record's own text
   * shows.
   */
  default String title() {
    String text = toString();
    int attributes = text.indexOf('[');
    boolean isPlain = attributes < 0 || text.endsWith("[]") || !(this instanceof Record);
    return isPlain ? name() : name() + text.substring(attributes);
  }

  /** Returns how many inputs it takes; negative, as by default, if that is open. */
  default int arity() {
    return -1;
  }

  /**
   * Returns dtype and shape of each result.
   *
   * @throws IllegalArgumentException if the operation is not defined for these inputs; the message
   *     begins with the name
   */
  Spec[] infer(Spec... inputs);

  /** Returns the kernel for inputs that {@link #infer} accepts. */
  Kernel lower(Spec... inputs);

  /**
   * Returns the derivative of one execution, to be run backwards.
   *
   * @param inputs the forward inputs, one level below whoever asks
   * @param outputs the forward results, on the same level
   * @param needed for which inputs a cotangent is wanted; the pullback may leave out the others
   * @return null if every derivative is zero
   */
  @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed);

  /**
   * Returns the tangents of the results.
   *
   * @param inputs the forward inputs
   * @param outputs the forward results
   * @param tangents one an input, of its shape; null where it is zero
   * @return one a result; null where it is zero
   */
  @Nullable Tensor[] pushforward(Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents);

  /**
   * Returns the results of the operation mapped over one more leading axis: what {@link
   * Autodiff#vmap} runs.
   *
   * <p>By default it runs slice by slice. A primitive that can do all at once says so here.
   *
   * @param inputs those that are mapped have one more axis in front, of side {@code size}
   * @param mapped for each input whether it is mapped; at least one is
   * @param size how many slices there are
   * @return the results, each with that axis in front
   */
  default Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return Batching.sliceBySlice(this, inputs, mapped, size);
  }

  /**
   * Executes the operation and returns its only (or first) result.
   *
   * @throws IllegalArgumentException if the operation is not defined for these inputs, or takes
   *     another number of them
   */
  default Tensor apply(Tensor... inputs) {
    return Trace.execute(this, inputs)[0];
  }

  /**
   * Executes the operation and returns all its results.
   *
   * @throws IllegalArgumentException if the operation is not defined for these inputs, or takes
   *     another number of them
   */
  default Tensor[] applyAll(Tensor... inputs) {
    return Trace.execute(this, inputs);
  }
}
