/**
 * The stateless functions: everything that is not an operator, as static methods on tensors.
 *
 * <p>A function here is either one primitive (an {@link dev.wengert.Elementwise} formula, most
 * often) or a few lines of others. Neither has a backward method: derivatives of every order follow
 * from the primitives.
 *
 * <table>
 * <caption>The functions by family</caption>
 * <tr><th>family</th><th>class</th></tr>
 * <tr><td>exp, log, roots, powers</td><td>{@link dev.wengert.ops.Elementary}</td></tr>
 * <tr><td>relu, sigmoid, tanh</td><td>{@link dev.wengert.ops.Activations}</td></tr>
 * <tr><td>sums, means, variances</td><td>{@link dev.wengert.ops.Reductions}</td></tr>
 * <tr><td>batch and layer normalization</td><td>{@link dev.wengert.ops.Normalization}</td></tr>
 * <tr><td>dropout, masks, penalties</td><td>{@link dev.wengert.ops.Regularization}</td></tr>
 * <tr><td>losses</td><td>{@link dev.wengert.ops.Losses}</td></tr>
 * </table>
 */
@NullMarked
package dev.wengert.ops;

import org.jspecify.annotations.NullMarked;
