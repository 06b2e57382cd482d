package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel of matrix products that are added up where a window saw: a transposed convolution. So
 * each can be added up while it is in the cache, and all of them together be stored nowhere. It
 * computes what the product and {@link WindowSums} would compute, to the bit.
 *
 * @param product a {@link Gemm} or an {@link AnnihilatingGemm}
 * @param between dtype and shape of the products, each of which holds what the window saw of as
 *     many images
 * @param window how it slides
 */
public record FoldedProduct(Kernel product, Spec between, Window window) implements Kernel {}
