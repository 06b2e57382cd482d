package dev.wengert.benchmarks;

import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.program.Profile;
import dev.wengert.program.State;
import dev.wengert.program.StateProgram;
import dev.wengert.program.Transition;
import java.util.List;
import java.util.stream.Stream;

/** Work as a compiled program, run again on what it moved, which it writes in place. */
final class CompiledWork {

  private final State<List<Tensor>> state;
  private final StateProgram<List<Tensor>> program;
  private final List<Tensor> inputs;

  CompiledWork(Workload.Work work) {
    List<Tensor> moving = work.arguments().subList(0, work.moving());
    inputs = work.arguments().subList(work.moving(), work.arguments().size());
    state = State.of(moving);
    program =
        StateProgram.of(
            (now, in) -> next(work, now, in),
            moving,
            inputs.stream().map(Tensor::spec).toArray(Spec[]::new));
  }

  private static Transition.Next<List<Tensor>> next(
      Workload.Work work, List<Tensor> now, List<Tensor> inputs) {
    List<Tensor> results =
        work.function().apply(Stream.concat(now.stream(), inputs.stream()).toList());
    return new Transition.Next<>(
        results.subList(0, now.size()), results.subList(now.size(), results.size()));
  }

  void run() {
    state.run(program, inputs);
  }

  /** Returns how long the instructions take. */
  Profile profile() {
    return state.profile(program, inputs);
  }

  /** Returns the program's list. */
  @Override
  public String toString() {
    return program.toString();
  }
}
