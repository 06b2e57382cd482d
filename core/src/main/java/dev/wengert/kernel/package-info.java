/**
 * What is done: the small closed set of {@linkplain dev.wengert.kernel.Kernel kernels} to which
 * every primitive is lowered.
 *
 * <p>A kernel is a record. It says which numbers come out of its operands and how they lie (by
 * themselves, stretched, or as a view of an operand), and nothing of how: there is no loop here, no
 * Java array and no allocation. A {@link dev.wengert.device.Device} does it.
 *
 * <table>
 *   <caption>The kernels</caption>
 *   <tr><td>{@link dev.wengert.kernel.Loop}</td><td>an expression for each element</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Reduction}, {@link dev.wengert.kernel.RunningSum}</td>
 *       <td>an expression folded along axes; sums up to each place</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Tiled}, {@link dev.wengert.kernel.Guarded}</td><td>several
 *       of these, tile by tile; again, with care, where the range of the dtype was left</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Gemm}, {@link dev.wengert.kernel.AnnihilatingGemm}</td>
 *       <td>matrix products</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Tailed}</td><td>products and a loop over each</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.UnfoldedProduct}, {@link
 *       dev.wengert.kernel.FoldedProduct}</td><td>products with what a window sees, and such that
 *       are added up where it saw</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.View}, {@link dev.wengert.kernel.Reorder}, {@link
 *       dev.wengert.kernel.StridedCopy}, {@link dev.wengert.kernel.Parts}, {@link
 *       dev.wengert.kernel.Placement}</td><td>elements moved, none changed</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.GatherRows}, {@link dev.wengert.kernel.ScatterAddRows}</td>
 *       <td>rows by index</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.FlatPositions}, {@link dev.wengert.kernel.RangeCheck}</td>
 *       <td>what is done to an index first</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.SparseProduct}</td><td>products with a sparse matrix</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Order}</td><td>the order that sorts</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.WindowPatches}, {@link dev.wengert.kernel.WindowSums}, {@link
 *       dev.wengert.kernel.WindowArgMax}</td><td>windows that slide: convolution and pooling</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.RandomBits}</td><td>draws from a key</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.MatrixFunction}</td><td>a Java function of each small
 *       matrix of a stack</td></tr>
 *   <tr><td>{@link dev.wengert.kernel.Host}</td><td>a Java function over given destinations: what a
 *       third party writes</td></tr>
 * </table>
 */
@NullMarked
package dev.wengert.kernel;

import org.jspecify.annotations.NullMarked;
