package dev.wengert.kernel;

import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;

/**
 * One of the few ways to fill a buffer from others: what every primitive is lowered to.
 *
 * <p>The set is closed. A kernel is a value that says what is done; how it is done (a plain loop, a
 * compiled one, a native library) is decided inside this package and changes nothing above it.
 */
public sealed interface Kernel
    permits Loop,
        Reduction,
        Tiled,
        Guarded,
        Gemm,
        AnnihilatingGemm,
        StridedCopy,
        Parts,
        Placement,
        Gather,
        ScatterAdd,
        RandomBits,
        RunningSum,
        View,
        Host {

  /**
   * Returns new buffers with the results.
   *
   * @param inputs the operands, of dtypes and shapes that the primitive has checked
   * @param results dtype and shape of each result
   */
  Buffer[] run(Buffer[] inputs, Spec[] results);
}
