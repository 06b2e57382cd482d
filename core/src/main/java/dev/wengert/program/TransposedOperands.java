package dev.wengert.program;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Wengert;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.AnnihilatingGemm;
import dev.wengert.kernel.Gemm;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reorder;
import org.jspecify.annotations.Nullable;

/**
 * Lets products read matrices as they lie where they took a transposed copy: {@code x w'} with the
 * weights [outputs, inputs]. Only where the device gives the same bits both ways; a library that
 * has kernels of its own for small matrices may not.
 */
final class TransposedOperands implements Pass {

  @Override
  public String name() {
    return "layout";
  }

  @Override
  public Body apply(Body body) {
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction moved = rewriting.moved(instruction);
      rewriting.replace(instruction, rewriting.append(absorbed(moved, rewriting)));
    }
    return rewriting.body();
  }

  private static Instruction absorbed(Instruction instruction, Rewriting rewriting) {
    Gemm gemm = product(instruction);
    if (gemm == null || instruction.results().get(0).shape().size() == 0) {
      return instruction;
    }
    Instruction absorbed = instruction;
    for (int which = 0; which < 2; which++) {
      int source = turned(instruction.operands().get(which), rewriting);
      if (source != Integer.MIN_VALUE) {
        Instruction other = taking(absorbed, which, source);
        absorbed = isAlike(instruction, gemm, product(other), rewriting) ? other : absorbed;
      }
    }
    return absorbed;
  }

  /** Returns the product that an instruction computes; null if it computes none. */
  static @Nullable Gemm product(Instruction instruction) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))) {
      return null;
    }
    return switch (kernel) {
      case Gemm gemm -> gemm;
      case AnnihilatingGemm annihilating -> annihilating.product();
      default -> null;
    };
  }

  /** Returns the value whose matrices another one has transposed; the least number if none. */
  private static int turned(int value, Rewriting rewriting) {
    Instruction maker = rewriting.maker(value);
    if (maker == null
        || !(maker.operation() instanceof Operation.Compute(Reorder(ImmutableIntArray axes)))) {
      return Integer.MIN_VALUE;
    }
    int last = axes.length() - 1;
    for (int i = 0; i < last - 1; i++) {
      if (axes.get(i) != i) {
        return Integer.MIN_VALUE;
      }
    }
    return axes.get(last) == last - 1 ? maker.operands().get(0) : Integer.MIN_VALUE;
  }

  /** Returns a product that takes one operand transposed from elsewhere. */
  static Instruction taking(Instruction instruction, int which, int source) {
    Kernel kernel = ((Operation.Compute) instruction.operation()).kernel();
    Kernel other =
        kernel instanceof AnnihilatingGemm(Gemm product, boolean byA, boolean byB)
            ? new AnnihilatingGemm(flipped(product, which), byA, byB)
            : flipped((Gemm) kernel, which);
    String flag = which == 0 ? "transposeA=" : "transposeB=";
    String title =
        instruction.title().contains(flag + "true")
            ? instruction.title().replace(flag + "true", flag + "false")
            : instruction.title().replace(flag + "false", flag + "true");
    ImmutableIntArray operands = instruction.operands();
    return new Instruction(
        title,
        new Operation.Compute(other),
        which == 0
            ? ImmutableIntArray.of(source, operands.get(1))
            : ImmutableIntArray.of(operands.get(0), source),
        instruction.firstResult(),
        instruction.results(),
        instruction.line());
  }

  private static Gemm flipped(Gemm gemm, int which) {
    return which == 0
        ? new Gemm(!gemm.transposeA(), gemm.transposeB())
        : new Gemm(gemm.transposeA(), !gemm.transposeB());
  }

  /** Returns whether two ways of a product give the same bits. */
  static boolean isAlike(
      Instruction instruction, Gemm gemm, @Nullable Gemm other, Rewriting rewriting) {
    Spec result = instruction.results().get(0);
    Shape a = rewriting.spec(instruction.operands().get(0)).shape();
    int m = result.shape().side(-2);
    int n = result.shape().side(-1);
    int k = a.side(gemm.transposeA() ? -2 : -1);
    return other != null && Wengert.device().multipliesAlike(result.dtype(), m, n, k, gemm, other);
  }
}
