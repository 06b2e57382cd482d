package dev.wengert.program;

import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * Computes now what depends on constants alone. A function that cannot do it now, because it
 * throws, is left to throw in each run.
 */
final class ConstantFolding implements Pass {

  @Override
  public String name() {
    return "constants";
  }

  @Override
  public Body apply(Body body) {
    Rewriting rewriting = new Rewriting(body);
    for (Instruction instruction : body.instructions()) {
      Instruction moved = rewriting.moved(instruction);
      Buffer[] results = computed(moved, rewriting);
      if (results == null) {
        rewriting.keep(instruction);
      } else {
        for (int i = 0; i < results.length; i++) {
          int constant = rewriting.constant(Tensor.wrap(results[i]));
          rewriting.replaceValue(instruction.result(i), constant);
        }
      }
    }
    return rewriting.body();
  }

  private static Buffer @Nullable [] computed(
      Instruction instruction, Rewriting rewriting) {
    if (!(instruction.operation() instanceof Operation.Compute(Kernel kernel))
        || !instruction.operands().stream().allMatch(operand -> operand < 0)) {
      return null;
    }
    Buffer[] operands = new Buffer[instruction.operands().length()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = rewriting.constantOf(instruction.operands().get(i)).buffer();
    }
    try {
      return Wengert.device().run(kernel, operands, instruction.results().toArray(new Spec[0]));
    } catch (RuntimeException e) {
      return null;
    }
  }
}
