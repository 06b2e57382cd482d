/**
 * A computation as a value: recorded, optimised, planned and run as a whole.
 *
 * <pre>{@code
 * function            f(x, w) = sum(tanh(x w)^2), and its gradient
 *    |  Recorder      runs it once, on tensors without values, and writes down each primitive
 *    v
 * Body                %2 = matmul %0 %1; %3 = tanh %2; ...    the Wengert list, in SSA form
 *    |  Plan          which value lies where, and until when
 *    v
 * Frame               the memory of one run, and a list of kernels over it
 *    |  Device        fills one buffer after the other
 *    v
 * results             in memory of their own
 * }</pre>
 *
 * <p>{@link dev.wengert.program.Program} is the value: it prints as its list, is drawn by {@link
 * dev.wengert.io.Graphs}, counted ({@link dev.wengert.program.Cost}) and run. {@link
 * dev.wengert.program.Compiled} is a function that keeps a program for each list of dtypes and
 * shapes it meets. Both give the bits of the function that was recorded.
 *
 * <p>The recorder is a {@link dev.wengert.Trace} like any other and uses nothing that is not
 * public: derivatives, mapping, custom gradients and checkpoints inside the function are seen as
 * what they do.
 */
@NullMarked
package dev.wengert.program;

import org.jspecify.annotations.NullMarked;
