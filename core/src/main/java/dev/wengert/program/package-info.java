/**
 * A computation as a value: recorded, optimised, planned and run as a whole.
 *
 * <pre>
 * function            f(x, w) = sum(tanh(x w)^2), and its gradient
 *    |  Recorder      runs it once, on tensors without values, and writes down each primitive
 *    v
 * Body                %2 = matmul %0 %1; %3 = tanh %2; ...    the Wengert list, in SSA form
 *    |  Passes        rewrite it, one after the other; each list stays to be looked at
 *    v
 * Body                %2 = matmul %0 %1; %3, %4 = fused[tanh, mul, ...] %2 ...
 *    |  Places, Plan  which value lies where, in whose memory, and until when
 *    v
 * Schedule            each kernel bound to how its operands and results lie, once
 *    |  Arena         the memory of one run at a time; as many as there are runs at once
 *    v
 * results             in memory of their own
 * </pre>
 *
 * <p>{@link dev.wengert.program.Program} is the value: it prints as its list, is drawn by {@link
 * dev.wengert.io.Graphs}, counted ({@link dev.wengert.program.Cost}), timed instruction by
 * instruction ({@link dev.wengert.program.Profile}) and run. {@link dev.wengert.program.Compiled}
 * is a function that keeps a program for each list of dtypes and shapes it meets. Both give the
 * bits of the function that was recorded: eager, compiled, scalar, with SIMD, on any number of
 * threads.
 *
 * <p>A {@link dev.wengert.program.Transition} is a function from state and inputs to the next state
 * and outputs: a training step. Its {@link dev.wengert.program.StateProgram} writes the {@link
 * dev.wengert.program.State} in place, at the end of a run ({@code Commit}): so a step that fails
 * leaves the state of before, and one that does not takes no memory but for what leaves.
 *
 * <p>The recorder is a {@link dev.wengert.Trace} like any other and uses nothing that is not
 * public: derivatives, mapping, custom gradients and checkpoints inside the function are seen as
 * what they do.
 *
 * <table>
 *   <caption>The passes, in order, by the names under which {@code program.after(name)} shows what
 *   they left</caption>
 *   <tr><td>unused parts</td><td>leaves out what a loop carries, reads or writes for nobody</td></tr>
 *   <tr><td>within</td><td>applies all passes to the bodies of loops and choices</td></tr>
 *   <tr><td>algebra</td><td>leaves out what changes no bit: {@code x * 1}, a view of a view</td></tr>
 *   <tr><td>constants</td><td>computes now what depends on constants alone</td></tr>
 *   <tr><td>common subexpressions</td><td>computes once what is computed twice</td></tr>
 *   <tr><td>layout</td><td>lets products read what somebody transposed where it lies</td></tr>
 *   <tr><td>constant operands</td><td>rearranges large constant weights once, as products read
 *       them</td></tr>
 *   <tr><td>dead code</td><td>leaves out what no result depends on, unless it can throw</td></tr>
 *   <tr><td>fusion</td><td>computes elementwise instructions in one loop with several results</td>
 *       </tr>
 *   <tr><td>reductions</td><td>computes what is folded where it is folded</td></tr>
 *   <tr><td>tiling</td><td>runs loops and folds that share large values tile by tile, in the cache:
 *       chains over rows, several folds of one operand, and loops whose results only folds take
 *       </td></tr>
 *   <tr><td>tails</td><td>computes what a loop makes of a stack of products matrix by
 *       matrix</td></tr>
 *   <tr><td>windows</td><td>lays out what a window sees for each product, and adds up each product
 *       where a window saw: of a convolution nothing is stored between the two</td></tr>
 * </table>
 *
 * <p>Two instructions are equal if their kernels, operands and results are. A barrier is nobody's
 * equal and stays where it is: what a {@linkplain dev.wengert.Autodiff#checkpoint checkpoint}
 * computes again stands behind one, so that no pass undoes it. Planning then gives values that live
 * one after the other the same memory, and lets a loop write over an operand that nobody reads any
 * more.
 */
@NullMarked
package dev.wengert.program;

import org.jspecify.annotations.NullMarked;
