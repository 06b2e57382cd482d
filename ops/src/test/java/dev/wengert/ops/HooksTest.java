package dev.wengert.ops;

import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.ControlFlow;
import dev.wengert.Observation;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.program.Compiled;
import dev.wengert.program.Program;
import dev.wengert.program.RecordingException;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What sees or changes a cotangent on its way, and what sees numbers. */
class HooksTest {

  private static Tensor normal(long seed, int... sides) {
    return normal(Seeds.random(seed), sides);
  }

  private static Tensor normal(Random random, int... sides) {
    double[] values = new double[Shape.of(sides).size()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Tensor.wrap(values, sides);
  }

  private static void assertClose(
      Tensor actual, Shape shape, double tolerance, double... expected) {
    assertThat(actual.shape()).isEqualTo(shape);
    double[] scales = Arrays.stream(expected).map(e -> Math.max(1, Math.abs(e))).toArray();
    double[] found = actual.toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(tolerance * scales[i]));
    }
  }

  /**
   * Scales a cotangent to length 1: neither linear nor the same for all of a batch and for each.
   */
  private static Tensor unit(Tensor d) {
    return d.div(sum(d.times(d)).plus(1).pow(0.5));
  }

  private static Tensor cubes(Tensor x, UnaryOperator<Tensor> change) {
    Tensor seen = Hooks.onCotangent(x, change);
    return sum(seen.times(seen).times(seen));
  }

  private static Tensor slope(Tensor x) {
    return x.times(x).times(3);
  }

  @Test
  void theValueStaysAndTheGradientIsWhatTheFunctionSays() {
    Tensor x = normal(1, 4);
    List<Tensor> seen = new ArrayList<>();
    Autodiff.ValueAndGrad<Tensor> found =
        Autodiff.valueAndGrad(
            (Tensor a) ->
                cubes(
                    a,
                    d -> {
                      seen.add(d);
                      return d.times(2);
                    }),
            x);
    assertThat(found.value().item()).isEqualTo(sum(x.times(x).times(x)).item());
    assertClose(found.gradients(), x.shape(), 1e-14, slope(x).times(2).toDoubleArray());
    assertThat(seen).hasSize(1);
    assertClose(seen.get(0), x.shape(), 1e-14, slope(x).toDoubleArray());
  }

  /** All that arrives from several places arrives together. */
  @Test
  void theFunctionIsCalledOnceAWalkAndNotAtAllWithoutAny() {
    int[] calls = {0};
    UnaryOperator<Tensor> counting =
        d -> {
          calls[0]++;
          return d;
        };
    Tensor x = normal(2, 3);
    Autodiff.Vjp<Tensor, Tensor> vjp =
        Autodiff.vjp(
            a -> {
              Tensor hooked = Hooks.onCotangent(a, counting);
              return hooked.times(hooked).plus(hooked);
            },
            x);
    assertThat(calls[0]).isZero();
    double[] first = vjp.pullback().apply(x).toDoubleArray();
    assertThat(vjp.pullback().apply(x).toDoubleArray()).containsExactly(first);
    assertThat(calls[0]).isEqualTo(2);
    Autodiff.grad(
        (Tensor a) -> {
          Hooks.onCotangent(a, counting);
          return sum(a);
        },
        x);
    assertThat(calls[0]).isEqualTo(2);
  }

  @Test
  void secondDerivativesAreThoseOfTheChangedGradient() {
    Tensor x = normal(3, 3);
    Tensor v = normal(4, 3);
    Function<Tensor, Tensor> hooked = a -> cubes(a, HooksTest::unit);
    Tensor expected = Autodiff.jvp((Tensor a) -> unit(slope(a)), x, v).tangent();
    assertClose(Autodiff.hvp(hooked, x, v), x.shape(), 1e-13, expected.toDoubleArray());
    Tensor backward = Autodiff.grad((Tensor a) -> sum(Autodiff.grad(hooked, a).times(v)), x);
    // The second walk, through the first and through x, passes the hook as the first did.
    Tensor through = Autodiff.grad((Tensor a) -> sum(unit(slope(a)).times(v)), x);
    assertClose(backward, x.shape(), 1e-13, unit(through).toDoubleArray());
  }

  @Test
  void tangentsPassAsTheyAre() {
    Tensor x = normal(5, 3);
    Tensor v = normal(6, 3);
    Tensor found = Autodiff.jvp((Tensor a) -> cubes(a, d -> d.times(100)), x, v).tangent();
    assertThat(found.item())
        .isEqualTo(Autodiff.jvp((Tensor a) -> cubes(a, d -> d), x, v).tangent().item());
  }

  /** Each example's cotangent is changed for itself, wherever the gradient is taken. */
  @Test
  void aMappedFunctionChangesEachExamplesCotangent() {
    Random random = Seeds.random(20);
    for (int n : new int[] {1, 2, 5}) {
      Tensor x = normal(random, n, 3);
      double[] rows = new double[3 * n];
      for (int i = 0; i < n; i++) {
        System.arraycopy(unit(slope(x.get(i))).toDoubleArray(), 0, rows, 3 * i, 3);
      }
      Function<Tensor, Tensor> hooked = a -> cubes(a, HooksTest::unit);
      assertClose(Autodiff.vmap((Tensor a) -> Autodiff.grad(hooked, a), x), x.shape(), 1e-13, rows);
      assertClose(
          Autodiff.grad((Tensor all) -> sum(Autodiff.vmap(hooked, all)), x),
          x.shape(),
          1e-13,
          rows);
    }
  }

  @Test
  void aLoopAndACheckpointChangeItToo() {
    Tensor x = normal(7, 3);
    Function<Tensor, Tensor> one = a -> Hooks.onCotangent(a.times(a), d -> d.times(2));
    Tensor twice = Autodiff.checkpoint(in -> one.apply(in.get(0)), x);
    assertThat(twice.toDoubleArray()).containsExactly(x.times(x).toDoubleArray());
    Tensor gradient =
        Autodiff.grad((Tensor a) -> sum(Autodiff.checkpoint(in -> one.apply(in.get(0)), a)), x);
    assertClose(gradient, x.shape(), 1e-14, x.times(4).toDoubleArray());
    Tensor looped =
        Autodiff.grad(
            (Tensor a) ->
                ControlFlow.scan(
                        (Tensor carry, Tensor row) -> new ControlFlow.Step<>(one.apply(carry), row),
                        a,
                        Tensor.zeros(x.dtype(), 3))
                    .carry(),
            Tensor.scalar(1.1));
    // x^8 with its derivative 8 x^7, and 2 for each of three steps.
    double expected = 8 * Math.pow(1.1, 7) * 8;
    assertClose(looped, Shape.SCALAR, 1e-13, expected);
  }

  @Test
  void aProgramHoldsWhatTheFunctionComputes() {
    int[] calls = {0};
    Function<List<Tensor>, List<Tensor>> gradient =
        in ->
            List.of(
                Autodiff.grad(
                    (Tensor a) ->
                        cubes(
                            a,
                            d -> {
                              calls[0]++;
                              return unit(d);
                            }),
                    in.get(0)));
    Tensor x = normal(8, 5);
    Program program = Program.of(gradient, x.spec());
    assertThat(calls[0]).isEqualTo(1);
    Tensor found = program.run(x).get(0);
    assertThat(calls[0]).isEqualTo(1);
    assertThat(found.toDoubleArray())
        .containsExactly(gradient.apply(List.of(x)).get(0).toDoubleArray());
    assertThat(program.toString()).doesNotContain("Lambda").doesNotContain("$$");
  }

  @Test
  void readingACotangentIsRefusedWhileAProgramIsRecordedOrMapped() {
    Tensor x = normal(9, 2, 3);
    Function<Tensor, Tensor> reading =
        a ->
            cubes(
                a,
                d -> {
                  assertThat(d.toDoubleArray()).isNotEmpty();
                  return d;
                });
    assertThat(Autodiff.grad(reading, x).shape()).isEqualTo(x.shape());
    assertThatThrownBy(() -> Program.of(in -> List.of(Autodiff.grad(reading, in.get(0))), x.spec()))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("a value is read while a program is recorded");
    assertThatThrownBy(() -> Autodiff.grad((Tensor a) -> sum(Autodiff.vmap(reading, a)), x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a value is read inside a mapped function");
  }

  @Test
  void anObserverSeesNumbersWhateverIsAround() {
    Tensor x = normal(11, 2, 3);
    List<Tensor> seen = new ArrayList<>();
    Function<Tensor, Tensor> f = a -> sum(Observation.of(a.times(a), seen::add).times(a));
    Tensor squares = x.times(x);
    assertThat(f.apply(x).item()).isEqualTo(sum(squares.times(x)).item());
    assertClose(Autodiff.grad(f, x), x.shape(), 1e-14, slope(x).toDoubleArray());
    assertClose(Autodiff.hvp(f, x, x), x.shape(), 1e-14, slope(x).times(2).toDoubleArray());
    assertClose(
        Autodiff.vmap((Tensor a) -> Autodiff.grad(f, a), x),
        x.shape(),
        1e-14,
        slope(x).toDoubleArray());
    assertThat(seen).hasSize(4);
    for (Tensor one : seen) {
      assertThat(one.isTraced()).isFalse();
      assertThat(one.shape()).isEqualTo(x.shape());
      assertThat(one.toDoubleArray()).containsExactly(squares.toDoubleArray());
    }
  }

  @Test
  void anObserverOfACotangentSeesItInEachWalk() {
    Tensor x = normal(12, 3);
    List<Tensor> seen = new ArrayList<>();
    Tensor hvp = Autodiff.hvp((Tensor a) -> cubes(a, d -> Observation.of(d, seen::add)), x, x);
    assertClose(hvp, x.shape(), 1e-14, slope(x).times(2).toDoubleArray());
    assertThat(seen).hasSize(1);
    assertClose(seen.get(0), x.shape(), 1e-14, slope(x).toDoubleArray());
  }

  /** On each run, once for each time in the function, though it looks superfluous there. */
  @Test
  void aProgramShowsItsNumbersOnEachRun() {
    List<Tensor> seen = new ArrayList<>();
    Function<List<Tensor>, List<Tensor>> f =
        in -> {
          Tensor square = in.get(0).times(in.get(0));
          Tensor once = Observation.of(square, seen::add);
          Tensor again = Observation.of(square, seen::add);
          Observation.of(square.plus(1), seen::add);
          return List.of(once.plus(again));
        };
    Tensor x = normal(13, 4);
    assertThat(f.apply(List.of(x))).hasSize(1);
    Program program = Program.of(f, x.spec());
    assertThat(seen).hasSize(3);
    program.run(x);
    assertThat(seen).hasSize(6);
    Tensor y = x.times(2);
    assertThat(program.run(y).get(0).toDoubleArray())
        .containsExactly(f.apply(List.of(y)).get(0).toDoubleArray());
    assertThat(seen).hasSize(12);
    for (int i = 0; i < 3; i++) {
      assertThat(seen.get(i + 3).toDoubleArray()).containsExactly(seen.get(i).toDoubleArray());
      assertThat(seen.get(i + 6).toDoubleArray()).containsExactly(seen.get(i + 9).toDoubleArray());
    }
    Compiled compiled = Program.compile(f);
    seen.clear();
    compiled.apply(List.of(x));
    compiled.apply(List.of(x));
    assertThat(seen.size()).isEqualTo(6);
  }

  /** What is seen stays as it was, though a program uses its memory again. */
  @Test
  void whatIsSeenIsACopy() {
    List<Tensor> seen = new ArrayList<>();
    Program program =
        Program.of(
            in -> List.of(Observation.of(in.get(0).plus(1), seen::add).times(2).plus(1)),
            Tensor.of(1.0, 2).spec());
    program.run(Tensor.of(1.0, 2));
    program.run(Tensor.of(5.0, 6));
    assertThat(seen.get(0).toDoubleArray()).containsExactly(2, 3);
    assertThat(seen.get(1).toDoubleArray()).containsExactly(6, 7);
  }

  @Test
  void whatAnObserverThrowsEndsTheComputation() {
    Function<List<Tensor>, List<Tensor>> f =
        in ->
            List.of(
                Observation.of(
                    in.get(0),
                    x -> {
                      throw new IllegalStateException("seen " + x.spec());
                    }));
    Tensor x = Tensor.of(1.0, 2);
    assertThatThrownBy(() -> f.apply(List.of(x))).hasMessage("seen FLOAT64[2]");
    Program program = Program.of(f, x.spec());
    assertThatThrownBy(() -> program.run(x)).hasMessage("seen FLOAT64[2]");
  }
}
