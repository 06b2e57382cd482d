/**
 * What runs kernels, seen from above. A second device implements {@link dev.wengert.device.Device}
 * and touches nothing else but the one place in {@link dev.wengert} that chooses it.
 *
 * <p>A device {@linkplain dev.wengert.device.Device#bind binds} a {@linkplain
 * dev.wengert.kernel.Kernel kernel} to layouts, once. What comes out is a {@link
 * dev.wengert.device.Task}, which does not change and may be run by many threads. For each run it
 * is handed a {@link dev.wengert.device.Frame}: for each operand and each result an array and the
 * place in it where the elements begin, and {@link dev.wengert.device.Scratch}, the device's own
 * working memory. So one program serves many arenas.
 *
 * <p>Who runs a kernel often binds it once, when its layouts are known ({@link
 * dev.wengert.device.Device#bind}), takes a {@link dev.wengert.device.Scratch} for each arena, and
 * makes a {@link dev.wengert.device.Frame} for each task and arena. Into that it puts the operands
 * first, then the results, each an array and where in it the value begins, and runs the task as
 * often as it likes.
 *
 * <p>A run writes every element of its results, whatever they held, reads operands where they lie,
 * and from its second time on allocates nothing on the calling thread, but for kernels that are
 * Java functions.
 *
 * <p>Running one operation by itself is {@link dev.wengert.device.Device#run}: layouts, allocate,
 * bind, {@linkplain dev.wengert.device.Device#runOnce run once}.
 */
@NullMarked
package dev.wengert.device;

import org.jspecify.annotations.NullMarked;
