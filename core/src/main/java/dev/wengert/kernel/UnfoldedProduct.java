package dev.wengert.kernel;

import dev.wengert.array.Spec;

/**
 * The kernel of matrix products whose second factors are what a window sees of images: a
 * convolution. So each factor can be laid out when its product needs it, and all of them together
 * be stored nowhere. It computes what {@link WindowPatches} and the product would compute, to the
 * bit.
 *
 * <p>The operands are those of the product, but for the second: in its place are the images [b,
 * spatial...], of which each product takes as many.
 *
 * @param product a {@link Gemm}, an {@link AnnihilatingGemm} or a {@link Tailed}
 * @param window how it slides
 * @param patches dtype and shape of what it sees, as the product takes it
 */
public record UnfoldedProduct(Kernel product, Window window, Spec patches) implements Kernel {}
