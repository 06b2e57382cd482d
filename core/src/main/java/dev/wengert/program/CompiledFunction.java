package dev.wengert.program;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A function of a structure of tensors, of which {@link Leaves} tells, that gives what another
 * gives, to the bit, by a {@link Program} for each structure, dtypes and shapes that it meets. JAX:
 * {@code jit}.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="compiledFunction"}
 *
 * <p>What of a structure is no tensor, a number or a word, is a constant of its program: arguments
 * that differ in it have programs of their own. It should have {@code equals}, and few values.
 *
 * @param <A> the type of the arguments
 * @param <R> the type of the results
 */
public final class CompiledFunction<A, R> implements Function<A, R> {

  private final Function<A, R> f;
  private final UnaryOperator<Compiled> how;

  /** By what they were recorded for. */
  private final Cache<Kind, Recorded<A, R>> programs =
      CacheBuilder.newBuilder().concurrencyLevel(1).maximumSize(Compiled.KEPT).build();

  private CompiledFunction(Function<A, R> f, UnaryOperator<Compiled> how) {
    this.f = f;
    this.how = how;
  }

  /** Arguments that have one program. */
  private record Kind(Object form, ImmutableList<Spec> specs) {}

  /**
   * Returns a function that gives what {@code f} gives, faster, as {@link Program#compile} does.
   */
  public static <A, R> CompiledFunction<A, R> of(Function<A, R> f) {
    return new CompiledFunction<>(f, UnaryOperator.identity());
  }

  /**
   * Returns the function that runs as it is what cannot be recorded, as {@link Compiled#orEager}.
   */
  public CompiledFunction<A, R> orEager() {
    return new CompiledFunction<>(f, Compiled::orEager);
  }

  /**
   * Returns the function that records what comes repeatedly, as {@link Compiled#whenRepeated}; of
   * the last {@value Compiled#KEPT} kinds of arguments it is known how often they have come.
   */
  public CompiledFunction<A, R> whenRepeated() {
    return new CompiledFunction<>(f, Compiled::whenRepeated);
  }

  /**
   * Returns what the function gives. With an argument that something traces it is the function
   * itself, so that derivatives are taken through it.
   *
   * <p>What the function uses besides its arguments is a constant once a program is there, and has
   * no derivative: a traced tensor that it would read from a field then is not seen. Give it as an
   * argument.
   *
   * @throws RecordingException if it cannot be recorded, unless it is {@link #orEager}
   */
  @Override
  public R apply(A arguments) {
    Leaves<A> leaves = Leaves.of(arguments);
    for (Tensor tensor : leaves.tensors()) {
      if (tensor.isTraced()) {
        return f.apply(arguments);
      }
    }
    ImmutableList<Spec> specs = Specs.of(leaves.tensors());
    Recorded<A, R> recorded = recorded(new Kind(leaves.form(), specs), leaves);
    Program program = recorded.compiled.find(specs);
    return program == null ? f.apply(arguments) : recorded.made(program.ran(leaves.tensors()));
  }

  private Recorded<A, R> recorded(Kind kind, Leaves<A> like) {
    try {
      return programs.get(kind, () -> new Recorded<>(f, how, like));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The function on lists, for arguments of one kind. */
  private static final class Recorded<A, R> {

    final Compiled compiled;

    /** How the results are made; there once a program is. */
    private volatile @Nullable Leaves<R> results;

    Recorded(Function<A, R> f, UnaryOperator<Compiled> how, Leaves<A> like) {
      // What is kept of the arguments is how they are made.
      Leaves<A> arguments = withoutNumbers(like);
      compiled =
          how.apply(
              Program.compile(
                  in -> {
                    Leaves<R> made = Leaves.of(f.apply(arguments.with(in)));
                    results = withoutNumbers(made);
                    return made.tensors();
                  }));
    }

    R made(List<Tensor> tensors) {
      return Objects.requireNonNull(results).with(tensors);
    }

    private static <T> Leaves<T> withoutNumbers(Leaves<T> leaves) {
      ImmutableList.Builder<Tensor> zeros = ImmutableList.builder();
      leaves.tensors().forEach(tensor -> zeros.add(Tensor.zeros(tensor.spec())));
      return Leaves.of(leaves.with(zeros.build()));
    }
  }
}
