package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The transformations of {@link Autodiff}, on structures: each takes its arguments apart, hands the
 * function the same structure of traced tensors, and puts together what comes out.
 */
final class Transformations {

  private Transformations() {}

  static <A> Autodiff.ValueAndGrad<A> valueAndGrad(
      Function<A, Tensor> f, A arguments, Predicate<String> wanted) {
    Watched<A> watched = new Watched<>("grad", arguments, wanted);
    Tensor value = watched.value(f.apply(watched.arguments()));
    return new Autodiff.ValueAndGrad<>(watched.tape.primal(value), watched.gradients(value));
  }

  static <A, X> Autodiff.ValueGradAndAux<A, X> valueGradAndAux(
      Function<A, Autodiff.WithAux<X>> f, A arguments) {
    Watched<A> watched = new Watched<>("grad", arguments, name -> true);
    Autodiff.WithAux<X> result =
        Preconditions.checkNotNull(
            f.apply(watched.arguments()),
            "grad: the function returned null; return a scalar and what else there is");
    Tensor value = watched.value(result.value());
    X aux = mapped(result.aux(), part -> watched.tape.primal(watched.tape.leave(part)));
    return new Autodiff.ValueGradAndAux<>(
        watched.tape.primal(value), watched.gradients(value), aux);
  }

  static <A, R> Autodiff.Vjp<A, R> vjp(Function<A, R> f, A arguments) {
    Watched<A> watched = new Watched<>("vjp", arguments, name -> true);
    Tape tape = watched.tape;
    Leaves<R> values = Leaves.of(f.apply(watched.arguments()));
    Tensor[] outputs = values.tensors().stream().map(tape::leave).toArray(Tensor[]::new);
    Leaves<R> primals = Leaves.of(values.with(all(outputs, tape::primal)));
    return new Autodiff.Vjp<>(
        values.with(primals.tensors()),
        cotangent -> watched.pulled(outputs, cotangents(primals, cotangent)));
  }

  private static <R> Tensor[] cotangents(Leaves<R> values, R cotangent) {
    ImmutableList<Tensor> parts = values.alike("vjp", "the cotangent", cotangent);
    for (int i = 0; i < parts.size(); i++) {
      Spec value = values.tensors().get(i).spec();
      Preconditions.checkArgument(
          parts.get(i).spec().equals(value),
          "vjp: the cotangent does not fit %s: %s for %s; give it the value's dtype and shape",
          values.called("the value", i),
          parts.get(i).spec(),
          value);
    }
    return parts.toArray(new Tensor[0]);
  }

  static <A, R> Autodiff.Jvp<R> jvp(Function<A, R> f, A arguments, A tangents) {
    ForwardMode trace = new ForwardMode();
    Leaves<R> values = Leaves.of(f.apply(duals("jvp", "tangent", trace, arguments, tangents)));
    Tensor[] left = values.tensors().stream().map(trace::leave).toArray(Tensor[]::new);
    return new Autodiff.Jvp<>(
        values.with(all(left, trace::primal)), values.with(all(left, x -> tangent(trace, x))));
  }

  static <A> A hvp(Function<A, Tensor> f, A arguments, A direction) {
    ForwardMode trace = new ForwardMode();
    A at = duals("hvp", "direction", trace, arguments, direction);
    return mapped(valueAndGrad(f, at, name -> true).gradients(), x -> tangent(trace, x));
  }

  private static Tensor tangent(ForwardMode trace, Tensor x) {
    Tensor tangent = trace.tangent(x);
    return tangent == null ? Tensor.zeros(x.spec()) : tangent;
  }

  private static <A> A duals(
      String operation, String what, ForwardMode trace, A arguments, A tangents) {
    Leaves<A> leaves = Leaves.of(arguments);
    leaves.checkIsStructure(operation);
    ImmutableList<Tensor> directions = leaves.alike(operation, "the " + what, tangents);
    List<Tensor> duals = new ArrayList<>(directions.size());
    for (int i = 0; i < directions.size(); i++) {
      Tensor argument = leaves.tensors().get(i);
      Tensor along = directions.get(i);
      Preconditions.checkArgument(
          along.spec().equals(argument.spec()) && argument.dtype().isFloating(),
          "%s: %s does not fit its argument: %s for %s; both must be floating, of one dtype and"
              + " shape",
          operation,
          leaves.called(what, i),
          along.spec(),
          argument.spec());
      duals.add(trace.dual(argument, along));
    }
    return leaves.with(duals);
  }

