package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.expression.Fusion;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
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
    int[] uses = uses(body);
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction fused = rewriting.moved(instruction);
      for (int operand : instruction.operands().toArray()) {
        if (operand >= 0 && uses[operand] == 1) {
          Instruction joined = joined(fused, rewriting.number(operand), places, operand, rewriting);
          fused = joined == null ? fused : joined;
        }
      }
      rewriting.replace(instruction, rewriting.append(fused));
    }
    return new DeadCode().apply(rewriting.body());
  }

  private static int[] uses(Body body) {
    int[] uses = new int[body.values()];
    for (Instruction instruction : body.instructions()) {
      for (int operand : instruction.operands().toArray()) {
        if (operand >= 0) {
          uses[operand]++;
        }
      }
    }
    for (int output : body.outputs().toArray()) {
      if (output >= 0) {
        uses[output]++;
      }
    }
    return uses;
  }

  /** Returns a fold that computes an operand itself; null if it cannot. */
  private static @Nullable Instruction joined(
      Instruction fold, int operand, Places places, int old, Rewriting rewriting) {
    Instruction maker = rewriting.maker(operand);
    if (maker == null
        || !(fold.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof Reduction reduction)
        || !(maker.operation() instanceof Operation.Compute(Loop(LoopBody inner)))
        || maker.results().size() != 1
        || !places.layouts[old].isContiguous()) {
      return null;
    }
    Shape space = Shape.SCALAR;
    for (int each : fold.operands().toArray()) {
      space = Shape.broadcast("reduction", space, rewriting.spec(each).shape());
    }
    DType dtype = dtype(maker, inner, rewriting);
    DType folds = rewriting.spec(operand).dtype();
    if (!space.equals(rewriting.spec(operand).shape()) || dtype != folds || dtype == DType.BOOL) {
      return null;
    }
    return joined(fold, reduction, maker, inner, operand, dtype);
  }

  /** Returns the dtype in which a loop computes; BOOL where it converts. */
  private static DType dtype(Instruction maker, LoopBody body, Rewriting rewriting) {
    Layout[] operands = new Layout[maker.operands().length()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = Layout.contiguous(rewriting.spec(maker.operands().get(i)));
    }
    Layout[] results = {Layout.contiguous(maker.results().get(0))};
    DType dtype = Loop.computes(body, operands, results);
    for (Layout operand : operands) {
      if (operand.dtype() != DType.BOOL && operand.dtype() != dtype) {
        return DType.BOOL;
      }
    }
    return dtype;
  }

  private static @Nullable Instruction joined(
      Instruction fold,
      Reduction reduction,
      Instruction maker,
      LoopBody inner,
      int operand,
      DType dtype) {
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
    int length =
        inner.expanded(dtype).instructions().size()
            + reduction.body().expanded(dtype).instructions().size();
    if (!FusedLoops.allows(length, operands.size(), 1)) {
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
                new Fusion.Part(inner, first.build()),
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
