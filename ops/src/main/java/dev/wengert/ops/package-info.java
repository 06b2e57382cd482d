/** Stateless functions on tensors: activations, reductions, losses and cells. */
@NullMarked
package dev.wengert.ops;

import org.jspecify.annotations.NullMarked;
