package dev.wengert.ops;

import dev.wengert.Bilinear;
import dev.wengert.Elementwise;
import dev.wengert.Linear;
import dev.wengert.MapSum;
import dev.wengert.Primitive;
import dev.wengert.Pullback;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.Wrapper;
import dev.wengert.ops.RuleMutant.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trace inside all others that executes each operation as it is, and its rules of
 * differentiation within a {@link FaultTrace}.
 */
final class MutationTrace extends Trace {

  private final @Nullable RuleMutant mutant;
  private final Set<RuleMutant> possible;

  private MutationTrace(@Nullable RuleMutant mutant, Set<RuleMutant> possible) {
    this.mutant = mutant;
    this.possible = possible;
  }

  /** Returns a function in which the rules of one operation have a fault. */
  static Function<List<Tensor>, Tensor> planted(
      Function<List<Tensor>, Tensor> f, RuleMutant mutant) {
    return inputs -> new MutationTrace(mutant, new TreeSet<>()).run(f, inputs);
  }

  /** Returns the function itself, which notes the faults that its rules can have as they run. */
  static Function<List<Tensor>, Tensor> surveyed(
      Function<List<Tensor>, Tensor> f, Set<RuleMutant> possible) {
    return inputs -> new MutationTrace(null, possible).run(f, inputs);
  }

  private Tensor run(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
    List<Tensor> lifted = new ArrayList<>(inputs.size());
    for (Tensor input : inputs) {
      lifted.add(lift(input, null));
    }
    return lower(f.apply(lifted));
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Tensor[] lowered = new Tensor[inputs.length];
    for (int i = 0; i < lowered.length; i++) {
      lowered[i] = lower(inputs[i]);
    }
    boolean wraps = mutant == null || mutant.rule().equals(rule(primitive));
    Tensor[] outputs =
        (wraps ? new Faulty(primitive, mutant, possible) : primitive).applyAll(lowered);
    Tensor[] lifted = new Tensor[outputs.length];
    for (int i = 0; i < lifted.length; i++) {
      lifted[i] = lift(outputs[i], null);
    }
    return lifted;
  }

  /** Names the rule of a primitive: the class, which for a formula stands for many. */
  static String rule(Primitive primitive) {
    String type = primitive.getClass().getSimpleName();
    boolean derived = primitive instanceof Elementwise || primitive instanceof MapSum;
    return derived ? type + " " + primitive.name() : type;
  }

  /** Says who wrote the rule of a primitive. */
  private static String kind(Primitive primitive) {
    return switch (primitive) {
      case Elementwise e -> "expression differentiator";
      case MapSum sum -> "expression differentiator";
      case Linear linear -> "linear";
      case Bilinear bilinear -> "bilinear";
      default -> "hand-written";
    };
  }

  /** A primitive whose rules run within a fault trace. */
  private static final class Faulty extends Wrapper {
    private final @Nullable RuleMutant mutant;
    private final Set<RuleMutant> possible;

    Faulty(Primitive primitive, @Nullable RuleMutant mutant, Set<RuleMutant> possible) {
      super(primitive);
      this.mutant = mutant;
      this.possible = possible;
    }

    private FaultTrace within(Mode mode) {
      boolean derived = wrapped() instanceof Elementwise || wrapped() instanceof MapSum;
      return new FaultTrace(kind(wrapped()), rule(wrapped()), mode, derived, mutant, possible);
    }

    /** The rule is asked for again in the walk, since only then all that it takes is there. */
    @Override
    public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
      if (super.pullback(inputs, outputs, needed) == null) {
        return null;
      }
      boolean[] wanted = needed.clone();
      return cotangents -> {
        FaultTrace trace = within(Mode.REVERSE);
        Pullback pullback = super.pullback(trace.lifted(inputs), trace.lifted(outputs), wanted);
        return pullback == null
            ? new @Nullable Tensor[inputs.length]
            : trace.results(pullback.pull(trace.lifted(cotangents)));
      };
    }

    @Override
    public @Nullable Tensor[] pushforward(
        Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
      FaultTrace trace = within(Mode.FORWARD);
      return trace.results(
          super.pushforward(trace.lifted(inputs), trace.lifted(outputs), trace.lifted(tangents)));
    }
  }
}
