package dev.wengert;

import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.function.Function;

/** Whole Jacobians: one derivative product for each unit vector, all of them in one mapped run. */
final class Jacobian {

  private Jacobian() {}

  /** Picks reverse mode where the value has fewer elements than the argument, else forward mode. */
  static Tensor of(Function<Tensor, Tensor> function, Tensor x) {
    Replay replay = new Replay();
    Function<Tensor, Tensor> f = argument -> replay.run(() -> function.apply(argument));
    Autodiff.Vjp<Tensor, Tensor> vjp = Autodiff.vjp(f, x);
    Spec value = vjp.value().spec();
    if (value.shape().size() < x.size()) {
      return reverse(vjp, value, x.shape());
    }
    return forward(f, x, value.shape());
  }

  private static Tensor reverse(Autodiff.Vjp<Tensor, Tensor> vjp, Spec value, Shape argument) {
    Tensor rows = Autodiff.vmap(vjp.pullback(), units(value));
    return rows.reshape(joined(value.shape(), argument));
  }

  /** Forward mode: the value's axes vary along each unit vector, so they come last at first. */
  static Tensor forward(Function<Tensor, Tensor> f, Tensor x, Shape value) {
    Function<Tensor, Tensor> along = tangent -> Autodiff.jvp(f, x, tangent).tangent();
    Tensor columns = Autodiff.vmap(along, units(x.spec()));
    return columns.reshape(x.size(), value.size()).transpose().reshape(joined(value, x.shape()));
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
