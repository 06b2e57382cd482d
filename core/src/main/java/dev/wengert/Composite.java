package dev.wengert;

import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;

/**
 * A primitive whose results a function on tensors computes, out of other primitives: it has no
 * kernel of its own, and its results tell their own shapes.
 *
 * <p>The set is closed, so that whoever records a program can {@linkplain Trace#inline look into}
 * each of them. Whoever wants to see another operation executed extends {@link Wrapper}.
 */
public sealed interface Composite extends Primitive permits Custom, Checkpoint, Wrapper, Region {

  /**
   * Computes the results as numbers.
   *
   * @param inputs tensors that nothing traces
   * @return tensors that nothing traces
   * @throws IllegalStateException if the function has used a traced tensor that is not among them
   */
  Tensor[] run(Tensor[] inputs);

  /**
   * Computes the results by other primitives, for a trace that wants to see those; it asks by
   * {@link Trace#inline}.
   *
   * @param inputs of one trace, or of none
   */
  Tensor[] expand(Tensor[] inputs);

  /** Returns the kernel that runs the function, for whoever asks for one. */
  @Override
  default Kernel lower(Spec... inputs) {
    return new Host(
        (buffers, results) -> {
          Tensor[] tensors = new Tensor[buffers.length];
          Arrays.setAll(tensors, i -> new Tensor(buffers[i]));
          Tensor[] outputs = run(tensors);
          for (int i = 0; i < results.length; i++) {
            outputs[i].buffer().copyTo(results[i]);
          }
        });
  }
}
