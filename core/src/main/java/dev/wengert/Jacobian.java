package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Whole Jacobians: one derivative product for each unit vector, all those of a tensor in one mapped
 * run. A tensor of the value and one of the arguments have a block of their own.
 *
 * @param values the names of the value's tensors
 * @param rows for each of them a block for each tensor of the arguments
 */
record Jacobian(ImmutableList<String> values, List<List<Tensor>> rows) {

  /**
   * Picks reverse mode where the value has fewer elements than the arguments, else forward mode.
   */
  static <A, R> Jacobian of(Function<A, R> function, Leaves<A> arguments) {
    Replay replay = new Replay();
    Function<A, R> f = argument -> replay.run(() -> function.apply(argument));
    Autodiff.Vjp<A, R> vjp = Autodiff.vjp(f, arguments.with(arguments.tensors()));
    Leaves<R> values = Leaves.of(vjp.value());
    for (int i = 0; i < values.tensors().size(); i++) {
      Preconditions.checkArgument(
          values.tensors().get(i).dtype().isFloating(),
          "jacobian: %s is %s, and only floating tensors have a derivative; leave it out",
          values.called("the value", i),
          values.tensors().get(i).spec());
    }
    return size(values) < size(arguments)
        ? new Jacobian(values.names(), reverse(vjp, values, arguments))
        : new Jacobian(values.names(), forward(f, arguments, values.tensors()));
  }

  /** The Jacobian of the gradient, by forward mode over reverse mode. */
  static <A> Jacobian hessian(Function<A, Tensor> f, Leaves<A> arguments) {
    Function<A, A> gradient = a -> Autodiff.grad(f, a);
    return new Jacobian(arguments.names(), forward(gradient, arguments, arguments.tensors()));
  }

  /** Returns the blocks of each tensor of the value, made as the arguments are. */
  <A> ImmutableMap<String, A> byName(Leaves<A> arguments) {
    ImmutableMap.Builder<String, A> all = ImmutableMap.builder();
    for (int i = 0; i < rows.size(); i++) {
      all.put(values.get(i), arguments.with(rows.get(i)));
    }
    return all.buildOrThrow();
  }

  private static long size(Leaves<?> leaves) {
    long size = 0;
    for (Tensor tensor : leaves.tensors()) {
      size += tensor.size();
    }
    return size;
  }

  private static <A, R> List<List<Tensor>> reverse(
      Autodiff.Vjp<A, R> vjp, Leaves<R> values, Leaves<A> arguments) {
    List<List<Tensor>> rows = new ArrayList<>();
    for (int i = 0; i < values.tensors().size(); i++) {
      int place = i;
      Spec value = values.tensors().get(i).spec();
      A pulled =
          Autodiff.vmap(
              (Tensor unit) -> vjp.pullback().apply(values.with(zerosBut(values, place, unit))),
              units(value));
      List<Tensor> row = new ArrayList<>();
      for (Tensor block : arguments.alike("jacobian", "the cotangent", pulled)) {
        row.add(block.reshape(joined(value.shape(), arguments.tensors().get(row.size()).shape())));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Tensor> zerosBut(Leaves<?> leaves, int place, Tensor unit) {
    List<Tensor> all = new ArrayList<>();
    for (Tensor leaf : leaves.tensors()) {
      all.add(all.size() == place ? unit : Tensor.zeros(leaf.spec()));
    }
    return all;
  }

  /** Forward mode: the value's axes vary along each unit vector, so they come last at first. */
  private static <A, R> List<List<Tensor>> forward(
      Function<A, R> f, Leaves<A> arguments, List<Tensor> values) {
    List<List<Tensor>> rows = new ArrayList<>();
    values.forEach(value -> rows.add(new ArrayList<>()));
    for (int i = 0; i < arguments.tensors().size(); i++) {
      List<Tensor> others = new ArrayList<>(arguments.tensors());
      int place = i;
      Tensor x = others.get(i);
      Function<Tensor, R> ofOne =
          one -> {
            others.set(place, one);
            return f.apply(arguments.with(others));
          };
      R tangents = Autodiff.vmap(along -> Autodiff.jvp(ofOne, x, along).tangent(), units(x.spec()));
      List<Tensor> columns = Leaves.of(tangents).tensors();
      for (int k = 0; k < columns.size(); k++) {
        Shape value = values.get(k).shape();
        rows.get(k)
            .add(
                columns
                    .get(k)
                    .reshape(x.size(), value.size())
                    .transpose()
                    .reshape(joined(value, x.shape())));
      }
    }
    return rows;
  }

  /** Returns the unit vectors of a space, one after the other along a new first axis. */
  private static Tensor units(Spec space) {
    int n = space.shape().size();
    double[] unit = new double[Shape.of(n, n).size()];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    return Tensor.wrap(unit, n, n).to(space.dtype()).reshape(space.shape().prepend(n));
  }

  private static Shape joined(Shape first, Shape second) {
    int[] sides = new int[first.rank() + second.rank()];
    System.arraycopy(first.sides(), 0, sides, 0, first.rank());
    System.arraycopy(second.sides(), 0, sides, first.rank(), second.rank());
    return Shape.of(sides);
  }
}
