package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.point.Arguments;
import dev.wengert.gradcheck.point.Names;
import dev.wengert.gradcheck.point.Outputs;
import dev.wengert.gradcheck.point.State;
import dev.wengert.gradcheck.point.Subject;
import dev.wengert.gradcheck.verdict.Check;
import dev.wengert.gradcheck.verdict.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private final Arguments arguments;
  private final Outputs outputs;
  private final Set<String> zeros = new LinkedHashSet<>();
  private final List<Supplier<State>> states = new ArrayList<>();
  private Mode mode = Mode.AUTO;
  private int order = 1;
  private boolean forward;
  private boolean taylor;
  private long seed = DEFAULT_SEED;
  private double resolution = Double.NaN;
  private double accuracy;

  private GradCheck(Arguments arguments, Outputs outputs, Function<List<Tensor>, Tensor> function) {
    this.arguments = arguments;
    this.outputs = outputs;
    this.function = function;
  }

  /** Returns a check of a function of the inputs and constants, in the order of declaration. */
  public static GradCheck of(Function<List<Tensor>, Tensor> function) {
    return new GradCheck(new Arguments(), Outputs.ONE, function);
  }

  /**
   * Returns a check of a function that asks for its inputs and constants by name.
   *
   * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="named"}
   */
  public static GradCheck named(Function<Inputs, Tensor> function) {
    Arguments arguments = new Arguments();
    return new GradCheck(arguments, Outputs.ONE, in -> function.apply(byName(arguments, in)));
  }

  /**
   * Returns a check of a function with several outputs of any shapes: {@code out0}, {@code out1},
   * ... in the report. Each gets random cotangents of its own.
   */
  public static GradCheck outputs(Function<List<Tensor>, List<Tensor>> function) {
    Outputs outputs = new Outputs();
    return new GradCheck(
        new Arguments(), outputs, in -> outputs.join(numbered(function.apply(in))));
  }

  /**
   * Returns a check of a function that asks for its inputs by name, and names its outputs.
   *
   * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="namedOutputs"}
   */
  public static GradCheck namedOutputs(Function<Inputs, ? extends Map<String, Tensor>> function) {
    Arguments arguments = new Arguments();
    Outputs outputs = new Outputs();
    return new GradCheck(
        arguments, outputs, in -> outputs.join(function.apply(byName(arguments, in))));
  }

  /**
   * Returns a check of a function of a structure of tensors, of which {@link Leaves} tells, to a
   * tensor or another: of a {@link dev.wengert.CustomRule}, say. What is not floating is a
   * constant; names are the way to each tensor, {@code encoder.weight}, or {@code x} and {@code
   * out}.
   *
   * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="structured"}
   *
   * @param at the point of the check
   */
  public static <A> GradCheck structured(Function<A, ?> function, A at) {
    Leaves<A> leaves = Leaves.of(at);
    Outputs outputs = new Outputs();
    GradCheck check =
        new GradCheck(
            new Arguments(),
            outputs,
            in -> outputs.join(Names.of(Leaves.of(function.apply(leaves.with(in))), "out")));
    return check.inputs(Names.of(leaves, "x"));
  }

  private static Inputs byName(Arguments arguments, List<Tensor> values) {
    ImmutableMap.Builder<String, Tensor> named = ImmutableMap.builder();
    for (int i = 0; i < values.size(); i++) {
      named.put(arguments.name(i), values.get(i));
    }
    return new Inputs(named.buildOrThrow());
  }

  private static Map<String, Tensor> numbered(List<Tensor> outputs) {
    ImmutableMap.Builder<String, Tensor> named = ImmutableMap.builder();
    for (int i = 0; i < outputs.size(); i++) {
      named.put("out" + i, outputs.get(i));
    }
    return named.buildOrThrow();
  }

  /**
   * Returns a check of a function that draws random numbers, all from one key: with the key fixed,
   * it is a function like any other, and dropout has a derivative.
   */
  public static GradCheck keyed(Key key, BiFunction<List<Tensor>, Key, Tensor> function) {
    return of(inputs -> function.apply(inputs, key));
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
    arguments.input(name, value);
    return this;
  }

  /**
   * Declares the next argument, which stays as it is: indices, labels, data.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public GradCheck constant(String name, Tensor value) {
    arguments.constant(name, value);
    return this;
  }

  /**
   * Declares arguments in the order of a map: those of a floating dtype as inputs, the others as
   * constants.
   *
   * @throws IllegalArgumentException if a name is taken
   */
  public GradCheck inputs(Map<String, Tensor> values) {
    values.forEach(
        (name, value) -> {
          if (value.dtype().isFloating()) {
            input(name, value);
          } else {
            constant(name, value);
          }
        });
    return this;
  }

  /**
   * Declares between which values the elements of an input may lie, ends included, such as
   * probabilities between 0 and 1: no probe leads out of there. At an end the derivative is that of
   * the inner side.
   *
   * @param low the smallest value; {@link Double#NEGATIVE_INFINITY} for none
   * @param high the largest; {@link Double#POSITIVE_INFINITY} for none
   * @throws IllegalArgumentException if no input of that name was declared before, the domain is
   *     empty, or the input's value is not inside
   */
  public GradCheck domain(String input, double low, double high) {
    arguments.domain(input, low, high);
    return this;
  }

  /**
   * Sets how far an input's elements are moved for a difference: for a function that is only smooth
   * on a scale, as one that interpolates a table.
   *
   * @param least the shortest step; 0 for what the point's rounding allows
   * @param largest the longest; {@link Double#POSITIVE_INFINITY} for an eighth of the point's size,
   *     or of 1
   * @throws IllegalArgumentException if no input of that name was declared before, or the longest
   *     is not 32 times the shortest at least: differences are compared over several steps
   */
  public GradCheck steps(String input, double least, double largest) {
    arguments.steps(input, least, largest);
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
            (in, out, cotangent) -> arguments.withZeros(pullback.pull(in, out, cotangent)));
    return this;
  }

  /**
   * Checks a hand-written backward pass of a function with several outputs.
   *
   * @throws IllegalStateException if the function was not given to {@link #outputs} or {@link
   *     #namedOutputs}
   */
  public GradCheck pullbackOfOutputs(OutputsPullback pullback) {
    Preconditions.checkState(
        outputs != Outputs.ONE, "gradcheck: the function has one output; use pullback(...)");
    return pullback(
        (in, out, cotangent) -> pullback.pull(in, outputs.split(out), outputs.split(cotangent)));
  }

  /** A hand-written backward pass of a function with several outputs. */
  @FunctionalInterface
  public interface OutputsPullback {
    /**
     * Returns one cotangent an input, or one an argument.
     *
     * @param inputs the arguments
     * @param outputs the outputs, in their order
     * @param cotangents the cotangents of the outputs
     */
    List<Tensor> pull(List<Tensor> inputs, List<Tensor> outputs, List<Tensor> cotangents);
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

  /**
   * Declares that the derivative is an approximation: an error up to such a share of the input's
   * largest derivative is none. The report says that it was held to that only.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public GradCheck accuracy(double relative) {
    Preconditions.checkArgument(
        relative > 0 && relative < 1,
        "gradcheck: the accuracy is not between 0 and 1: %s; give 1e-6, say",
        relative);
    this.accuracy = relative;
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
    ImmutableList.Builder<State> saved = ImmutableList.builder();
    for (Supplier<State> state : states) {
      saved.add(state.get());
    }
    Subject subject = new Subject(arguments.checked(zeros), function, twin, saved.build(), outputs);
    Request request =
        new Request(
            mode, seed, resolution, accuracy, ImmutableSet.copyOf(zeros), order, forward, taylor);
    return new Report(Check.run(subject, request));
  }
}
