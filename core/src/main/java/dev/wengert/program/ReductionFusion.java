package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Fusion;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reduction;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Computes what is folded where it is folded, instead of storing it, if nobody else takes it. A
 * fold goes by the shape of its space, so it gives the same bits.
 */
final class ReductionFusion implements Pass {

  @Override
  public String name() {
    return "reductions";
  }

  @Override
  public Body apply(Body body) {
    Places places = new Places(body);
    int[] uses = body.uses();
    int[] makers = body.makers();
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction fused = rewriting.moved(instruction);
      for (int operand : instruction.operands().toArray()) {
        if (operand >= 0 && uses[operand] == 1 && makers[operand] >= 0) {
          Instruction maker = body.instructions().get(makers[operand]);
          Instruction joined = joined(fused, maker, places, rewriting);
          fused = joined == null ? fused : joined;
        }
      }
      rewriting.replace(instruction, rewriting.append(fused));
    }
    return new DeadCode().apply(rewriting.body());
  }

  /** Returns a fold that computes what a loop makes itself; null if it cannot. */
  private static @Nullable Instruction joined(
      Instruction fold, Instruction maker, Places places, Rewriting rewriting) {
    if (!(fold.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof Reduction reduction)
        || maker.results().size() != 1) {
      return null;
    }
    Elementwises kind = Elementwises.of(maker, places);
    DType dtype = maker.results().get(0).dtype();
    if (kind == null || kind.dtype() != dtype || dtype == DType.BOOL) {
      return null;
    }
    Shape space = Shape.SCALAR;
    for (int each : fold.operands().toArray()) {
      space = Shape.broadcast("reduction", space, rewriting.spec(each).shape());
    }
    int operand = rewriting.number(maker.firstResult());
    return space.equals(kind.space())
        ? joined(fold, reduction, rewriting.moved(maker), kind, operand, rewriting)
        : null;
  }

  private static @Nullable Instruction joined(
      Instruction fold,
      Reduction reduction,
      Instruction maker,
      Elementwises kind,
      int operand,
      Rewriting rewriting) {
    IntArrayList operands = new IntArrayList();
    for (int each : fold.operands().toArray()) {
      if (each != operand && !operands.contains(each)) {
        operands.add(each);
      }
    }
    for (int each : maker.operands().toArray()) {
      if (!operands.contains(each)) {
        operands.add(each);
      }
    }
    // A fold's space is that of what it takes, which may have lost leading sides of 1.
    Shape space = Shape.SCALAR;
    for (int each : operands) {
      space = Shape.broadcast("reduction", space, rewriting.spec(each).shape());
    }
    DType dtype = maker.results().get(0).dtype();
    int length = kind.length() + reduction.body().expanded(dtype).instructions().size();
    if (!space.equals(kind.space()) || !FusedLoops.allows(length, operands.size(), 1)) {
      return null;
    }
    ImmutableIntArray.Builder first = ImmutableIntArray.builder();
    maker.operands().forEach(each -> first.add(operands.indexOf(each)));
    ImmutableIntArray.Builder second = ImmutableIntArray.builder();
    fold.operands()
        .forEach(each -> second.add(each == operand ? operands.size() : operands.indexOf(each)));
    LoopBody body =
        Fusion.fuse(
            dtype,
            operands.size(),
            ImmutableList.of(
                new Fusion.Part(kind.loop().body(), first.build()),
                new Fusion.Part(reduction.body(), second.build())),
            ImmutableIntArray.of(operands.size() + 1));
    return new Instruction(
        fold.title() + " of " + maker.title(),
        new Operation.Compute(
            new Reduction(reduction.fold(), FusedLoops.one(body), reduction.axes())),
        ImmutableIntArray.copyOf(operands.toIntArray()),
        fold.firstResult(),
        fold.results(),
        fold.line());
  }
}
