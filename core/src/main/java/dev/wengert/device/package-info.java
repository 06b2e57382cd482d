/**
 * What runs kernels, seen from above: a {@link dev.wengert.device.Device} fills given buffers with
 * what a {@linkplain dev.wengert.kernel.Kernel kernel} computes, every element of them, whatever
 * they held. A second device implements this interface and touches nothing else but the one place
 * in {@link dev.wengert} that chooses it.
 */
@NullMarked
package dev.wengert.device;

import org.jspecify.annotations.NullMarked;
