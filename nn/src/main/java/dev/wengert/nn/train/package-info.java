/**
 * Training: a {@link dev.wengert.nn.train.Trainer} takes a model, a loss, an optimiser and a data
 * set through steps and epochs.
 *
 * <p>All that a run depends on is its {@link dev.wengert.nn.train.TrainingState}: values, the
 * optimiser's state, the place in the data and the random key. {@link
 * dev.wengert.nn.train.Checkpoints} write it to files, and a run that goes on from a file gives the
 * same bits as one that never stopped.
 */
@NullMarked
package dev.wengert.nn.train;

import org.jspecify.annotations.NullMarked;
