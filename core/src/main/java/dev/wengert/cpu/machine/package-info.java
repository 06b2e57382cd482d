/**
 * What this machine and JVM offer to compute with: {@link dev.wengert.cpu.machine.Threads} and
 * their one pool (the system property {@code wengert.threads} says how many are used at most; the
 * number of processors by default), vectors ({@link dev.wengert.cpu.machine.Simd}), when they pay
 * ({@link dev.wengert.cpu.machine.Ascent}, {@link dev.wengert.cpu.machine.Contest}) and
 * multiply-add ({@link dev.wengert.cpu.machine.Fma}), working memory for each thread ({@link
 * dev.wengert.cpu.machine.Lane}), classes that are made at run time ({@code HiddenClasses}), and
 * those that are written once for several dtypes ({@code Retyped}). It knows nothing of what is
 * computed.
 */
@NullMarked
package dev.wengert.cpu.machine;

import org.jspecify.annotations.NullMarked;
