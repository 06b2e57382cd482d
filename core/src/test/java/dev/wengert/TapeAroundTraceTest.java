package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tape that is asked for gradients of what traces made after it see as well. */
class TapeAroundTraceTest {

  private final Tape tape = new Tape();
  private final Tensor x = tape.watch(Tensor.scalar(3.0));

  private static Tensor cube(Tensor y) {
    return y.times(y).times(y);
  }

  /** d/dx x^2 y^3 = 2 x y^3, whose derivative in y is 6 x y^2. */
  @ParameterizedTest
  @ValueSource(doubles = {-2, 0, 5})
  void aGradientTakenInsideForwardModeHasItsTangent(double y) {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> tape.gradients(x.times(x).times(cube(in.get(0)))).of(x),
            List.of(Tensor.scalar(y)),
            List.of(Tensor.scalar(1.0)));
    assertThat(jvp.value().item()).isEqualTo(6 * y * y * y);
    assertThat(jvp.tangent().item()).isEqualTo(18 * y * y);
  }

  /** The cotangent carries a tangent too: d/dx c x y = c y, along (1, 2) at c = 4, y = 5. */
  @Test
  void aCotangentOfForwardModeHasItsTangent() {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> tape.gradients(x.times(in.get(0)), in.get(1)).of(x),
            List.of(Tensor.scalar(5.0), Tensor.scalar(4.0)),
            List.of(Tensor.scalar(1.0), Tensor.scalar(2.0)));
    assertThat(jvp.value().item()).isEqualTo(20);
    assertThat(jvp.tangent().item()).isEqualTo(4 + 5 * 2);
  }

  /** The direction itself is on the tape: the tangent of d/dx (x v) along x is d/dx x^2. */
  @Test
  void aTangentMayBeOnTheTape() {
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> tape.gradients(x.times(in.get(0))).of(x),
            List.of(Tensor.scalar(5.0)),
            List.of(x));
    assertThat(jvp.value().item()).isEqualTo(5);
    assertThat(jvp.tangent().item()).isEqualTo(6);
  }

  @Test
  void aGradientTakenInsideAMappedFunctionIsTheExamples() {
    Tensor rows =
        Autodiff.vmap(y -> tape.gradients(x.times(x).times(cube(y))).of(x))
            .apply(Tensor.of(1.0, -2, 3));
    Samples.assertClose(rows, Shape.of(3), 0, 6, 6 * -8, 6 * 27);
    Tensor weights =
        Autodiff.vmap(
            in -> tape.gradients(x.times(in.get(0)), in.get(1)).of(x),
            List.of(Tensor.of(1.0, 2), Tensor.of(10.0, 100)));
    Samples.assertClose(weights, Shape.of(2), 0, 10, 200);
    Tensor none =
        Autodiff.vmap(y -> tape.gradients(x.times(y)).of(x)).apply(Tensor.of(new double[0]));
    assertThat(none.shape()).isEqualTo(Shape.of(0));
  }

  @Test
  void mappedForwardModeAndForwardModeOfMappedFunctionsKeepTheirLevels() {
    Tensor ys = Tensor.of(1.0, -2);
    Tensor one = Tensor.scalar(1.0);
    Tensor tangents =
        Autodiff.vmap(
                y ->
                    Autodiff.jvp(
                            in -> tape.gradients(x.times(x).times(cube(in.get(0)))).of(x),
                            List.of(y),
                            List.of(one))
                        .tangent())
            .apply(ys);
    Samples.assertClose(tangents, Shape.of(2), 0, 18, 18 * 4);
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in ->
                Autodiff.vmap(y -> tape.gradients(x.times(x).times(cube(y))).of(x))
                    .apply(in.get(0)),
            List.of(ys),
            List.of(Tensor.of(1.0, 10)));
    Samples.assertClose(jvp.value(), Shape.of(2), 0, 6, 6 * -8);
    Samples.assertClose(jvp.tangent(), Shape.of(2), 0, 18, 18 * 40);
  }

  /** Forward mode inside forward mode: the mixed derivative of 2 x y^3 z^2 is 12 x y^2 z. */
  @Test
  void twoLevelsOfForwardModeInsideTheTape() {
    Tensor one = Tensor.scalar(1.0);
    Tensor mixed =
        Autodiff.jvp(
                ys ->
                    Autodiff.jvp(
                            zs -> {
                              Tensor z = zs.get(0);
                              Tensor y = ys.get(0);
                              return tape.gradients(x.times(x).times(cube(y)).times(z).times(z))
                                  .of(x);
                            },
                            List.of(Tensor.scalar(7.0)),
                            List.of(one))
                        .tangent(),
                List.of(Tensor.scalar(2.0)),
                List.of(one))
            .tangent();
    assertThat(mixed.item()).isEqualTo(12.0 * 3 * 4 * 7);
  }

  /** The penalty on an inner tape's gradient: (x y + (d/dy x y)^2) with y = 5. */
  @Test
  void aLossThatAnInnerTapeSeesHasItsGradient() {
    Tape inner = new Tape();
    Tensor y = inner.watch(Tensor.scalar(5.0));
    Tensor product = x.times(y);
    Tensor slope = inner.gradients(product).of(y);
    Tensor loss = product.plus(slope.times(slope));
    Tensor gradient = tape.gradients(loss).of(x);
    assertThat(gradient.item()).isEqualTo(5 + 2 * 3);
    assertThat(gradient.trace()).as("what leaves the outer tape leaves the inner one").isNull();
  }

  /** The inner tape does not know that the outer one's gradient depends on its own variable. */
  @Test
  void anInnerTapeRefusesWhatAnOuterGradientMayBeIn() {
    Tape inner = new Tape();
    Tensor y = inner.watch(Tensor.scalar(5.0));
    Tensor product = x.times(y).times(y);
    Tensor slope = tape.gradients(product).of(x);
    Tensor mixed = slope.times(y);
    assertThat(mixed.item()).isEqualTo(125);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inner.gradients(mixed))
        .withMessage(
            "gradients: the output was computed after an older tape's gradients(...), whose result"
                + " is a constant on this tape: FLOAT64[]; ask this tape first, or make it before"
                + " the other");
    assertThat(inner.gradients(product).of(y).item()).as("computed before").isEqualTo(30);
  }

  /** A function may return what a tape of its own saw; its derivative is there all the same. */
  @Test
  void aFunctionMayReturnWhatATapeInsideItSaw() {
    Tensor three = Tensor.scalar(3.0);
    assertThat(Autodiff.grad(TapeAroundTraceTest::seenByATape).apply(three).item()).isEqualTo(27);
    assertThat(Autodiff.hessian(TapeAroundTraceTest::seenByATape, three).item()).isEqualTo(18);
    Autodiff.ValueAndGrad<List<Tensor>> both =
        Autodiff.valueAndGrad(in -> seenByATape(in.get(0)), List.of(three));
    assertThat(both.value().trace()).isNull();
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(in -> seenByATape(in.get(0)), List.of(three), List.of(Tensor.scalar(2.0)));
    assertThat(jvp.value().trace()).isNull();
    assertThat(jvp.tangent().item()).isEqualTo(54);
    Tensor mapped = Autodiff.vmap(TapeAroundTraceTest::seenByATape).apply(Tensor.of(1.0, 2));
    assertThat(mapped.trace()).isNull();
    Samples.assertClose(mapped, Shape.of(2), 0, 1, 8);
    Tensor watched =
        Autodiff.detectAnomaly(in -> seenByATape(in.get(0)), List.of(Tensor.scalar(2.0)));
    assertThat(watched.trace()).isNull();
  }

  private static Tensor seenByATape(Tensor x) {
    return cube(new Tape().watch(x));
  }

  /** The observer sees the walk of the tape around it. */
  @Test
  void anObserverInsideSeesTheWalk() {
    Elementwise sqrt = Elementwise.of("sqrt", e -> Expression.sqrt(e));
    assertThatThrownBy(
            () ->
                Autodiff.detectAnomaly(
                    in -> tape.gradients(sqrt.apply(x.times(in.get(0)))).of(x),
                    List.of(Tensor.scalar(0.0))))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("detectAnomaly: sqrt.pullback0 made the first infinity");
  }

  @Test
  void namesATraceThatItCannotSeeThrough() {
    Trace unknown =
        new Trace() {
          @Override
          protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
            return new Tensor[] {
              lift(primitive.apply(lower(inputs[0]), lower(inputs[1])), "a note")
            };
          }
        };
    Tensor product = x.times(unknown.lift(Tensor.scalar(1.0), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradients(product))
        .withMessage(
            "gradients: the output FLOAT64[] belongs to a trace made after this tape, and what is"
                + " attached to it there has no gradient; make the tape where the output is"
                + " computed");
  }

  @Test
  void namesACotangentOfALaterTraceThanTheOutputs() {
    Tensor one = Tensor.scalar(1.0);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Autodiff.jvp(
                    outer ->
                        Autodiff.jvp(
                                in -> tape.gradients(x.times(outer.get(0)), in.get(0)).of(x),
                                List.of(one),
                                List.of(one))
                            .tangent(),
                    List.of(one),
                    List.of(one)))
        .withMessage(
            "gradients: the cotangent FLOAT64[] belongs to a trace made after that of the output;"
                + " make the tape where the cotangent is computed");
  }
}
