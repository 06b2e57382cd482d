package dev.wengert.kernel;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;

/**
 * The kernel that computes an expression for each element of broadcast operands and folds it along
 * some axes.
 *
 * <p>Blocks are folded pairwise, as the leaves of a tree, so the error of a sum grows with the
 * logarithm of its length. The tree follows from the operands' common shape, the axes and the dtype
 * alone: an operand that is broadcast folds like its copy, and an expression like its values. Sums
 * and products of INT32 wrap around.
 *
 * @param fold sum, product, maximum or minimum
 * @param body the expression
 * @param axes the axes of the operands' common shape that vanish, ascending
 */
public record Reduction(Fold fold, LoopBody body, ImmutableIntArray axes) implements Kernel {

  /** Returns the kernel that folds its operand itself. */
  public static Reduction of(Fold fold, ImmutableIntArray axes) {
    return new Reduction(fold, LoopBody.ELEMENT, axes);
  }

  /** Whole numbers may be divided by 0. */
  @Override
  public boolean canThrow(Spec[] inputs) {
    return Loop.divides(body, inputs);
  }
}
