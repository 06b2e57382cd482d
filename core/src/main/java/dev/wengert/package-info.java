/**
 * The heart: tensors, the trace of what is done to them, and the derivatives read from it.
 *
 * <p><b>Two primitives up.</b> A {@link dev.wengert.Tensor} is an array. A {@link
 * dev.wengert.Primitive} is one operation as a value: it says which shape comes out, which kernel
 * computes it, and what its derivative is. {@code Primitive.apply} is the only way to execute one.
 * That is all that is needed to compute; the operators of {@code Tensor} and the functions of
 * {@code dev.wengert.ops} are short forms of it.
 *
 * <p><b>Traces.</b> To differentiate, somebody must see the operations go by. A {@link
 * dev.wengert.Trace} does. It wraps tensors; an operation on a wrapped tensor is handed to its
 * trace, which executes it on the value inside and notes what it wants. A {@link dev.wengert.Tape}
 * notes entries for the walk back; forward mode computes a tangent on the spot; {@code vmap} runs
 * the operation on all examples at once. The value inside may be wrapped by an outer trace, which
 * then sees the inner one's work, the derivative computation included. That is how second
 * derivatives come about, and why {@code d/dx (x * d/dy (x + y))} is right without a special case.
 *
 * <p><b>Following one number.</b> Let the first coordinate of a training example be read from a
 * file. It becomes an element of a {@code double[]}, which {@code Tensor.of} copies into a tensor X
 * [211, 2]. {@code X.matmul(W)}, with W watched by a tape, builds the primitive {@link
 * dev.wengert.MatMul} and applies it. Since W belongs to the tape, the tape's {@code process} runs:
 * it lowers W to its plain value and applies the same primitive to plain tensors, which {@code
 * infer}s the result's shape, {@code lower}s to the {@link dev.wengert.kernel.Gemm} kernel and runs
 * it: here our number is multiplied by two weights. The tape asks the primitive for its {@link
 * dev.wengert.Pullback}, which keeps X (needed for W's gradient) and nothing else, and appends an
 * entry. More entries follow, up to the loss. {@code tape.gradients(loss)} starts with the
 * cotangent 1 and walks the list from its end; each pullback turns the cotangents of its outputs
 * into those of its inputs. When the walk reaches our entry, the pullback computes {@code X^T D}:
 * our number, times the cotangent of each of its example's outputs, is added into two elements of
 * W's gradient. {@code gradients.of(w)} returns it.
 *
 * <p><b>Derivatives are written once.</b> An {@link dev.wengert.Elementwise} primitive is a scalar
 * formula, differentiated symbolically; a {@link dev.wengert.Linear} one states its transpose; a
 * {@link dev.wengert.Bilinear} one its two; a {@link dev.wengert.Root} knows its square. Forward
 * mode, reverse mode and higher orders follow. The primitives in this package are the closed set
 * that derivative rules themselves need; all others live in {@code dev.wengert.ops} or in user
 * code, and implement the same interface.
 */
@NullMarked
package dev.wengert;

import org.jspecify.annotations.NullMarked;
