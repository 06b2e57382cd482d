/**
 * The network, its variants, and their training. Nothing here prints or draws.
 *
 * <p>{@link dev.wengert.examples.regularization.training.VariantTrainer} is the door; behind it
 * {@link dev.wengert.examples.regularization.training.TensorTrainer} descends on the cost that an
 * {@code Experiment} puts together from a network, data and a penalty.
 */
@NullMarked
package dev.wengert.examples.regularization.training;

import org.jspecify.annotations.NullMarked;
