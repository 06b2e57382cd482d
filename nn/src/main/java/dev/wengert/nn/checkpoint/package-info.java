/**
 * Saving and loading: {@link dev.wengert.nn.checkpoint.ParameterFiles} for what a model has
 * learned, {@link dev.wengert.nn.checkpoint.Checkpoints} for a run of training that is to go on.
 */
@NullMarked
package dev.wengert.nn.checkpoint;

import org.jspecify.annotations.NullMarked;
