/**
 * Matrix products by OpenBLAS, through the foreign function interface, straight on Java arrays.
 *
 * <p>Nothing here is called by name: with this module on the class or module path products run in
 * OpenBLAS, and {@code Wengert.backend()} says so. The library is looked for
 *
 * <ol>
 *   <li>at the path in the system property {@code wengert.blas.library}; if that is set, nowhere
 *       else;
 *   <li>in the jar {@code org.bytedeco:openblas} of this platform, on which this artifact depends.
 *       JavaCPP unpacks it into its cache ({@code ~/.javacpp/cache}, or where {@code
 *       org.bytedeco.javacpp.cachedir} says);
 *   <li>among the system's libraries.
 * </ol>
 *
 * <p>Where none can be used, products run in Java and one log line says why. The property {@code
 * wengert.blas=none} keeps them there.
 *
 * <p>OpenBLAS rounds by the size of a product: a row of the result may differ in its last digits
 * between a product of one row and one of many, as it takes another path through its kernels. Where
 * an answer must not depend on what else is in its batch, {@code wengert.blas=none} is the setting.
 *
 * <p>OpenBLAS chooses its kernels by the processor; the last but one word of its line in {@code
 * Wengert.backend()} names them. It takes Haswell's for a processor that it does not know, Zen 5
 * with 0.3.31 among them; the environment variable {@code OPENBLAS_CORETYPE=SkylakeX} nearly
 * doubles its speed there.
 *
 * <p>OpenBLAS is set to one thread. Wengert's own threads share a large product instead: OpenBLAS's
 * would spin for work on the same cores.
 */
@NullMarked
package dev.wengert.openblas;

import org.jspecify.annotations.NullMarked;
