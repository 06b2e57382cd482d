/**
 * Optimisers: functions from values, gradients and state to new values and state.
 *
 * <p>An {@link dev.wengert.nn.optim.UpdateRule} is what one parameter does with its gradient, as a
 * paper writes it; an {@link dev.wengert.nn.optim.Optimizer} applies a rule to a model, with
 * {@linkplain dev.wengert.nn.optim.Schedule schedules} and {@linkplain
 * dev.wengert.nn.optim.ParameterGroup groups}. What looks at losses stands outside as a loop:
 * {@link dev.wengert.nn.optim.Lbfgs}, {@link dev.wengert.nn.optim.ReduceOnPlateau}.
 *
 * <p>Rules that keep a mean square (Adam, AdamW, Nadam, RMSProp, Adagrad, Adadelta) keep it in the
 * parameter's dtype, as their sources and other frameworks do. In FLOAT32 a gradient above 1.8e19
 * has no square: the mean is infinite from then on, and the parameter stands still. {@link
 * dev.wengert.nn.optim.Clipping} comes before that; it measures gradients of any size.
 */
@NullMarked
package dev.wengert.nn.optim;

import org.jspecify.annotations.NullMarked;
