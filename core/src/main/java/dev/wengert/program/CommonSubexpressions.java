package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;

/**
 * Computes once what is computed twice: instructions of equal kernels, operands and results are
 * one. A barrier is no other's equal, so what a checkpoint computes again stays.
 */
final class CommonSubexpressions implements Pass {

  /** What makes instructions equal. */
  private record Same(
      Operation operation, ImmutableIntArray operands, ImmutableList<Spec> results) {}

  @Override
  public String name() {
    return "common subexpressions";
  }

  @Override
  public Body apply(Body body) {
    Rewriting rewriting = new Rewriting(body);
    Object2IntMap<Same> known = new Object2IntOpenHashMap<>();
    known.defaultReturnValue(-1);
    for (Instruction instruction : body.instructions()) {
      Instruction moved = rewriting.moved(instruction);
      Same same = new Same(moved.operation(), moved.operands(), moved.results());
      int first = moved.operation() instanceof Operation.Barrier ? -1 : known.getInt(same);
      if (first < 0) {
        first = rewriting.append(moved);
        known.put(same, first);
      }
      rewriting.replace(instruction, first);
    }
    return rewriting.body();
  }
}
