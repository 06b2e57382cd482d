package dev.wengert.ops;

import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Observation;
import dev.wengert.Tensor;
import dev.wengert.gradcheck.jqwik.Rank;
import dev.wengert.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Cotangents that are changed on their way, at any shape and value. */
class HooksProperties {

  /** What is done with a cotangent: not linear, and different for a batch and for one. */
  private static Tensor changed(Tensor d) {
    return d.times(d).times(d).minus(d.times(sum(d)));
  }

  /** {@code sum(h^3 / 8)}, of which {@code h = 2 x} is hooked. */
  private static Tensor cubes(Tensor x) {
    Tensor h = Hooks.onCotangent(x.times(2), HooksProperties::changed);
    return sum(h.times(h).times(h).div(8));
  }

  /** The gradient, by its formula: the cotangent of h is 3 h^2 / 8, and h is 2 x. */
  private static double[] slopes(double... x) {
    double[] d = Arrays.stream(x).map(e -> 1.5 * e * e).toArray();
    double total = Arrays.stream(d).sum();
    return Arrays.stream(d).map(e -> 2 * (e * e * e - e * total)).toArray();
  }

  private static void assertClose(double[] found, double... expected) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(found).containsExactly(expected, within(1e-13 * (1 + scale)));
  }

  @Property(seed = "7302155240921")
  void theGradientIsThatOfTheChangedCotangent(@ForAll @Rank(min = 0, max = 3) Tensor x) {
    List<Tensor> seen = new ArrayList<>();
    Function<Tensor, Tensor> f = e -> cubes(Observation.of(e, seen::add));
    double[] expected = slopes(x.toDoubleArray());
    assertClose(Autodiff.grad(f, x).toDoubleArray(), expected);
    Program program = Program.of(in -> List.of(Autodiff.grad(f, in.get(0))), x.spec());
    assertThat(program.run(x).get(0).toDoubleArray())
        .containsExactly(Autodiff.grad(f, x).toDoubleArray());
    assertThat(seen).hasSize(3);
    seen.forEach(one -> assertThat(one.toDoubleArray()).containsExactly(x.toDoubleArray()));
  }

  @Property(seed = "7302155240922")
  void eachExampleIsChangedForItself(@ForAll @Rank(min = 1, max = 3) Tensor x) {
    int n = x.shape().side(0);
    double[] expected = new double[x.size()];
    for (int i = 0; i < n; i++) {
      double[] own = slopes(x.get(i).toDoubleArray());
      System.arraycopy(own, 0, expected, i * own.length, own.length);
    }
    assertClose(
        Autodiff.vmap((Tensor e) -> Autodiff.grad(HooksProperties::cubes, e), x).toDoubleArray(),
        expected);
    assertClose(
        Autodiff.grad((Tensor e) -> sum(Autodiff.vmap(HooksProperties::cubes, e)), x)
            .toDoubleArray(),
        expected);
  }
}
