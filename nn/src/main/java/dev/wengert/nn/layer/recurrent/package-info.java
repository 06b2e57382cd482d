/**
 * Layers that read a sequence step by step: {@link dev.wengert.nn.layer.recurrent.Rnn}, {@link
 * dev.wengert.nn.layer.recurrent.Gru} and {@link dev.wengert.nn.layer.recurrent.Lstm}, [batch,
 * time, features]. {@link dev.wengert.nn.layer.recurrent.Recurrence} says how many of them are
 * stacked, in which directions, and what stands between them. {@link
 * dev.wengert.nn.layer.recurrent.Recurrent} does the same with a {@link
 * dev.wengert.nn.layer.recurrent.RecurrentCell} of one's own, of which a state may be anything that
 * is made of tensors.
 */
@NullMarked
package dev.wengert.nn.layer.recurrent;

import org.jspecify.annotations.NullMarked;
