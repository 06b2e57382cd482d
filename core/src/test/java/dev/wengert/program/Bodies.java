package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.function.Function;

/** Bodies to try passes on. */
final class Bodies {

  private Bodies() {}

  static Spec spec(int... sides) {
    return new Spec(DType.FLOAT64, Shape.of(sides));
  }

  /** Returns what a function of tensors of one spec is recorded as. */
  static Body record(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    return Recorder.record(f, ImmutableList.copyOf(specs), false);
  }

  /** Returns the titles of a body's instructions. */
  static List<String> titles(Body body) {
    return body.instructions().stream().map(Instruction::title).toList();
  }
}
