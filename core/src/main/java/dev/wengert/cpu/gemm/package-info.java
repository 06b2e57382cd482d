/**
 * Matrix products.
 *
 * <p>A {@code Gemm} kernel enters at {@code Products}, which cuts it into {@code Panels} by its
 * sizes alone; threads share those, finer ones where {@code SharedProducts} finds by a trial that
 * no bit differs. Each is one call of the {@link dev.wengert.cpu.gemm.BlasProvider} that {@code
 * Blas} has chosen: one that is there as a service, such as the artifact wengert-openblas, else
 * {@code JavaBlas}, whose micro-kernels use vectors where the JVM was started with {@code
 * --add-modules jdk.incubator.vector}. These are written for float, and those of double are made of
 * them. A {@link dev.wengert.cpu.gemm.Matrix} is what a provider takes. These system properties are
 * read once:
 *
 * <table>
 *   <caption>System properties</caption>
 *   <tr><td>{@code wengert.blas}</td><td>{@code none} keeps matrix products in Java, and so the
 *       results of one example the same to the bit whatever others are in its batch: see {@link
 *       dev.wengert.Wengert}; {@code auto}, the default, takes the first provider that works</td></tr>
 *   <tr><td>{@code wengert.blas.library}</td><td>the path of an OpenBLAS to use instead of the one
 *       that wengert-openblas would find</td></tr>
 * </table>
 */
@NullMarked
package dev.wengert.cpu.gemm;

import org.jspecify.annotations.NullMarked;
