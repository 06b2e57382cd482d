package dev.wengert;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Derivatives of functions: gradient, Jacobian products, Hessian products, and custom rules.
 *
 * <p>A function is ordinary Java code on tensors. The transformations here run it on a fresh trace;
 * they can be nested and mixed at will.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="grad"}
 *
 * <p>What a function takes and returns is a tensor or a structure of tensors, a record, a list or a
 * map, of which {@link Leaves} tells; a derivative has the structure of what it is a derivative of.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="structured"}
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="structuredGradient"}
 */
public final class Autodiff {

  private static final StopGradient STOP_GRADIENT = new StopGradient();

  private Autodiff() {}

  /**
   * A value and the gradients that belong to it.
   *
   * @param value the function's scalar value
   * @param gradients what the arguments are, made of gradients: one a tensor, of its dtype and
   *     shape
   * @param <A> the type of the arguments
   */
  public record ValueAndGrad<A>(Tensor value, A gradients) {}

  /**
   * A value to differentiate, and what else a function returns.
   *
   * @param value a scalar
   * @param aux a structure, as the arguments are, of which no derivative is taken
   * @param <X> its type
   */
  public record WithAux<X>(Tensor value, X aux) {}

  /**
   * A value, its gradients, and what else the function returned.
   *
   * @param value the function's scalar value
   * @param gradients what the arguments are, made of gradients
   * @param aux what the function returned beside the value, as constants
   * @param <A> the type of the arguments
   * @param <X> the type of the rest
   */
  public record ValueGradAndAux<A, X>(Tensor value, A gradients, X aux) {}

  /**
   * A value, and the linear function that pulls a cotangent of it back to the arguments.
   *
   * @param value the function's value
   * @param pullback from a cotangent, what the value is, to what the arguments are
   * @param <A> the type of the arguments
   * @param <R> the type of the value
   */
  public record Vjp<A, R>(R value, Function<R, A> pullback) {}

  /**
   * A value and its tangent.
   *
   * @param value the function's value
   * @param tangent the directional derivative, made as the value is, of its dtypes and shapes
   * @param <R> the type of the value
   */
  public record Jvp<R>(R value, R tangent) {}

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
   * <p>The function returned throws {@link IllegalArgumentException} when the value is not a scalar
   * or the argument is not floating.
   */
  public static UnaryOperator<Tensor> grad(Function<Tensor, Tensor> f) {
    return x -> grad(f, x);
  }

  /**
   * Returns the gradient of a scalar function: what its argument is, made of gradients.
   *
   * @param arguments a tensor, or any structure of them, of which {@link Leaves} tells
   * @throws IllegalArgumentException if the value is not a scalar or a tensor of the arguments is
   *     not floating
   */
  public static <A> A grad(Function<A, Tensor> f, A arguments) {
    return valueAndGrad(f, arguments).gradients();
  }

  /**
   * Returns a scalar function's value and its gradient with respect to its arguments.
   *
   * @param arguments a tensor, or any structure of them, of which {@link Leaves} tells
   * @throws IllegalArgumentException if the value is not a scalar or a tensor of the arguments is
   *     not floating
   */
  public static <A> ValueAndGrad<A> valueAndGrad(Function<A, Tensor> f, A arguments) {
    return Transformations.valueAndGrad(f, arguments, name -> true);
  }

  /**
   * Returns a scalar function's value and its gradient with respect to some of its arguments.
   *
   * @param wanted says for the name of a tensor in the arguments, {@code encoder.weight}, whether
   *     its gradient is taken; the others are constants, of any dtype, nothing is kept for them,
   *     and what stands in their place in the gradients is zero
   * @throws IllegalArgumentException if the value is not a scalar, no argument or one that is not
   *     floating is wanted
   */
  public static <A> ValueAndGrad<A> valueAndGrad(
      Function<A, Tensor> f, A arguments, Predicate<String> wanted) {
    return Transformations.valueAndGrad(f, arguments, wanted);
  }

