/**
 * Data to train on and to evaluate with.
 *
 * <p>A {@link dev.wengert.nn.data.DataSet} gives {@linkplain dev.wengert.nn.data.Batch batches}: in
 * order, or shuffled by a key and the number of the epoch. {@link dev.wengert.nn.data.Examples} is
 * one that lies in memory.
 */
@NullMarked
package dev.wengert.nn.data;

import org.jspecify.annotations.NullMarked;
