package dev.wengert.program;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recorded {@link Transition}: a program whose state lies in memory of its own, a {@link State},
 * and is written in place.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="state"}
 *
 * <p>State is written at the end alone: after everything that can throw, after all that leaves, and
 * after every other read of the old values. So a step that fails leaves the state of before. An
 * elementwise update, a step of an optimiser for example, is computed where the old values lie, and
 * takes no memory.
 *
 * <p>A program is immutable and belongs to no state: it serves all that are made as the one is that
 * it was recorded for. It is planned when it first runs, so that recording one only to {@linkplain
 * #difference compare} it costs little more than running the function on tiny tensors.
 *
 * @param <S> the state
 */
@SuppressWarnings("UnusedTypeParameter") // says whose state it is recorded for
public final class StateProgram<S> {

  private final ImmutableList<String> names;
  private final ImmutableList<Spec> states;
  private final Body recorded;
  private volatile @Nullable Schedule schedule;

  private StateProgram(ImmutableList<String> names, ImmutableList<Spec> states, Body recorded) {
    this.names = names;
    this.states = states;
    this.recorded = recorded;
  }

  /**
   * Records a transition.
   *
   * @param like a state of the dtypes and shapes that all will have; its numbers do not matter
   * @param inputs dtype and shape of each input
   * @throws RecordingException if the transition reads a value, or uses a tensor of another trace
   * @throws IllegalArgumentException if the next state is not made as the old one is, or has other
   *     dtypes or shapes
   */
  public static <S> StateProgram<S> of(Transition<S> f, S like, Spec... inputs) {
    Leaves<S> leaves = Leaves.of(like);
    ImmutableList<Spec> states = Specs.of(leaves.tensors());
    ImmutableList<Spec> all = ImmutableList.<Spec>builder().addAll(states).add(inputs).build();
    Body recorded = Recorder.record(given -> applied(f, leaves, given), all, false);
    return new StateProgram<>(leaves.names(), states, recorded);
  }

  private static <S> List<Tensor> applied(
      Transition<S> f, Leaves<S> leaves, List<Tensor> arguments) {
    int count = leaves.tensors().size();
    Transition.Next<S> next =
        Objects.requireNonNull(
            f.of(
                leaves.with(arguments.subList(0, count)),
                arguments.subList(count, arguments.size())),
            "state: the transition returned null; return the next state and the outputs");
    Leaves<S> after = Leaves.of(next.state());
    Preconditions.checkArgument(
        after.names().equals(leaves.names()),
        "state: the next state is made of other parts: %s for %s; give it the same structure",
        after.names(),
        leaves.names());
    for (int i = 0; i < count; i++) {
      Spec spec = after.tensors().get(i).spec();
      Preconditions.checkArgument(
          spec.equals(arguments.get(i).spec()),
          "state: %s is %s, its next value %s; keep dtype and shape",
          called(leaves.names().get(i)),
          arguments.get(i).spec(),
          spec);
    }
    List<Tensor> results = new ArrayList<>(after.tensors());
    results.addAll(next.outputs());
    return results;
  }

  private static String called(String name) {
    return name.isEmpty() ? "the state" : name;
  }

  /** Returns dtype and shape of each input besides the state. */
  public ImmutableList<Spec> inputs() {
    return recorded.inputs().subList(states.size(), recorded.inputs().size());
  }

  /** Returns dtype and shape of each tensor of the state, in the order of {@link Leaves}. */
  ImmutableList<Spec> states() {
    return states;
  }

  /** Returns the way to each tensor of the state. */
  ImmutableList<String> names() {
    return names;
  }

  /**
   * Returns the first difference between what was recorded here and there, in words; nothing if the
   * instructions and constants agree. A transition that reads what is no tensor, a field of an
   * object, say, does not give the same twice when that has changed.
   */
  public Optional<String> difference(StateProgram<?> other) {
    return Difference.between(recorded, other.recorded);
  }

  /** Returns the list as it is run; its first inputs are the state, its outputs what leaves. */
  public Body body() {
    return schedule().plan().body;
  }

  /** Returns how many operations and bytes each instruction takes, and how much memory. */
  public Cost cost() {
    return Counting.of(schedule().plan());
  }

  Schedule schedule() {
    Schedule planned = schedule;
    if (planned == null) {
      Body optimised = Passes.last(Passes.run(recorded, Passes.WHERE_THEY_PAY));
      planned = Schedule.of(Plan.of(Commit.of(optimised, states.size())), Wengert.device());
      schedule = planned;
    }
    return planned;
  }

  /**
   * Returns the Wengert list, an instruction a line, and then what the state is from then on:
   * {@code %0 <- %7}.
   */
  @Override
  public String toString() {
    Commit commit = schedule().plan().commit;
    return Listing.of(commit.body(), names, commit.next());
  }
}
