package dev.wengert.program;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Tensors in memory of their own that programs change in place: the parameters of a model and what
 * an optimiser remembers, for example.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="state"}
 *
 * <p>Nobody holds that memory but the state: {@link #get} returns a copy, which nothing changes
 * afterwards. All programs that run on a state share it, and share the memory for what they compute
 * on the way: a program for a last, smaller batch takes none of its own.
 *
 * <p>What runs on a state from several threads runs one after the other.
 *
 * @param <S> the structure: a tensor, a record, list or map of tensors, or another one of which
 *     {@link Leaves} tells
 */
public final class State<S> {

  private final Leaves<S> leaves;
  private final ImmutableList<Spec> specs;
  private final Buffer[] buffers;
  private final Storage storage = new Storage(Wengert.device());
  private final Map<StateProgram<S>, Arena> arenas = new MapMaker().weakKeys().makeMap();

  /** Whether a program runs, of which the one who accepts what leaves might take another step. */
  private boolean isRunning;

  private boolean isTorn;

  private State(Leaves<S> leaves) {
    this.leaves = leaves;
    specs = Specs.of(leaves.tensors());
    buffers = specs.stream().map(Buffer::allocate).toArray(Buffer[]::new);
  }

  /**
   * Returns a state that begins with a copy of these tensors.
   *
   * @throws IllegalArgumentException if a trace sees one of them
   */
  public static <S> State<S> of(S initial) {
    State<S> state = new State<>(Leaves.of(initial));
    state.set(initial);
    return state;
  }

  /**
   * Returns a copy of the tensors as they are now.
   *
   * @throws IllegalStateException if the state is in pieces, since an error broke off its writing
   */
  public synchronized S get() {
    checkWhole();
    List<Tensor> copies = new ArrayList<>(buffers.length);
    for (Buffer buffer : buffers) {
      copies.add(Tensor.wrap(buffer.copy()));
    }
    return leaves.with(copies);
  }

  /**
   * Writes other tensors.
   *
   * @throws IllegalArgumentException if they are not made as the state is, have other dtypes or
   *     shapes, or a trace sees one of them
   */
  public synchronized void set(S values) {
    checkIdle();
    Leaves<S> others = Leaves.of(values);
    Preconditions.checkArgument(
        others.names().equals(leaves.names()) && Specs.of(others.tensors()).equals(specs),
        "state: it is of %s %s, not of %s %s; give it the same structure of the same dtypes and"
            + " shapes",
        leaves.names(),
        specs,
        others.names(),
        Specs.of(others.tensors()));
    for (Tensor tensor : others.tensors()) {
      Preconditions.checkArgument(
          !tensor.isTraced(),
          "state: a trace sees %s, and state has no derivative; detach() it",
          tensor.spec());
    }
    for (int i = 0; i < buffers.length; i++) {
      others.tensors().get(i).buffer().copyTo(buffers[i]);
    }
    isTorn = false;
  }

  /**
   * Takes a step: runs a program, writes the next state, and returns what leaves.
   *
   * @throws IllegalArgumentException if the inputs, or the state, are not what the program was
   *     recorded for, or a trace sees an input
   * @throws IllegalStateException if the state is in pieces, since an error broke off its writing
   */
  public ImmutableList<Tensor> run(StateProgram<S> program, List<Tensor> inputs) {
    return run(program, inputs, outputs -> true);
  }

  /**
   * Takes a step if what leaves is accepted, a loss that is finite, say; the state stays as it is
   * if it is not, or if anything throws.
   *
   * @param accepts is given what leaves, before the state is written
   * @return what leaves, accepted or not
   * @throws IllegalArgumentException if the inputs, or the state, are not what the program was
   *     recorded for, or a trace sees an input
   * @throws IllegalStateException if the state is in pieces, since an error broke off its writing
   */
  public synchronized ImmutableList<Tensor> run(
      StateProgram<S> program, List<Tensor> inputs, Predicate<ImmutableList<Tensor>> accepts) {
    checkWhole();
    checkIdle();
    Arena arena = arena(program);
    Specs.check(
        program.inputs(), inputs, "CompiledTransition.of(state, f)", "detach() the argument");
    List<ImmutableList<Tensor>> outputs = new ArrayList<>(1);
    isRunning = true;
    try {
      arena.run(
          inputs,
          leaving -> {
            ImmutableList<Tensor> tensors = Program.tensors(leaving);
            outputs.add(tensors);
            isTorn = accepts.test(tensors);
            return isTorn;
          });
      isTorn = false;
    } finally {
      isRunning = false;
    }
    return outputs.get(0);
  }

  /** Returns a program of a transition on this state. */
  StateProgram<S> record(Transition<S> f, Spec... inputs) {
    return StateProgram.of(f, like(), inputs);
  }

  /** Returns tensors of the state's dtypes and shapes that take no memory. */
  private S like() {
    return leaves.with(specs.stream().map(Tensor::zeros).toList());
  }

  /**
   * Runs a program for a second or two on a copy of the state, and returns how long its
   * instructions take, beside how long they would at this machine's limits.
   *
   * @throws IllegalArgumentException if the inputs, or the state, are not what the program was
   *     recorded for
   */
  public Profile profile(StateProgram<S> program, List<Tensor> inputs) {
    Buffer[] copies = new Buffer[buffers.length];
    synchronized (this) {
      check(program);
      Specs.check(
          program.inputs(), inputs, "CompiledTransition.of(state, f)", "detach() the argument");
      Arrays.setAll(copies, i -> buffers[i].copy());
    }
    Schedule schedule = program.schedule();
    return Profile.of(schedule, new Arena(schedule, new Storage(Wengert.device()), copies), inputs);
  }

  private void check(StateProgram<S> program) {
    Preconditions.checkArgument(
        program.names().equals(leaves.names()) && program.states().equals(specs),
        "state: the program is for one of %s %s, this is of %s %s; record it for this one",
        program.names(),
        program.states(),
        leaves.names(),
        specs);
  }

  private void checkWhole() {
    Preconditions.checkState(
        !isTorn, "state: an error broke off its writing; set(...) it to what it was before");
  }

  private void checkIdle() {
    Preconditions.checkState(
        !isRunning,
        "state: a step is under way; whoever accepts its outputs may look at the state, and change"
            + " it afterwards");
  }

  private Arena arena(StateProgram<S> program) {
    Arena arena = arenas.get(program);
    if (arena == null) {
      check(program);
      int replaced = storage.replaced();
      arena = new Arena(program.schedule(), storage, buffers);
      if (storage.replaced() != replaced) {
        // Others hold arrays that were too short; they take the new ones when they next run.
        arenas.clear();
      }
      arenas.put(program, arena);
    }
    return arena;
  }
}
