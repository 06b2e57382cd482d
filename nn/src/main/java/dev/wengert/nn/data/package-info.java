/**
 * Data to train on and to evaluate with.
 *
 * <p>A {@link dev.wengert.nn.data.DataSet} gives {@linkplain dev.wengert.nn.data.Batch batches}: in
 * order, or shuffled by a key and the number of the epoch. {@link dev.wengert.nn.data.Examples} is
 * one that lies in memory, inputs and targets.
 *
 * <p><b>Examples of several tensors</b>, and of several lengths, are structures: a record says what
 * one is, and a batch is the same record.
 *
 * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="sentence"}
 *
 * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="padding"}
 *
 * <p>A network takes of it what it needs, and the loss sees all of it:
 *
 * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="sentences"}
 *
 * {@snippet class="dev.wengert.nn.data.DataSnippetsTest" region="structuredLoss"}
 */
@NullMarked
package dev.wengert.nn.data;

import org.jspecify.annotations.NullMarked;
