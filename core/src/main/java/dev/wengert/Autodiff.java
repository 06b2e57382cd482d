package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Derivatives of functions: gradient, Jacobian products, Hessian products, and custom rules.
 *
 * <p>A function is ordinary Java code on tensors. The transformations here run it on a fresh trace;
 * they can be nested and mixed at will.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="grad"}
 */
public final class Autodiff {

  private static final StopGradient STOP_GRADIENT = new StopGradient();

  private Autodiff() {}

  /**
   * A value and the gradients that belong to it.
   *
   * @param value the function's scalar value
   * @param gradients one an argument, of its dtype and shape
   */
  public record ValueAndGrad(Tensor value, ImmutableList<Tensor> gradients) {}

  /**
   * A value, and the linear function that pulls a cotangent of it back to the arguments.
   *
   * @param value the function's value
   * @param pullback from a cotangent of the value's shape to one an argument
   */
  public record Vjp(Tensor value, Function<Tensor, ImmutableList<Tensor>> pullback) {}

  /**
   * A value and its tangent.
   *
   * @param value the function's value
   * @param tangent the directional derivative, of the value's dtype and shape
   */
  public record Jvp(Tensor value, Tensor tangent) {}

  /**
   * Returns dtype and shape of a function's value for arguments of these, without computing
   * anything; JAX calls it {@code eval_shape}.
   *
   * @throws IllegalStateException if the function asks for a value
   */
  public static Spec shapes(Function<List<Tensor>, Tensor> f, List<Spec> arguments) {
    return Symbolic.shapes(in -> List.of(f.apply(in)), arguments.toArray(new Spec[0]))[0];
  }

  /**
   * Returns the gradient of a scalar function of one tensor, as a function.
   *
   * <p>Where the function does not depend on its argument the gradient is zero. It throws {@link
   * IllegalArgumentException} when the function's value is not a scalar or its argument is not
   * floating.
   */
  public static UnaryOperator<Tensor> grad(Function<Tensor, Tensor> f) {
    return x -> valueAndGrad(xs -> f.apply(xs.get(0)), List.of(x)).gradients().get(0);
  }

  /**
   * Returns a scalar function's value and its gradient with respect to each argument.
   *
   * @throws IllegalArgumentException if the value is not a scalar or an argument is not floating
   */
  public static ValueAndGrad valueAndGrad(
      Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    Vjp vjp = vjp(f, arguments);
    Preconditions.checkArgument(
        vjp.value().size() == 1,
        "grad: the function's value must be a scalar, its shape is %s; reduce it with sum(...) or"
            + " use vjp",
        vjp.value().shape());
    return new ValueAndGrad(vjp.value(), vjp.pullback().apply(Tensor.full(vjp.value().spec(), 1)));
  }

  /**
   * Returns a function's value and the product of cotangents with its Jacobian.
   *
   * <p>The function runs once; the pullback may be called any number of times.
   *
   * @throws IllegalArgumentException if an argument is not floating
   */
  public static Vjp vjp(Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    Tape tape = new Tape();
    ImmutableList<Tensor> watched =
        arguments.stream().map(tape::watch).collect(ImmutableList.toImmutableList());
    Tensor value = tape.leave(f.apply(watched));
    return new Vjp(tape.primal(value), cotangent -> pull(tape, watched, value, cotangent));
  }

