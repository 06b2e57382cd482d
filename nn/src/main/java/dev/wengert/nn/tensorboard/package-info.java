/**
 * Event files that TensorBoard reads: {@link dev.wengert.nn.tensorboard.EventWriter} writes
 * figures, distributions and pictures, and follows a run of training.
 */
@NullMarked
package dev.wengert.nn.tensorboard;

import org.jspecify.annotations.NullMarked;
