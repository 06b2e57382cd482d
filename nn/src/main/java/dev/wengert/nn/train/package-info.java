/**
 * Training: a {@link dev.wengert.nn.train.Trainer} takes a model, a loss, an optimiser and a data
 * set through steps and epochs.
 *
 * <p>All that a run depends on is its {@link dev.wengert.nn.train.TrainingState}: values, the
 * optimiser's state, the place in the data and the random key. A {@link
 * dev.wengert.nn.train.StateStore} keeps it, {@link dev.wengert.nn.checkpoint} in files, and a run
 * that goes on from one gives the same bits as one that never stopped. What is measured after an
 * epoch is an {@link dev.wengert.nn.train.Evaluation}, of {@linkplain dev.wengert.nn.metric
 * metrics} for example; who wants to know is a {@link dev.wengert.nn.train.TrainingListener}.
 */
@NullMarked
package dev.wengert.nn.train;

import org.jspecify.annotations.NullMarked;