  private static ImmutableList<Tensor> pull(
      Tape tape, List<Tensor> watched, Tensor value, Tensor cotangent) {
    Preconditions.checkArgument(
        cotangent.spec().equals(value.spec()),
        "vjp: the cotangent does not fit the value: %s for %s; give it the value's dtype and shape",
        cotangent.spec(),
        value.spec());
    if (!tape.owns(value)) {
      return watched.stream()
          .map(x -> Tensor.zeros(x.spec()))
          .collect(ImmutableList.toImmutableList());
    }
    Gradients gradients = tape.gradients(value, cotangent);
    return watched.stream().map(gradients::of).collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns a function's value and its derivative along a direction, by forward mode.
   *
   * @param tangents the direction: one an argument, of its dtype and shape
   * @throws IllegalArgumentException if a tangent does not fit its argument
   */
  public static Jvp jvp(
      Function<List<Tensor>, Tensor> f, List<Tensor> arguments, List<Tensor> tangents) {
    Preconditions.checkArgument(
        arguments.size() == tangents.size(),
        "jvp: %s tangents for %s arguments; give one an argument",
        tangents.size(),
        arguments.size());
    ForwardMode trace = new ForwardMode();
    ImmutableList.Builder<Tensor> duals = ImmutableList.builder();
    for (int i = 0; i < arguments.size(); i++) {
      Tensor argument = arguments.get(i);
      Preconditions.checkArgument(
          tangents.get(i).spec().equals(argument.spec()) && argument.dtype().isFloating(),
          "jvp: tangent %s does not fit its argument: %s for %s; both must be floating, of one"
              + " dtype and shape",
          i,
          tangents.get(i).spec(),
          argument.spec());
      duals.add(trace.dual(argument, tangents.get(i)));
    }
    Tensor value = trace.leave(f.apply(duals.build()));
    Tensor tangent = trace.tangent(value);
    return new Jvp(trace.primal(value), tangent == null ? Tensor.zeros(value.spec()) : tangent);
  }

  /**
   * Returns the product of the Hessian of a scalar function with a direction, by forward mode over
   * reverse mode: about the work of three gradients, and the Hessian is never formed.
   *
   * @param arguments where the Hessian is taken
   * @param direction one tensor an argument, of its dtype and shape
   * @return one tensor an argument
   * @throws IllegalArgumentException if the value is not a scalar or a direction does not fit
   */
  public static ImmutableList<Tensor> hvp(
      Function<List<Tensor>, Tensor> f, List<Tensor> arguments, List<Tensor> direction) {
    Preconditions.checkArgument(
        arguments.size() == direction.size(),
        "hvp: %s directions for %s arguments; give one an argument",
        direction.size(),
        arguments.size());
    ForwardMode trace = new ForwardMode();
    ImmutableList.Builder<Tensor> duals = ImmutableList.builder();
    for (int i = 0; i < arguments.size(); i++) {
      Preconditions.checkArgument(
          direction.get(i).spec().equals(arguments.get(i).spec()),
          "hvp: direction %s does not fit its argument: %s for %s; give it the same dtype and"
              + " shape",
          i,
          direction.get(i).spec(),
          arguments.get(i).spec());
      duals.add(trace.dual(arguments.get(i), direction.get(i)));
    }
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    for (Tensor gradient : valueAndGrad(f, duals.build()).gradients()) {
      Tensor tangent = trace.tangent(gradient);
      result.add(tangent == null ? Tensor.zeros(gradient.spec()) : tangent);
    }
    return result.build();
  }

  /**
   * Returns the Jacobian of a function of one tensor: of the value's axes followed by the
   * argument's.
   *
   * <p>Reverse mode is used where the value has fewer elements than the argument, else forward
   * mode. Either maps all directions through one run; forward mode needs another before it, which
   * tells the value's shape.
   *
   * @throws IllegalArgumentException if the argument is not floating
   */
  public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
    return Jacobian.of(f, x);
  }

