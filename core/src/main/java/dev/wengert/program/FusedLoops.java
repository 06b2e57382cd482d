package dev.wengert.program;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import dev.wengert.expression.LoopBody;

/**
 * Bodies of fused loops, and how much may be computed in one. HotSpot compiles no method of more
 * than 8,000 bytes, and loops of vectors were seen to collapse between 400 and 600 operations; what
 * is beyond this would be cut again, or interpreted.
 */
final class FusedLoops {

  private static final int MOST_INSTRUCTIONS = 280;
  private static final int MOST_OPERANDS = 20;
  private static final int MOST_RESULTS = 12;

  /** An operand or a result takes as much of the method as so many instructions. */
  private static final int PLACE = 3;

  private static final int MOST_IN_ALL = 390;

  /** Fused bodies are long, and looked up by themselves: the same object is found at once. */
  private static final Interner<LoopBody> BODIES = Interners.newWeakInterner();

  private FusedLoops() {}

  /** Returns the one object for all bodies that are equal. */
  static LoopBody one(LoopBody body) {
    return BODIES.intern(body);
  }

  /** Returns whether so much may be computed in one loop, functions being written out. */
  static boolean allows(int instructions, int operands, int results) {
    return instructions <= MOST_INSTRUCTIONS
        && operands <= MOST_OPERANDS
        && results <= MOST_RESULTS
        && instructions + PLACE * (operands + results) <= MOST_IN_ALL;
  }
}
