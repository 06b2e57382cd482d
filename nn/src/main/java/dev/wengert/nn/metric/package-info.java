/**
 * Figures of merit, collected batch by batch: each is a {@link dev.wengert.nn.metric.Metric}, so
 * that an {@link dev.wengert.nn.train.Evaluation} takes any of them.
 */
@NullMarked
package dev.wengert.nn.metric;

import org.jspecify.annotations.NullMarked;