  /**
   * Returns a scalar function's value, its gradient, and what else the function returns: statistics
   * or predictions, say, that would have to be computed again. No derivative goes through those by
   * this gradient; by one that is taken outside, it does.
   *
   * @throws IllegalArgumentException if the value is not a scalar or a tensor of the arguments is
   *     not floating
   */
  public static <A, X> ValueGradAndAux<A, X> valueGradAndAux(
      Function<A, WithAux<X>> f, A arguments) {
    return Transformations.valueGradAndAux(f, arguments);
  }

  /**
   * Returns a function's value and the product of cotangents with its Jacobian.
   *
   * <p>The function runs once; the pullback may be called any number of times.
   *
   * @param f from a tensor or a structure of them to such a one
   * @throws IllegalArgumentException if an argument is not floating
   */
  public static <A, R> Vjp<A, R> vjp(Function<A, R> f, A arguments) {
    return Transformations.vjp(f, arguments);
  }

  /**
   * Returns a function's value and its derivative along a direction, by forward mode.
   *
   * @param f from a tensor or a structure of them to such a one
   * @param tangents the direction: made as the arguments are, of their dtypes and shapes
   * @throws IllegalArgumentException if a tangent does not fit its argument
   */
  public static <A, R> Jvp<R> jvp(Function<A, R> f, A arguments, A tangents) {
    return Transformations.jvp(f, arguments, tangents);
  }

  /**
   * Returns the product of the Hessian of a scalar function with a direction, by forward mode over
   * reverse mode: about the work of three gradients, and the Hessian is never formed.
   *
   * @param arguments where the Hessian is taken: a tensor, or a structure of them
   * @param direction made as the arguments are, of their dtypes and shapes
   * @return what the arguments are
   * @throws IllegalArgumentException if the value is not a scalar or a direction does not fit
   */
  public static <A> A hvp(Function<A, Tensor> f, A arguments, A direction) {
    return Transformations.hvp(f, arguments, direction);
  }

  /**
   * Returns the Jacobian of a function of a tensor or a structure of them, of which {@link Leaves}
   * tells: made as the arguments are, of the value's axes followed by the argument's.
   *
   * <p>Reverse mode is used where the value has fewer elements than the arguments, else forward
   * mode. Either maps all directions of a tensor through one run; forward mode needs another before
   * it, which tells the value's shape.
   *
   * @throws IllegalArgumentException if an argument or the value is not floating
   */
  public static <A> A jacobian(Function<A, Tensor> f, A arguments) {
    Leaves<A> leaves = Leaves.of(arguments);
    return leaves.with(Jacobian.of(f, leaves).rows().get(0));
  }

  /**
   * Returns the Jacobian of a function whose value is a structure of tensors, too: by the name of
   * each of these, {@code heads.0.mean}, what {@link #jacobian} gives for it.
   *
   * {@snippet class="dev.wengert.SnippetsTest" region="jacobians"}
   *
   * @throws IllegalArgumentException if an argument or a tensor of the value is not floating
   */
  public static <A, R> ImmutableMap<String, A> jacobians(Function<A, R> f, A arguments) {
    Leaves<A> leaves = Leaves.of(arguments);
    return Jacobian.of(f, leaves).byName(leaves);
  }