  static <A, R> Autodiff.Linearized<A, R> linearize(Function<A, R> f, A arguments) {
    Autodiff.Vjp<A, R> vjp = vjp(f, arguments);
    R zeros = mapped(vjp.value(), x -> Tensor.zeros(x.spec()));
    Leaves<A> leaves = Leaves.of(arguments);
    return new Autodiff.Linearized<>(
        vjp.value(),
        tangents -> {
          leaves.alike("linearize", "the tangent", tangents);
          return vjp(vjp.pullback(), zeros).pullback().apply(tangents);
        });
  }

  static <A, R> R checkpoint(Function<A, R> f, Keep keep, A inputs) {
    Leaves<A> leaves = Leaves.of(inputs);
    List<Leaves<R>> results = new ArrayList<>(1);
    Checkpoint checkpoint =
        new Checkpoint(
            some -> {
              Leaves<R> result = Leaves.of(f.apply(leaves.with(some)));
              if (results.isEmpty()) {
                results.add(result);
              }
              return result.tensors();
            },
            keep);
    Tensor[] outputs = checkpoint.applyAll(leaves.tensors().toArray(new Tensor[0]));
    return results.get(0).with(Arrays.asList(outputs));
  }

  static <A, R, X> R custom(CustomRule<A, R, X> rule, A inputs) {
    Leaves<A> leaves = Leaves.of(inputs);
    OwnRule.Kept<A, R, X> own = new OwnRule.Kept<>(rule, leaves);
    Tensor[] given = leaves.tensors().toArray(new Tensor[0]);
    return own.made(Arrays.asList(new Custom(rule.name(), own).applyAll(given)));
  }

  static <A, R> R custom(PushforwardRule<A, R> rule, A inputs) {
    Leaves<A> leaves = Leaves.of(inputs);
    OwnRule.Forwards<A, R> own = new OwnRule.Forwards<>(rule, leaves);
    Tensor[] given = leaves.tensors().toArray(new Tensor[0]);
    return own.made(Arrays.asList(new Custom(rule.name(), own).applyAll(given)));
  }

  /** Returns a structure with each tensor replaced. */
  static <T> T mapped(T structure, UnaryOperator<Tensor> function) {
    Leaves<T> leaves = Leaves.of(structure);
    return leaves.with(all(leaves.tensors().toArray(new Tensor[0]), function));
  }

  private static List<Tensor> all(Tensor[] tensors, UnaryOperator<Tensor> function) {
    Tensor[] made = new Tensor[tensors.length];
    Arrays.setAll(made, i -> function.apply(tensors[i]));
    return Arrays.asList(made);
  }

  /** Arguments on a tape of their own, all of them or some. */
  private static final class Watched<A> {
    final Tape tape = new Tape();
    private final Leaves<A> leaves;

    /** The traced tensors, and the others as they are. */
    private final Tensor[] tensors;

    private final boolean[] isWanted;

    Watched(String operation, A arguments, Predicate<String> wanted) {
      leaves = Leaves.of(arguments);
      leaves.checkIsStructure(operation);
      tensors = leaves.tensors().toArray(new Tensor[0]);
      isWanted = new boolean[tensors.length];
      boolean any = tensors.length == 0;
      for (int i = 0; i < tensors.length; i++) {
        if (wanted.test(leaves.names().get(i))) {
          Preconditions.checkArgument(
              tensors[i].dtype().isFloating(),
              "%s: %s is %s, and only floating tensors have a derivative; convert it, or choose"
                  + " which arguments are differentiated",
              operation,
              leaves.called("the argument", i),
              tensors[i].spec());
          tensors[i] = tape.watch(tensors[i]);
          isWanted[i] = true;
          any = true;
        }
      }
      Preconditions.checkArgument(
          any, "%s: no argument is chosen of %s; choose at least one", operation, leaves.names());
    }

    A arguments() {
      return leaves.with(Arrays.asList(tensors));
    }

    /** Returns what a function returned, as the tape has it. */
    Tensor value(Tensor returned) {
      return tape.leave(
          Preconditions.checkNotNull(
              returned, "grad: the function's value is null; return a scalar"));
    }

    /** Returns the gradients of a scalar. */
    A gradients(Tensor value) {
      Preconditions.checkArgument(
          value.size() == 1,
          "grad: the function's value must be a scalar, its shape is %s; reduce it with sum(...) or"
              + " use vjp",
          value.shape());
      return pulled(new Tensor[] {value}, new Tensor[] {Tensor.full(value.spec(), 1)});
    }

    A pulled(Tensor[] outputs, Tensor[] cotangents) {
      @Nullable Tensor[] found = tape.pull(outputs, cotangents);
      List<Tensor> gradients = new ArrayList<>(tensors.length);
      for (int i = 0; i < tensors.length; i++) {
        Tensor gradient = isWanted[i] ? found[tensors[i].place()] : null;
        gradients.add(gradient == null ? Tensor.zeros(leaves.tensors().get(i).spec()) : gradient);
      }
      return leaves.with(gradients);
    }
  }
}
