package dev.wengert.benchmarks;

import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Work as a compiled program, run again on what it moved. */
final class CompiledWork {

  private final Compiled function;
  private final List<Tensor> arguments;
  private final int moving;

  CompiledWork(Workload.Work work) {
    function = Program.compile(work.function());
    arguments = new ArrayList<>(work.arguments());
    moving = work.moving();
  }

  void run() {
    List<Tensor> results = function.apply(arguments);
    for (int i = 0; i < moving; i++) {
      arguments.set(i, results.get(i));
    }
  }

  /** Returns the program that runs. */
  Program program() {
    return Objects.requireNonNull(
        function.program(arguments.stream().map(Tensor::spec).toArray(Spec[]::new)));
  }
}
