package dev.wengert.gradcheck;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A check of a function's derivative at a point, against finite differences that know how precise
 * they are.
 *
 * <pre>{@code
 * GradCheck.of(in -> layerNorm(in.get(0), in.get(1)))
 *     .input("x", x)
 *     .input("gamma", gamma)
 *     .run()
 *     .assertCorrect();
 * }</pre>
 *
 * <p>The function is called many times. It must give the same answer to the same inputs each time.
 */
public final class GradCheck {

  /** The seed of checks that name none. */
  public static final long DEFAULT_SEED = 0x5eed;

  private static final long MOST_PROBED_PAIRS = 4096;
  private static final double REQUIRED_RESOLUTION = 1e-3;
  private static final double REQUIRED_RESOLUTION_FLOAT32 = 2e-2;

  private final Function<List<Tensor>, Tensor> function;
  private final List<Argument> arguments = new ArrayList<>();
  private final Set<String> zeros = new LinkedHashSet<>();
  private Mode mode = Mode.AUTO;
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
    Subject subject = new Subject(ImmutableList.copyOf(arguments), function, function, null);
    Finding failure = new Preflight(subject).run();
    List<Finding> findings = new ArrayList<>();
    if (failure == null) {
      compare(subject, findings);
    } else {
      findings.add(failure);
    }
    return new Report(findings, seed, subject.evaluations());
  }

  private void compare(Subject subject, List<Finding> findings) {
    Signs signs = new Signs(seed);
    Autodiff.Vjp vjp = subject.vjp();
    double[] output = subject.evaluate(-1, new double[0]).toDoubleArray();
    Views views = new Views(subject, vjp, output, signs);
    DType dtype = vjp.value().dtype();
    double required = REQUIRED_RESOLUTION;
    if (!Double.isNaN(resolution)) {
      required = resolution;
    } else if (dtype == DType.FLOAT32) {
      required = REQUIRED_RESOLUTION_FLOAT32;
    }
    InputCheck check = new InputCheck(subject, new Precision(dtype, required), signs);
    boolean full = isFull(output.length);
    View view = views.next();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      if (argument.differentiated()) {
        boolean zero = zeros.contains(argument.name());
        findings.add(full ? check.full(i, view, zero) : check.projected(i, views, zero));
      }
    }
  }

  private boolean isFull(int outputs) {
    long inputs = 0;
    for (Argument argument : arguments) {
      inputs += argument.differentiated() ? argument.value().size() : 0;
    }
    return mode == Mode.FULL
        || (mode == Mode.AUTO && inputs * Math.max(1, outputs) <= MOST_PROBED_PAIRS);
  }
}
