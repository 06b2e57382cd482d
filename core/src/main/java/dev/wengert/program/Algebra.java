package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.kernel.Reorder;
import dev.wengert.kernel.View;

/**
 * Leaves out what changes no bit: a view of what lies so already, an order of axes turned back,
 * what stretches an operand of a loop or a fold, which stretch it themselves, {@code x * 1}, {@code
 * x / 1}, {@code x - 0}, {@code x + -0}, {@code -(-x)}. Not {@code x + 0}, which makes 0 of -0.
 */
final class Algebra implements Pass {

  @Override
  public String name() {
    return "algebra";
  }

  @Override
  public Body apply(Body body) {
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction moved =
          simplified(unstretched(rewriting.moved(instruction), rewriting), rewriting);
      int same = moved.results().size() == 1 ? same(moved, rewriting) : Integer.MIN_VALUE;
      if (same == Integer.MIN_VALUE) {
        rewriting.replace(instruction, rewriting.append(moved));
      } else {
        rewriting.replaceValue(instruction.firstResult(), same);
      }
    }
    return rewriting.body();
  }

  /** Returns a loop or a fold that takes what was stretched for it as it is. */
  private static Instruction unstretched(Instruction instruction, Rewriting rewriting) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof Loop || kernel instanceof Reduction)) {
      return instruction;
    }
    ImmutableIntArray.Builder taken = ImmutableIntArray.builder();
    Shape before = Shape.SCALAR;
    Shape after = Shape.SCALAR;
    for (int operand : instruction.operands().toArray()) {
      int source = source(operand, rewriting);
      taken.add(source);
      before = Shape.broadcast("algebra", before, rewriting.spec(operand).shape());
      after = Shape.broadcast("algebra", after, rewriting.spec(source).shape());
    }
    // The numbers that are folded follow from the operands' shapes, those of a loop's result do
    // not.
    return kernel instanceof Loop || before.equals(after)
        ? instruction.withOperands(taken.build())
        : instruction;
  }

  /** Returns what a view stretches, if a value is one; else the value. */
  private static int source(int value, Rewriting rewriting) {
    Instruction maker = rewriting.maker(value);
    if (maker == null
        || !(maker.operation() instanceof Operation.Compute(Kernel kernel))
        || !(kernel instanceof View)) {
      return value;
    }
    int source = maker.operands().get(0);
    return rewriting.spec(source).shape().broadcastsTo(rewriting.spec(value).shape())
        ? source(source, rewriting)
        : value;
  }

  /** Returns an instruction that takes its operand from where a view or an order took it. */
  private static Instruction simplified(Instruction instruction, Rewriting rewriting) {
    if (instruction.operands().length() != 1
        || !(instruction.operation() instanceof Operation.Compute(Kernel outer))) {
      return instruction;
    }
    Instruction maker = rewriting.maker(instruction.operands().get(0));
    if (maker == null || !(maker.operation() instanceof Operation.Compute(Kernel inner))) {
      return instruction;
    }
    int source = maker.operands().get(0);
    if (outer instanceof View && inner instanceof View) {
      int size = rewriting.spec(source).shape().size();
      boolean reshapes =
          size == maker.results().get(0).shape().size()
              && size == instruction.results().get(0).shape().size();
      return reshapes ? instruction.withOperands(maker.operands()) : instruction;
    }
    if (outer instanceof Reorder(ImmutableIntArray last)
        && inner instanceof Reorder(ImmutableIntArray first)) {
      ImmutableIntArray.Builder axes = ImmutableIntArray.builder(last.length());
      last.forEach(axis -> axes.add(first.get(axis)));
      return new Instruction(
          instruction.title(),
          new Operation.Compute(new Reorder(axes.build())),
          maker.operands(),
          instruction.firstResult(),
          instruction.results(),
          instruction.line());
    }
    return instruction;
  }

  /** Returns the value that the result is; the least number if it is none. */
  private static int same(Instruction instruction, Rewriting rewriting) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))) {
      return Integer.MIN_VALUE;
    }
    Spec result = instruction.results().get(0);
    int first = instruction.operands().get(0);
    boolean isSame =
        switch (kernel) {
          case View view -> true;
          case Reorder(ImmutableIntArray axes) -> isAscending(axes);
          default -> false;
        };
    if (isSame && rewriting.spec(first).equals(result)) {
      return first;
    }
    if (kernel instanceof Loop(LoopBody body) && body.instructions().size() == 1) {
      return same(instruction, body, rewriting);
    }
    return Integer.MIN_VALUE;
  }

  private static boolean isAscending(ImmutableIntArray axes) {
    for (int i = 0; i < axes.length(); i++) {
      if (axes.get(i) != i) {
        return false;
      }
    }
    return true;
  }

  private static int same(Instruction instruction, LoopBody body, Rewriting rewriting) {
    LoopBody.Instruction only = body.instructions().get(0);
    ImmutableIntArray operands = instruction.operands();
    Spec result = instruction.results().get(0);
    if (only.op() == Op.NEG && operands.length() == 1) {
      return negatedTwice(operands.get(0), result, rewriting);
    }
    if (operands.length() != 2 || !body.constants().isEmpty()) {
      return Integer.MIN_VALUE;
    }
    int left = operands.get(only.operands().get(0));
    int right = operands.get(only.operands().get(1));
    if (rewriting.spec(left).equals(result) && isNeutral(only.op(), right, rewriting)) {
      return left;
    }
    boolean commutes = only.op() == Op.ADD || only.op() == Op.MUL;
    return commutes && rewriting.spec(right).equals(result) && isNeutral(only.op(), left, rewriting)
        ? right
        : Integer.MIN_VALUE;
  }

  /** What was negated may be the source of what was stretched: that is another value. */
  private static int negatedTwice(int value, Spec result, Rewriting rewriting) {
    Instruction maker = rewriting.maker(value);
    return maker != null
            && maker.operation() instanceof Operation.Compute(Loop(LoopBody body))
            && body.instructions().size() == 1
            && body.instructions().get(0).op() == Op.NEG
            && maker.operands().length() == 1
            && rewriting.spec(maker.operands().get(0)).equals(result)
        ? maker.operands().get(0)
        : Integer.MIN_VALUE;
  }

  /** Returns whether an operator with this on its right is its left. */
  private static boolean isNeutral(Op op, int value, Rewriting rewriting) {
    if (value >= 0) {
      return false;
    }
    Tensor constant = rewriting.constantOf(value);
    if (!constant.dtype().isFloating() || !Constants.isFill(constant)) {
      return false;
    }
    double number = Constants.first(constant);
    return switch (op) {
      case MUL, DIV -> number == 1;
      case SUB -> Double.doubleToLongBits(number) == 0;
      case ADD -> Double.doubleToLongBits(number) == Double.doubleToLongBits(-0.0);
      default -> false;
    };
  }
}
