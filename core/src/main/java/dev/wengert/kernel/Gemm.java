package dev.wengert.kernel;

/**
 * The kernel of matrix products: {@code C[b] = op(A[b]) op(B[b])} for each b of the leading axes.
 *
 * <p>The operands have the same leading axes. A transposed operand is read as it lies, and so is
 * one that is the same for all b; nothing is copied.
 *
 * @param transposeA whether op(A) is the transpose of the stored A
 * @param transposeB whether op(B) is the transpose of the stored B
 */
public record Gemm(boolean transposeA, boolean transposeB) implements Kernel {}
