package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Derivatives inside derivatives, in every mix of forward and reverse mode and mapped functions. An
 * implementation that confuses the perturbations of two levels gives 2 instead of 1 for the first
 * of these (Siskind and Pearlmutter, "Perturbation confusion and referential transparency", 2005).
 */
class NestingTest {

  /** A way to the derivative of a function of a scalar. */
  enum Mode {
    REVERSE {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        return Autodiff.grad(f);
      }
    },
    FORWARD {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        Tensor one = Tensor.scalar(1.0);
        return x -> Autodiff.jvp(in -> f.apply(in.get(0)), List.of(x), List.of(one)).tangent();
      }
    },
    /** An explicit tape, whose loss another tape inside it sees too. */
    TAPE {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        return x -> {
          Tape tape = new Tape();
          Tensor watched = tape.watch(x);
          Tensor value = f.apply(new Tape().watch(watched));
          return tape.gradients(value.plus(watched.times(0))).of(watched);
        };
      }
    },
    /** Reverse mode of a mapped function, at one of two examples. */
    REVERSE_OF_MAPPED {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        return x ->
            Autodiff.grad(xs -> Samples.sum(Autodiff.vmap(f).apply(xs))).apply(two(x)).get(1);
      }
    },
    /** Forward mode of a mapped function, at one of two examples. */
    FORWARD_OF_MAPPED {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        Tensor ones = Tensor.of(1.0, 1);
        return x ->
            Autodiff.jvp(in -> Autodiff.vmap(f).apply(in.get(0)), List.of(two(x)), List.of(ones))
                .tangent()
                .get(1);
      }
    },
    /** One gradient an example, of two. */
    MAPPED_REVERSE {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        return x -> Autodiff.vmap(REVERSE.derivative(f)).apply(two(x)).get(1);
      }
    },
    /** One tangent an example, of two. */
    MAPPED_FORWARD {
      @Override
      UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f) {
        return x -> Autodiff.vmap(FORWARD.derivative(f)).apply(two(x)).get(1);
      }
    };

    /** Two examples; the second one counts. */
    static Tensor two(Tensor x) {
      return new Concat(0).apply(x.plus(1).reshape(1), x.reshape(1));
    }

    abstract UnaryOperator<Tensor> derivative(Function<Tensor, Tensor> f);

    double at(double x, Function<Tensor, Tensor> f) {
      return derivative(f).apply(Tensor.scalar(x)).item();
    }
  }

  static Stream<Arguments> twoModes() {
    return Stream.of(Mode.values())
        .flatMap(outer -> Stream.of(Mode.values()).map(inner -> Arguments.of(outer, inner)));
  }

  static Stream<Arguments> threeModes() {
    return twoModes()
        .flatMap(
            two ->
                Stream.of(Mode.values())
                    .map(third -> Arguments.of(two.get()[0], two.get()[1], third)));
  }

  private static final double[] AT = {-3, 0, 1, 2.5};

  @ParameterizedTest
  @MethodSource("twoModes")
  void theInnerDerivativeDoesNotSeeTheOuterVariable(Mode outer, Mode inner) {
    Tensor one = Tensor.scalar(1.0);
    for (double x : AT) {
      // d/dx (x * d/dy (x + y)) = d/dx x
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a.plus(b)).apply(one))))
          .isEqualTo(1);
      // d/dx (x * d/dy (x y)) = d/dx x^2
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a.times(b)).apply(one))))
          .isEqualTo(2 * x);
      // d/dx (x * d/dy (x y^2) at y = 3) = d/dx 6 x^2
      Tensor three = Tensor.scalar(3.0);
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a.times(b).times(b)).apply(three))))
          .isEqualTo(12 * x);
    }
  }

  @ParameterizedTest
  @MethodSource("twoModes")
  void theInnerDerivativeMayBeTakenAtTheOuterVariable(Mode outer, Mode inner) {
    for (double x : AT) {
      // d/dx (x * d/dy (x + y) at y = x) = 1
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a.plus(b)).apply(a)))).isEqualTo(1);
      // d/dx (d/dy (x y^2) at y = x) = d/dx 2 x^2
      assertThat(outer.at(x, a -> inner.derivative(b -> a.times(b).times(b)).apply(a)))
          .isEqualTo(4 * x);
      // d/dx (x * d/dy (x y^2) at y = x) = d/dx 2 x^3
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a.times(b).times(b)).apply(a))))
          .isEqualTo(6 * x * x);
      // d/dx (d/dy y^3 at y = x) is the second derivative
      assertThat(outer.at(x, inner.derivative(b -> b.times(b).times(b)))).isEqualTo(6 * x);
    }
  }

  @ParameterizedTest
  @MethodSource("twoModes")
  void theInnerDerivativeOfAConstantIsZero(Mode outer, Mode inner) {
    Tensor one = Tensor.scalar(1.0);
    for (double x : AT) {
      assertThat(outer.at(x, a -> inner.derivative(b -> a.times(a)).apply(one))).isZero();
      assertThat(outer.at(x, a -> a.times(inner.derivative(b -> a).apply(one)))).isZero();
      assertThat(outer.at(x, a -> a.plus(inner.derivative(b -> a.times(b)).apply(one).times(0))))
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("threeModes")
  void threeLevelsAreKeptApart(Mode first, Mode second, Mode third) {
    Tensor one = Tensor.scalar(1.0);
    Tensor two = Tensor.scalar(2.0);
    for (double x : AT) {
      // d/dx (x * d/dy (y * d/dz (x + y + z))) = d/dx (x * d/dy y) = 1
      assertThat(
              first.at(
                  x,
                  a ->
                      a.times(
                          second
                              .derivative(
                                  b -> b.times(third.derivative(c -> a.plus(b).plus(c)).apply(one)))
                              .apply(one))))
          .isEqualTo(1);
      // d/dx (x * d/dy (y * d/dz (x y z)) at y = 2) = d/dx (x * 2 x * 2) = 8 x
      assertThat(
              first.at(
                  x,
                  a ->
                      a.times(
                          second
                              .derivative(
                                  b ->
                                      b.times(
                                          third.derivative(c -> a.times(b).times(c)).apply(one)))
                              .apply(two))))
          .isEqualTo(8 * x);
      // d/dx (d/dy (d/dz (x y^2 z^3) at z = x y) at y = x): 3 x^3 y^4, 12 x^6, 72 x^5
      assertThat(
              first.at(
                  x,
                  a ->
                      second
                          .derivative(
                              b ->
                                  third
                                      .derivative(
                                          c -> a.times(b).times(b).times(c).times(c).times(c))
                                      .apply(a.times(b)))
                          .apply(a)))
          .isCloseTo(72 * Math.pow(x, 5), within(1e-9));
      // the third derivative of x^4
      assertThat(
              first.at(x, second.derivative(third.derivative(c -> c.times(c).times(c).times(c)))))
          .isEqualTo(24 * x);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1.5, 0, 2})
  void aTapeInsideAnotherIsSeenByIt(double at) {
    Tape outer = new Tape();
    Tensor x = outer.watch(Tensor.scalar(at));
    Tape inner = new Tape();
    Tensor y = inner.watch(x);
    Tensor cube = y.times(y).times(y);
    Tensor first = inner.gradients(cube).of(y);
    assertThat(first.item()).isEqualTo(3 * at * at);
    assertThat(outer.gradients(first).of(x).item()).isEqualTo(6 * at);
    assertThat(outer.gradients(cube).of(x).item()).isEqualTo(3 * at * at);
  }

  /** A reverse sweep records nothing unless an outer trace asks. */
  @Test
  void aSweepRecordsNothingOnItsOwnTape() {
    Tape tape = new Tape();
    Tensor x = tape.watch(Tensor.scalar(2.0));
    Tensor y = x.times(x).times(x);
    int size = tape.size();
    Tensor gradient = tape.gradients(y).of(x);
    assertThat(gradient.trace()).isNull();
    assertThat(tape.size()).isEqualTo(size);
  }

  /** A constant of the inner tape is still recorded on the outer one. */
  @Test
  void aTensorOfTheOuterTapeIsAConstantOfTheInnerOne() {
    Tape outer = new Tape();
    Tensor x = outer.watch(Tensor.scalar(3.0));
    Tape inner = new Tape();
    Tensor y = inner.watch(Tensor.scalar(5.0));
    Tensor product = x.times(y);
    assertThat(inner.gradients(product).of(y).item()).isEqualTo(3);
    assertThat(inner.gradients(product).of(y).trace()).isSameAs(outer);
    assertThat(outer.gradients(product).of(x).item()).isEqualTo(5);
  }

  /** The pullback of a vjp is linear in the cotangent, and differentiable in it by later traces. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 4})
  void thePullbackOfAVjpCanBeDifferentiatedInItsCotangent(double at) {
    Autodiff.Vjp<List<Tensor>, Tensor> vjp =
        Autodiff.vjp(in -> in.get(0).pow(3), List.of(Tensor.scalar(2.0)));
    for (Mode mode : Mode.values()) {
      assertThat(mode.at(at, d -> vjp.pullback().apply(d.times(d)).get(0))).isEqualTo(12 * 2 * at);
    }
  }
}