  /**
   * Returns the Hessian of a scalar function of one tensor: of the argument's axes twice. It is the
   * Jacobian of the gradient, by forward mode over reverse mode.
   *
   * @throws IllegalArgumentException if the value is not a scalar or the argument is not floating
   */
  public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
    return Jacobian.hessian(f, Leaves.of(x)).rows().get(0).get(0);
  }

  /**
   * Returns the Hessian of a scalar function of a structure of tensors, in blocks: by the name of
   * one argument, {@code encoder.weight}, a structure as the arguments are, of that one's axes
   * followed by the axes of each.
   *
   * @throws IllegalArgumentException if the value is not a scalar or an argument is not floating
   */
  public static <A> ImmutableMap<String, A> hessians(Function<A, Tensor> f, A arguments) {
    Leaves<A> leaves = Leaves.of(arguments);
    return Jacobian.hessian(f, leaves).byName(leaves);
  }

  /**
   * Returns a function mapped over the first axis of its argument: {@code y[i] = f(x[i])}, for all
   * i at once.
   *
   * <p>The function sees one example and need not know of the others. It may take gradients: {@code
   * vmap(grad(f))} gives one gradient an example. A tensor that it uses besides its argument is the
   * same for all. Reading a value inside it is an {@link IllegalStateException} that names the
   * line.
   *
   * <p>The mapped function throws {@link IllegalArgumentException} when its argument is a scalar.
   */
  public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f) {
    return x -> vmap(f, x);
  }

  /**
   * Returns a function's values mapped over the first axes of its arguments, which must have the
   * same side.
   *
   * @param f from a tensor or a structure of them, each without its first axis, to such a one
   * @return what the function returns, each tensor with one more axis in front
   * @throws IllegalArgumentException if there is no argument, one is a scalar, or the first sides
   *     differ
   */
  public static <A, R> R vmap(Function<A, R> f, A arguments) {
    return Mapped.of(f, arguments, Mapping.along(0));
  }

  /**
   * Returns a function's values mapped over axes of its arguments, as {@link #vmap(Function,
   * Object)} does, in a way that {@link Mapping} says: over other axes than the first, with
   * arguments that are the same for all examples, in chunks, or with a name of the axis.
   *
   * @throws IllegalArgumentException if no argument is mapped, one has no such axis, the sides
   *     differ, or a name is none of an argument or result
   */
  public static <A, R> R vmap(Function<A, R> f, A arguments, Mapping how) {
    return Mapped.of(f, arguments, how);
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
   * @param f from a tensor or a structure of them, of which {@link Leaves} tells, to such a one
   * @param keep what is kept besides the inputs; {@link Keep#nothing()} may be said
   * @throws IllegalStateException if the function uses a traced tensor that is not an input
   */
  public static <A, R> R checkpoint(Function<A, R> f, Keep keep, A inputs) {
    return Transformations.checkpoint(f, keep, inputs);
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
    Custom primitive = new Custom(name, new OwnRule.Listed(name, forward, pullback));
    return inputs -> primitive.apply(inputs.toArray(new Tensor[0]));
  }

  /**
   * Returns an operation with a derivative of one's own, on structures, with residuals: {@link
   * CustomRule} says how one is written.
   */
  public static <A, R, X> Function<A, R> custom(CustomRule<A, R, X> rule) {
    return inputs -> Transformations.custom(rule, inputs);
  }

  /**
   * Returns an operation of which the derivative is given in forward mode alone: {@link
   * PushforwardRule} says how one is written. Reverse mode transposes it.
   */
  public static <A, R> Function<A, R> custom(PushforwardRule<A, R> rule) {
    return inputs -> Transformations.custom(rule, inputs);
  }

  /**
   * Returns a function's value at a point, and its derivative there as a linear function, which may
   * be applied any number of times; the function runs once. JAX calls it {@code linearize}.
   *
   * @param f from a tensor or a structure of them to such a one
   * @throws IllegalArgumentException if an argument is not floating
   */
  public static <A, R> Linearized<A, R> linearize(Function<A, R> f, A arguments) {
    return Transformations.linearize(f, arguments);
  }

  /**
   * A value and the derivative at the same point.
   *
   * @param value the function's value
   * @param pushforward from a tangent, what the arguments are, to what the value is
   * @param <A> the type of the arguments
   * @param <R> the type of the value
   */
  public record Linearized<A, R>(R value, Function<A, R> pushforward) {}
}
