package dev.wengert.kernel;

/**
 * The kernel of matrix products in which a factor 0 of one operand (or of either) makes its term 0,
 * also where the other factor is infinite or NaN.
 *
 * @param product which operands are transposed
 * @param byA whether a 0 in A counts
 * @param byB whether a 0 in B counts
 */
public record AnnihilatingGemm(Gemm product, boolean byA, boolean byB) implements Kernel {}
