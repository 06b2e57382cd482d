/**
 * How buffers are filled: a small closed set of {@linkplain dev.wengert.kernel.Kernel kernels}, and
 * the language of {@linkplain dev.wengert.expression.Expression expressions} that two of them run.
 *
 * <p>An expression says what happens to one element. {@link dev.wengert.kernel.Loop} computes it
 * for all elements of broadcast operands, {@link dev.wengert.kernel.Reduction} folds it along axes.
 * Both take it as a {@link dev.wengert.expression.LoopBody}, its canonical form. Its derivatives
 * are expressions again ({@link dev.wengert.expression.Derivative}), so an elementwise operation is
 * defined by its forward formula alone.
 *
 * <p>From a body to a running loop: transcendental functions are written out as arithmetic ({@code
 * Expansion}), a body too long for one method is split ({@code LoopSplit}), each part becomes a
 * hidden class for the strides at hand ({@code LoopCompiler}; {@code ScalarEmitter} and {@code
 * SimdEmitter} write its code), and a {@code MapRunner} runs it over the rows of a {@code
 * LoopNest}. Where classes cannot be defined the {@code Interpreter} runs the same body. All forms
 * give the same bits. Reductions fold what a loop computes in a tree that depends on the shape
 * alone ({@code FoldPlan}, {@code Folder}).
 *
 * <p>Matrix products ({@link dev.wengert.kernel.Gemm}) run in a {@link
 * dev.wengert.cpu.gemm.BlasProvider} where one is there, such as the artifact wengert-openblas,
 * else in Java, with vectors where the JVM was started with {@code --add-modules
 * jdk.incubator.vector}. Large kernels are shared by {@link dev.wengert.cpu.machine.Threads}. These
 * system properties are read once:
 *
 * <table>
 *   <caption>System properties</caption>
 *   <tr><td>{@code wengert.blas}</td><td>{@code none} keeps matrix products in Java; {@code auto},
 *       the default, takes the first provider that works</td></tr>
 *   <tr><td>{@code wengert.blas.library}</td><td>the path of an OpenBLAS to use instead of the one
 *       that wengert-openblas would find</td></tr>
 *   <tr><td>{@code wengert.loops}</td><td>{@code interpreted} defines no classes at run time, as in
 *       a native image: loops are several times slower and give the same bits</td></tr>
 *   <tr><td>{@code wengert.threads}</td><td>how many threads a kernel uses at most; the number of
 *       processors by default</td></tr>
 * </table>
 *
 * <p>Only this package looks at Java arrays; above it a {@link dev.wengert.array.Buffer} is opaque.
 */
@NullMarked
package dev.wengert.kernel;

import org.jspecify.annotations.NullMarked;
