package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;

/**
 * The kernel of matrix products and a loop over their result, which alone takes that: a bias, an
 * activation, a mask, a residual. So it can be done matrix by matrix, while one is in the cache,
 * and the product itself need be stored nowhere. Each computes what it would compute alone, to the
 * bit.
 *
 * <p>The operands are those of the product, and behind them what else the loop takes. At least one
 * of the results has the dtype of the product.
 *
 * @param product a {@link Gemm} or an {@link AnnihilatingGemm}
 * @param between dtype and shape of the product, of as many elements as each of the results
 * @param tail what is computed of its elements
 * @param taken for each operand of the loop what it is: 0 for the product, from 1 on the operands
 *     behind those of the product
 */
public record Tailed(Kernel product, Spec between, Loop tail, ImmutableIntArray taken)
    implements Kernel {}
