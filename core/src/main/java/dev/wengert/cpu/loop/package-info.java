/**
 * From a body to a running loop.
 *
 * <p>A {@code Loop} kernel enters at {@code Loops}. Its operands' strides become a {@code
 * LoopNest}: as few nested loops as they allow, whose innermost is a <em>row</em>. Its body goes to
 * {@code LoopForms}, which keeps what has been made of it: the body with functions written out for
 * the dtype; where that is too long for one method, its parts ({@code LoopSplit}); and for each
 * {@code LoopForm} (dtypes, how each operand is walked through, scalar or SIMD) a hidden class.
 * Such a class is written by {@code LoopCompiler}: {@code LoopAssembler} writes the frame of the
 * loop, and an {@code Emitter}, {@code ScalarEmitter} or {@code SimdEmitter}, what happens in a
 * step. A {@code StagedLoop} is such a loop in both its forms; it begins with the scalar one. A
 * {@code MapRunner} (compiled, split or interpreted; {@code MapRunners} chooses) then runs row
 * after row; threads share the rows.
 *
 * <p>All forms give the same bits, so which one serves is a matter of speed: vectors for rows that
 * are long enough once the JVM's compiling them pays, the {@code Interpreter} where classes cannot
 * be defined or operands are too many. The property {@code wengert.loops=interpreted} asks for it,
 * as in a native image: loops are several times slower then.
 */
@NullMarked
package dev.wengert.cpu.loop;

import org.jspecify.annotations.NullMarked;
