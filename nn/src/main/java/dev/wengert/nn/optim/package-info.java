/** Optimisers: functions from values and gradients to new values. */
@NullMarked
package dev.wengert.nn.optim;

import org.jspecify.annotations.NullMarked;
