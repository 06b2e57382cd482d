package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What holds for the derivatives of every function, whatever it computes: reverse mode agrees with
 * differences of the value, forward mode is its adjoint, the Hessian is symmetric and agrees with
 * differences of the gradient.
 */
final class Derivatives {

  private Derivatives() {}

  /** Returns numbers in [low, high), the same for the same {@link Seeds seed} and sides. */
  static Tensor uniform(long seed, double low, double high, int... sides) {
    return Creation.uniform(
        Key.of(Seeds.of(seed)), new Spec(DType.FLOAT64, Shape.of(sides)), low, high);
  }

  /** Returns numbers in [-1, 1). */
  static Tensor random(long seed, int... sides) {
    return uniform(seed, -1, 1, sides);
  }

  /** Asserts all laws at a point of FLOAT64 tensors. */
  static void assertLawful(Function<List<Tensor>, Tensor> f, Tensor... at) {
    List<Tensor> inputs = List.of(at);
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs);
    Tensor u = random(901, vjp.value().shape().sides());
    List<Tensor> v = directions(inputs, 100);
    List<Tensor> w = directions(inputs, 200);
    Function<List<Tensor>, Tensor> weighed = in -> Reductions.sum(f.apply(in).times(u));

    List<Tensor> gradient = vjp.pullback().apply(u);
    double slope = dot(gradient, v);
    assertNear(
        "value along a direction", slope, difference(t -> weighed(weighed, t), inputs, v), 1e-7);
    double bend = difference(t -> dot(Autodiff.valueAndGrad(weighed, t).gradients(), w), inputs, v);
    assertNear("gradient along a direction", dot(Autodiff.hvp(weighed, inputs, v), w), bend, 1e-6);
    assertIdentities(f, inputs);
  }

  /**
   * Asserts what derivatives have in common whatever the function, at a point of FLOAT64 tensors:
   * no difference quotient, so also at kinks and to the last digits.
   */
  static void assertIdentities(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
    Autodiff.Vjp<List<Tensor>, Tensor> vjp = Autodiff.vjp(f, inputs);
    Tensor value = vjp.value();
    Tensor u = random(901, value.shape().sides());
    Tensor other = random(902, value.shape().sides());
    List<Tensor> v = directions(inputs, 100);
    List<Tensor> w = directions(inputs, 200);
    Function<List<Tensor>, Tensor> weighed = in -> Reductions.sum(f.apply(in).times(u));

    List<Tensor> pulled = vjp.pullback().apply(u);
    List<Tensor> pulledOther = vjp.pullback().apply(other);
    List<Tensor> both = vjp.pullback().apply(u.times(3).minus(other.times(0.5)));
    for (int i = 0; i < inputs.size(); i++) {
      assertSame(
          "linearity of the pullback",
          both.get(i),
          pulled.get(i).times(3).minus(pulledOther.get(i).times(0.5)));
    }
    Tensor tangent = Autodiff.jvp(f, inputs, v).tangent();
    assertThat(tangent.spec()).isEqualTo(value.spec());
    assertNear("<Jv, u> = <v, J'u>", dot(List.of(tangent), List.of(u)), dot(v, pulled), 1e-11);
    Tensor ofSquare = Autodiff.jvp(in -> f.apply(in).pow(2), inputs, v).tangent();
    assertSame("chain rule", ofSquare, value.times(2).times(tangent));

    List<Tensor> hv = Autodiff.hvp(weighed, inputs, v);
    List<Tensor> hw = Autodiff.hvp(weighed, inputs, w);
    assertNear("symmetry of the Hessian", dot(hv, w), dot(hw, v), 1e-10);
    assertNear(
        "reverse over reverse", reverseOverReverse(weighed, inputs, v, w), dot(hv, w), 1e-10);
  }

  private static void assertSame(String law, Tensor actual, Tensor expected) {
    assertThat(actual.spec()).as(law).isEqualTo(expected.spec());
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    double scale = Math.max(1, Arrays.stream(e).map(Math::abs).max().orElse(0));
    for (int i = 0; i < a.length; i++) {
      assertThat(Math.abs(a[i] - e[i]))
          .as("%s: element %s is %s, not %s", law, i, a[i], e[i])
          .isLessThanOrEqualTo(1e-11 * scale);
    }
  }

  private static double weighed(Function<List<Tensor>, Tensor> f, List<Tensor> at) {
    return f.apply(at).item();
  }

  private static double reverseOverReverse(
      Function<List<Tensor>, Tensor> f, List<Tensor> at, List<Tensor> v, List<Tensor> w) {
    Function<List<Tensor>, Tensor> slope =
        in -> {
          List<Tensor> gradients = Autodiff.valueAndGrad(f, in).gradients();
          Tensor total = Tensor.scalar(0.0);
          for (int i = 0; i < gradients.size(); i++) {
            total = total.plus(Reductions.sum(gradients.get(i).times(v.get(i))));
          }
          return total;
        };
    return dot(Autodiff.valueAndGrad(slope, at).gradients(), w);
  }

  private static List<Tensor> directions(List<Tensor> inputs, long seed) {
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      result.add(random(seed + i, inputs.get(i).shape().sides()));
    }
    return result;
  }

  /** The slope along a direction by two central differences, extrapolated. */
  private static double difference(
      Function<List<Tensor>, Double> f, List<Tensor> at, List<Tensor> along) {
    double coarse = central(f, at, along, 1e-3);
    double fine = central(f, at, along, 5e-4);
    return (4 * fine - coarse) / 3;
  }

  private static double central(
      Function<List<Tensor>, Double> f, List<Tensor> at, List<Tensor> along, double h) {
    return (f.apply(moved(at, along, h)) - f.apply(moved(at, along, -h))) / (2 * h);
  }

  private static List<Tensor> moved(List<Tensor> at, List<Tensor> along, double h) {
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      result.add(at.get(i).plus(along.get(i).times(h)));
    }
    return result;
  }

  private static double dot(List<Tensor> a, List<Tensor> b) {
    double total = 0;
    for (int i = 0; i < a.size(); i++) {
      total += Reductions.sum(a.get(i).times(b.get(i))).item();
    }
    return total;
  }

  private static void assertNear(String law, double actual, double expected, double tolerance) {
    assertThat(Math.abs(actual - expected))
        .as("%s: %s against %s", law, actual, expected)
        .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(expected)));
  }

  /** Asserts shape and elements, relative to the larger of 1. */
  static void assertClose(Tensor actual, double tolerance, Tensor expected) {
    assertThat(actual.spec()).isEqualTo(expected.spec());
    double[] a = actual.toDoubleArray();
    double[] e = expected.toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i] == e[i] || Math.abs(a[i] - e[i]) <= tolerance * Math.max(1, Math.abs(e[i])))
          .as("element %s is %s, not %s", i, a[i], e[i])
          .isTrue();
    }
  }

  /** Asserts shape and elements exactly. */
  static void assertValues(Tensor actual, int[] sides, double... expected) {
    assertThat(actual.shape()).isEqualTo(Shape.of(sides));
    assertThat(actual.to(DType.FLOAT64).toDoubleArray()).containsExactly(expected);
  }

  static int[] sides(int... sides) {
    return sides;
  }
}
