package dev.wengert.gradcheck.corpus;

import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/** A kernel that does what none may: it writes into its operand. */
record Scribble() implements Primitive {

  static void on(Tensor tensor) {
    Tensor _ = new Scribble().apply(tensor);
  }

  @Override
  public String name() {
    return "scribble";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return inputs.clone();
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Host(
        (operands, results) -> {
          operands[0].doubles()[0] += 0.125;
          double[] result = results[0].doubles();
          System.arraycopy(operands[0].doubles(), 0, result, 0, result.length);
        });
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    return null;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    return new @Nullable Tensor[] {null};
  }
}
