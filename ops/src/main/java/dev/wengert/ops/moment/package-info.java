/**
 * Sums of powers whose size nobody knows beforehand: {@linkplain dev.wengert.ops.moment.PowerSum
 * norms} and {@linkplain dev.wengert.ops.moment.MeanAndVariance mean and variance}, computed as
 * they are, and again in a {@linkplain dev.wengert.ops.moment.Range scale} where that left the
 * range of the dtype.
 */
@NullMarked
package dev.wengert.ops.moment;

import org.jspecify.annotations.NullMarked;
