package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check of a function's derivative at a point, against finite differences that know how precise
 * they are.
 *
 * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="check"}
 *
 * <p>The function is called many times. It must give the same answer to the same inputs each time.
 */
public final class GradCheck {

  /** The seed of checks that name none. */
  public static final long DEFAULT_SEED = 0x5eed;

  private Function<List<Tensor>, Tensor> function;
  private @Nullable Function<List<Tensor>, Tensor> twin;
  private final List<Argument> arguments = new ArrayList<>();
  private final Set<String> zeros = new LinkedHashSet<>();
  private final List<Supplier<State>> states = new ArrayList<>();
  private Mode mode = Mode.AUTO;
  private int order = 1;
  private boolean forward;
  private boolean taylor;
  private long seed = DEFAULT_SEED;
  private double resolution = Double.NaN;

  private GradCheck(Function<List<Tensor>, Tensor> function) {
    this.function = function;
  }

  /** Returns a check of a function of the inputs and constants, in the order of declaration. */
  public static GradCheck of(Function<List<Tensor>, Tensor> function) {
    return new GradCheck(function);
  }

  /**
   * Returns a check of a function that draws random numbers, all from one key: with the key fixed,
   * it is a function like any other, and dropout has a derivative.
   */
  public static GradCheck keyed(Key key, BiFunction<List<Tensor>, Key, Tensor> function) {
    return new GradCheck(inputs -> function.apply(inputs, key));
  }

  /**
   * Does what textbooks do: compares the gradient of a scalar function with central differences at
   * one step, by one ratio over all parameters.
   *
   * @param f a scalar function of parameters of any shape
   * @param theta the parameters
   * @param epsilon the step, 1e-7 in most textbooks
   * @throws IllegalArgumentException if the function's value is not a scalar
   */
  public static Classic classic(Function<Tensor, Tensor> f, Tensor theta, double epsilon) {
    return Classic.of(in -> f.apply(in.get(0)), List.of(theta), epsilon);
  }

  /** Does what textbooks do for several parameters, flattened to one vector. */
  public static Classic classic(
      Function<List<Tensor>, Tensor> f, List<Tensor> parameters, double epsilon) {
    return Classic.of(f, parameters, epsilon);
  }

  /**
   * Declares the next argument, whose derivative is checked at the given value.
   *
   * @throws IllegalArgumentException if the value is not floating, or the name is taken
   */
  public GradCheck input(String name, Tensor value) {
    Preconditions.checkArgument(
        value.dtype().isFloating(),
        "gradcheck: input %s has no derivative: it is %s; declare it with constant(...)",
        name,
        value.spec());
    return add(new Argument(name, value.detach(), true));
  }

  /**
   * Declares the next argument, which stays as it is: indices, labels, data.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public GradCheck constant(String name, Tensor value) {
    return add(new Argument(name, value.detach(), false));
  }

  private GradCheck add(Argument argument) {
    for (Argument other : arguments) {
      Preconditions.checkArgument(
          !other.name().equals(argument.name()),
          "gradcheck: the name %s is taken; give each argument its own",
          argument.name());
    }
    arguments.add(argument);
    return this;
  }

  /**
   * Checks a hand-written backward pass instead of the function's own derivative; nothing needs to
   * be recorded on a tape for that.
   *
   * @param pullback from the arguments, the output and its cotangent to one cotangent an input, or
   *     one an argument (those of constants are not looked at)
   */
  public GradCheck pullback(Autodiff.CustomPullback pullback) {
    function =
        Autodiff.custom(
            "pullback",
            function,
            (in, out, cotangent) -> spread(pullback.pull(in, out, cotangent)));
    return this;
  }

