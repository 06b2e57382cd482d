/**
 * Optimisers: functions from values, gradients and state to new values and state.
 *
 * <p>A {@link dev.wengert.nn.optim.GradientTransformation} is one thing that is done with
 * gradients: they are clipped, averaged, divided by their mean squares, scaled. A {@link
 * dev.wengert.nn.optim.Chain} of them is an optimiser; its links are in {@link
 * dev.wengert.nn.optim.Transformations}, {@link dev.wengert.nn.optim.Moments} and {@link
 * dev.wengert.nn.optim.Wrappers}. An {@link dev.wengert.nn.optim.UpdateRule} is a chain that has a
 * name, {@link dev.wengert.nn.optim.Adam} say. An {@link dev.wengert.nn.optim.Optimizer} applies
 * one to a model, with {@linkplain dev.wengert.nn.optim.Schedule schedules}, and {@linkplain
 * dev.wengert.nn.optim.ParameterGroup groups} that may have one of their own. What searches by
 * losses stands outside as a loop: {@link dev.wengert.nn.optim.Lbfgs}, {@link
 * dev.wengert.nn.optim.ReduceOnPlateau}.
 *
 * <p>Links that look at each number by itself ({@code Pointwise}) are one loop with the factors and
 * the decay behind them ({@code Folded}), and with the addition to the parameter where they end the
 * chain ({@code Stretch}). States are tensors by name ({@code StateLayout}), which checkpoints
 * hold.
 *
 * <p>Links that keep a mean square, those of Adam, RMSProp, Adagrad and others, keep it in the
 * parameter's dtype, as their sources and other frameworks do. In FLOAT32 a gradient above 1.8e19
 * has no square: the mean is infinite from then on, and the parameter stands still. {@link
 * dev.wengert.nn.optim.Clipping} comes before that; it measures gradients of any size.
 */
@NullMarked
package dev.wengert.nn.optim;

import org.jspecify.annotations.NullMarked;
