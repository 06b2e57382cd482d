package dev.wengert.program;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Computes now what depends on constants alone, and takes those of the same bits for one. What
 * cannot be computed now, because it throws, is left to throw in each run.
 */
final class ConstantFolding implements Pass {

  /** What constants of the same bits have in common, and others hardly ever. */
  private record Content(Spec spec, long digest) {}

  @Override
  public String name() {
    return "constants";
  }

  @Override
  public Body apply(Body body) {
    Rewriting rewriting = new Rewriting(body);
    merge(body, rewriting);
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

  private static void merge(Body body, Rewriting rewriting) {
    ListMultimap<Content, Integer> known = ArrayListMultimap.create();
    for (int k = 0; k < body.constants().size(); k++) {
      Tensor constant = body.constants().get(k);
      Content content = new Content(constant.spec(), constant.buffer().digest());
      int number = -1 - k;
      for (int other : known.get(content)) {
        if (number == -1 - k && isSame(constant, body.constant(other))) {
          number = other;
        }
      }
      if (number == -1 - k) {
        known.put(content, number);
      }
      rewriting.replaceConstant(-1 - k, number);
    }
  }

  /** Returns whether all bits are the same; NaNs are. */
  static boolean isSame(Tensor one, Tensor two) {
    return Arrays.equals(
        one.to(DType.FLOAT64).toDoubleArray(), two.to(DType.FLOAT64).toDoubleArray());
  }

  private static Buffer @Nullable [] computed(Instruction instruction, Rewriting rewriting) {
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