  /**
   * Returns the Hessian of a scalar function of one tensor: of the argument's axes twice. It is the
   * Jacobian of the gradient, by forward mode over reverse mode.
   *
   * @throws IllegalArgumentException if the value is not a scalar or the argument is not floating
   */
  public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
    return Jacobian.forward(grad(f), x, x.shape());
  }

  /**
   * Returns a function mapped over the first axis of its argument: {@code y[i] = f(x[i])}, for all
   * i at once.
   *
   * <p>The function sees one example and need not know of the others. It may take gradients: {@code
   * vmap(grad(f))} gives one gradient an example. A tensor that it uses besides its argument is the
   * same for all. Reading a value inside it is an {@link IllegalStateException}.
   *
   * <p>The mapped function throws {@link IllegalArgumentException} when its argument is a scalar.
   */
  public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f) {
    return x -> vmap(xs -> f.apply(xs.get(0)), List.of(x));
  }

  /**
   * Returns a function's values mapped over the first axes of its arguments, which must have the
   * same side.
   *
   * @throws IllegalArgumentException if there is no argument, one is a scalar, or the first sides
   *     differ
   */
  public static Tensor vmap(Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    Preconditions.checkArgument(
        !arguments.isEmpty(), "vmap: no arguments; give at least one to map over");
    for (Tensor argument : arguments) {
      Preconditions.checkArgument(
          argument.rank() > 0 && argument.shape().side(0) == arguments.get(0).shape().side(0),
          "vmap: the first axes differ: %s and %s; give every argument one slice an example",
          arguments.get(0).shape(),
          argument.shape());
    }
    Batch trace = new Batch(arguments.get(0).shape().side(0));
    Tensor value =
        f.apply(arguments.stream().map(trace::example).collect(ImmutableList.toImmutableList()));
    return trace.all(trace.leave(value));
  }

  /**
   * Returns a function's value while keeping for the backward walk nothing but its inputs: there
   * the function runs a second time. It trades time for memory.
   *
   * <p>Source: Chen, Xu, Zhang and Guestrin, "Training deep nets with sublinear memory cost", 2016.
   *
   * <p>Random keys that the function draws from a {@code Pass} are the same in the second run:
   * {@link Replay} says how. Where the second value is not the first, to the bit, the backward walk
   * throws a {@link ReplayException}.
   *
   * @param f runs on values that nothing traces, and must give the same value each time; every
   *     tensor that a derivative is wanted for must be an input, and what it notes elsewhere has
   *     none
   * @throws IllegalStateException if the function uses a traced tensor that is not an input
   */
  public static Tensor checkpoint(Function<List<Tensor>, Tensor> f, Tensor... inputs) {
    return new Checkpoint(in -> List.of(f.apply(in)), Keep.nothing()).apply(inputs);
  }

  /**
   * Returns a function's values as {@link #checkpoint(Function, Tensor...)} does, while keeping
   * some of what it computes.
   *
   * @param f from inputs to any number of values
   * @param keep what is kept besides the inputs
   * @throws IllegalStateException if the function uses a traced tensor that is not an input
   */
  public static ImmutableList<Tensor> checkpoint(
      Function<List<Tensor>, List<Tensor>> f, Keep keep, List<Tensor> inputs) {
    return ImmutableList.copyOf(new Checkpoint(f, keep).applyAll(inputs.toArray(new Tensor[0])));
  }

  /** Returns x under a name by which {@link Keep#named} keeps it within a checkpoint. */
  public static Tensor checkpointName(Tensor x, String name) {
    return new CheckpointName(name).apply(x);
  }

  /**
   * Runs a computation and stops where the first NaN or infinity arises, forward or backward: a NaN
   * from numbers and infinities, an infinity from finite numbers. What comes in infinite or NaN is
   * no operation's fault.
   *
   * <p>The message says which of NaN, infinity and -infinity it was, and names the operation, the
   * range of each of its inputs and the source line that recorded it; in a backward walk, the
   * forward operation whose pullback it was and the line of that one. Every result is looked at and
   * every line is noted, so this is slow; use it to find a fault, not to train.
   *
   * @param f the computation, gradients included; only what it makes of its arguments is looked at
   * @return the computation's value
   * @throws ArithmeticException where the first NaN or infinity arises
   */
  public static Tensor detectAnomaly(Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    return observed(new Anomaly("detectAnomaly", false), f, arguments);
  }

  /**
   * Runs a computation and stops where the first NaN arises, as {@link #detectAnomaly} does; what
   * is infinite passes, for computations in which that has a meaning, as in a mask of -infinity.
   *
   * @throws ArithmeticException where the first NaN arises
   */
  public static Tensor detectNaN(Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    return observed(new Anomaly("detectNaN", true), f, arguments);
  }

  private static Tensor observed(
      Anomaly trace, Function<List<Tensor>, Tensor> f, List<Tensor> arguments) {
    return trace.unobserved(
        f.apply(arguments.stream().map(trace::observe).collect(ImmutableList.toImmutableList())));
  }

  /** Returns x as a constant of the derivative: the same value with derivative zero. */
  public static Tensor stopGradient(Tensor x) {
    return STOP_GRADIENT.apply(x);
  }

  /**
   * Returns whether a derivative is taken through a tensor: on a tape, or by a tangent. For code
   * that goes on with numbers, and would lose it.
   */
  public static boolean isDifferentiated(Tensor x) {
    for (Tensor at = x; at.trace() != null && at.hasValue(); at = at.value()) {
      if (Objects.requireNonNull(at.trace()).differentiates(at)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the values of a tensor can be read: not inside a mapped function, and not while
   * only shapes are asked for. For checks that look at numbers.
   */
  public static boolean isKnown(Tensor x) {
    Tensor at = x;
    for (Trace trace = at.trace(); trace != null; trace = at.trace()) {
      if (!trace.reveals(at)) {
        return false;
      }
      at = trace.reveal(at);
    }
    return true;
  }

  /**
   * A hand-written derivative, run backwards: from the forward values and the cotangent of the
   * output to the cotangents of the inputs.
   */
  @FunctionalInterface
  public interface CustomPullback {
    /**
     * Returns one cotangent an input, each of its input's dtype and shape.
     *
     * @param inputs the forward inputs
     * @param output the forward output
     * @param cotangent the cotangent of the output
     */
    List<Tensor> pull(List<Tensor> inputs, Tensor output, Tensor cotangent);
  }

  /**
   * Returns an operation with a derivative of one's own.
   *
   * <p>The forward function runs on values that nothing traces; its derivative is what {@code
   * pullback} says. Forward mode follows from the pullback, which is linear in the cotangent; since
   * it is written with tensors, higher derivatives follow as well.
   *
   * {@snippet class="dev.wengert.SnippetsTest" region="custom"}
   *
   * @param name its name in messages and listings
   * @param forward computes the output from the inputs; every tensor that the derivative is wanted
   *     for must be an input
   * @param pullback the derivative
   */
  public static Function<List<Tensor>, Tensor> custom(
      String name, Function<List<Tensor>, Tensor> forward, CustomPullback pullback) {
    Custom primitive = new Custom(name, forward, pullback);
    return inputs -> primitive.apply(inputs.toArray(new Tensor[0]));
  }
}