  /** Puts zeros in the places of constants, where a pullback left them out. */
  private List<Tensor> spread(List<Tensor> pulled) {
    long inputs = arguments.stream().filter(Argument::differentiated).count();
    if (pulled.size() == arguments.size() || pulled.size() != inputs) {
      return pulled;
    }
    List<Tensor> all = new ArrayList<>();
    int next = 0;
    for (Argument argument : arguments) {
      all.add(
          argument.differentiated() ? pulled.get(next++) : Tensor.zeros(argument.value().spec()));
    }
    return all;
  }

  /**
   * Declares state outside the function that an evaluation must not change.
   *
   * @param snapshot returns its present value
   */
  public GradCheck state(String name, Supplier<Tensor> snapshot) {
    states.add(() -> new State(name, snapshot, null));
    return this;
  }

  /**
   * Declares state outside the function that an evaluation may change; it is put back before each.
   *
   * @param snapshot returns its present value
   * @param restore sets it
   */
  public GradCheck state(String name, Supplier<Tensor> snapshot, Consumer<Tensor> restore) {
    states.add(() -> new State(name, snapshot, restore));
    return this;
  }

  /**
   * Declares that the function takes FLOAT64 as well: a FLOAT32 gradient is then compared with
   * differences in FLOAT64.
   */
  public GradCheck float64Twin() {
    return float64Twin(function);
  }

  /** Declares the same function for FLOAT64, with which a FLOAT32 gradient is compared. */
  public GradCheck float64Twin(Function<List<Tensor>, Tensor> twin) {
    this.twin = twin;
    return this;
  }

  /**
   * Sets up to which order derivatives are checked: 1, unless set, or 2.
   *
   * @throws IllegalArgumentException if it is another number
   */
  public GradCheck order(int order) {
    Preconditions.checkArgument(
        order == 1 || order == 2, "gradcheck: the order is %s; 1 and 2 can be checked", order);
    this.order = order;
    return this;
  }

  /** Compares forward mode with reverse mode, too. */
  public GradCheck forwardMode() {
    forward = true;
    return this;
  }

  /** Looks at Taylor remainders, too: for whole models, a block of parameters at a time. */
  public GradCheck taylor() {
    taylor = true;
    return this;
  }

  /**
   * Declares that the derivative with respect to an input is zero: a check of it that finds zero
   * passes instead of being VACUOUS, one that finds something else fails.
   */
  public GradCheck expectZero(String input) {
    zeros.add(input);
    return this;
  }

  /**
   * Sets the relative error that a passing check must be able to see: 1e-3, unless set, and 2e-2
   * for FLOAT32.
   */
  public GradCheck requireResolution(double relative) {
    Preconditions.checkArgument(
        relative > 0, "gradcheck: the resolution is not positive: %s; give 1e-4, say", relative);
    this.resolution = relative;
    return this;
  }

  /** Sets how thoroughly elements are probed. */
  public GradCheck mode(Mode mode) {
    this.mode = mode;
    return this;
  }

  /** Sets the seed of the random cotangents and directions. */
  public GradCheck seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Runs the check.
   *
   * @throws IllegalArgumentException if no input is declared, or the function's output has no
   *     derivative
   */
  public Report run() {
    Preconditions.checkArgument(
        arguments.stream().anyMatch(Argument::differentiated),
        "gradcheck: nothing to differentiate: no input is declared; add input(name, value)");
    for (String zero : zeros) {
      Preconditions.checkArgument(
          arguments.stream().anyMatch(a -> a.differentiated() && a.name().equals(zero)),
          "gradcheck: expectZero names no input: %s; the arguments are %s",
          zero,
          arguments.stream().map(Argument::name).toList());
    }
    ImmutableList.Builder<State> saved = ImmutableList.builder();
    for (Supplier<State> state : states) {
      saved.add(state.get());
    }
    Subject subject = new Subject(ImmutableList.copyOf(arguments), function, twin, saved.build());
    return Check.run(
        subject,
        new Settings(mode, seed, resolution, ImmutableSet.copyOf(zeros), order, forward, taylor));
  }
}
