package dev.wengert.program;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.function.Function;

/**
 * The steps of a {@link Transition} on a {@link State}, by a {@link StateProgram} for each list of
 * dtypes and shapes of inputs that it meets; the last {@value #KEPT} are kept.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="state"}
 *
 * @param <S> the state
 */
public final class CompiledTransition<S> implements Function<List<Tensor>, List<Tensor>> {

  /** How many programs are kept; the one that was used longest ago makes room. */
  public static final int KEPT = 16;

  private final State<S> state;
  private final Transition<S> f;
  private final Cache<ImmutableList<Spec>, StateProgram<S>> programs =
      CacheBuilder.newBuilder().concurrencyLevel(1).maximumSize(KEPT).build();

  private CompiledTransition(State<S> state, Transition<S> f) {
    this.state = state;
    this.f = f;
  }

  /** Returns what takes the steps of a transition on a state. */
  public static <S> CompiledTransition<S> of(State<S> state, Transition<S> f) {
    return new CompiledTransition<>(state, f);
  }

  /**
   * Takes a step and returns what leaves. If anything throws, the state is that of before.
   *
   * @throws RecordingException if the transition cannot be recorded
   * @throws IllegalArgumentException if a trace sees an input, or the next state is not made as the
   *     old one is
   */
  @Override
  public ImmutableList<Tensor> apply(List<Tensor> inputs) {
    return state.run(program(Specs.of(inputs)), inputs);
  }

  /** Returns the program for inputs of these. */
  public StateProgram<S> program(Spec... inputs) {
    return program(ImmutableList.copyOf(inputs));
  }

  private StateProgram<S> program(ImmutableList<Spec> inputs) {
    StateProgram<S> program = programs.getIfPresent(inputs);
    if (program == null) {
      program = state.record(f, inputs.toArray(new Spec[0]));
      programs.put(inputs, program);
    }
    return program;
  }
}
