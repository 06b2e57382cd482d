/**
 * Optimisers: functions from values, gradients and state to new values and state.
 *
 * <p>An {@link dev.wengert.nn.optim.UpdateRule} is what one parameter does with its gradient, as a
 * paper writes it; an {@link dev.wengert.nn.optim.Optimizer} applies a rule to a model, with
 * {@linkplain dev.wengert.nn.optim.Schedule schedules} and {@linkplain
 * dev.wengert.nn.optim.ParameterGroup groups}. What looks at losses stands outside as a loop:
 * {@link dev.wengert.nn.optim.Lbfgs}, {@link dev.wengert.nn.optim.ReduceOnPlateau}.
 */
@NullMarked
package dev.wengert.nn.optim;

import org.jspecify.annotations.NullMarked;
