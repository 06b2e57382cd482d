/**
 * The device that is this machine's processor. {@link dev.wengert.cpu.Cpu} hands each kernel to the
 * room that runs it:
 *
 * <table>
 *   <caption>The rooms</caption>
 *   <tr><td>{@code loop}</td><td>bodies of the language, compiled to classes, over the rows of
 *       strided operands</td></tr>
 *   <tr><td>{@code fold}</td><td>what loops compute, folded in a fixed tree; running sums</td></tr>
 *   <tr><td>{@code gemm}</td><td>matrix products, by a native library or in Java</td></tr>
 *   <tr><td>{@code copy}</td><td>elements moved</td></tr>
 *   <tr><td>{@code index}</td><td>rows by index, sparse products, checks of positions</td></tr>
 *   <tr><td>{@code sort}</td><td>orders that sort</td></tr>
 *   <tr><td>{@code window}</td><td>windows that slide</td></tr>
 *   <tr><td>{@code random}</td><td>Philox</td></tr>
 *   <tr><td>{@code machine}</td><td>threads, vectors, multiply-add: what there is to compute
 *       with</td></tr>
 * </table>
 *
 * <p>A room has one entrance, named after what it runs, whose methods are called {@code bind}: they
 * take a kernel and how operands and results lie, and return a task that writes every element of
 * the results. A task keeps nothing of a run: where it reads and writes comes from its frame,
 * working memory from the {@code Lane} of its thread, in {@code machine}. All may use {@code
 * machine}, {@code loop} and {@code copy}, and none another. Chains of kernels ({@code Tiles}) run
 * here, over loops and folds, and so do Java functions. Only these packages look at Java arrays;
 * above them a {@link dev.wengert.array.Buffer} is opaque.
 */
@NullMarked
package dev.wengert.cpu;

import org.jspecify.annotations.NullMarked;
