package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.program.Program;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CustomTest {

  /** x^2 y, with a derivative that is right. */
  private static final Function<List<Tensor>, Tensor> PRODUCT =
      Autodiff.custom(
          "product",
          in -> in.get(0).times(in.get(0)).times(in.get(1)),
          (in, out, d) ->
              List.of(
                  in.get(0).times(in.get(1)).times(2).times(d),
                  in.get(0).times(in.get(0)).times(d)));

  private static final List<Tensor> AT = List.of(Tensor.of(3.0, -1.0), Tensor.of(5.0, 0.5));

  private static Tensor sumOfProduct(List<Tensor> in) {
    return Samples.sum(PRODUCT.apply(in));
  }

  @Test
  void computesItsForwardFunction() {
    assertThat(PRODUCT.apply(AT).toDoubleArray()).containsExactly(45, 0.5);
    assertThat(PRODUCT.apply(AT).trace()).isNull();
  }

  @Test
  void hasTheDerivativeItWasGiven() {
    List<Tensor> gradients = Autodiff.valueAndGrad(CustomTest::sumOfProduct, AT).gradients();
    assertThat(gradients.get(0).toDoubleArray()).containsExactly(30, -1);
    assertThat(gradients.get(1).toDoubleArray()).containsExactly(9, 1);
    Function<List<Tensor>, Tensor> tripled =
        Autodiff.custom("tripled", in -> in.get(0), (in, out, d) -> List.of(d.times(3)));
    assertThat(Autodiff.grad(x -> tripled.apply(List.of(x))).apply(Tensor.scalar(1.0)).item())
        .isEqualTo(3);
  }

  @Test
  void forwardModeFollowsFromThePullback() {
    List<Tensor> direction = List.of(Tensor.of(1.0, 2.0), Tensor.of(-1.0, 4.0));
    Autodiff.Jvp<Tensor> jvp = Autodiff.jvp(PRODUCT, AT, direction);
    assertThat(jvp.value().toDoubleArray()).containsExactly(45, 0.5);
    assertThat(jvp.tangent().toDoubleArray()).containsExactly(30 - 9, -2 + 4);
  }

  @Test
  void oneTangentIsEnough() {
    Tensor y = AT.get(1);
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(
            in -> PRODUCT.apply(List.of(in.get(0), y)), AT.subList(0, 1), AT.subList(0, 1));
    assertThat(jvp.tangent().toDoubleArray()).containsExactly(90, 1);
  }

  @Test
  void higherOrdersFollow() {
    List<Tensor> direction = List.of(Tensor.of(1.0, 2.0), Tensor.of(-1.0, 4.0));
    List<Tensor> product = Autodiff.hvp(CustomTest::sumOfProduct, AT, direction);
    // Hessian [2 y, 2 x; 2 x, 0]
    assertThat(product.get(0).toDoubleArray()).containsExactly(10 - 6, 2 - 8);
    assertThat(product.get(1).toDoubleArray()).containsExactly(6, -4);
    Function<Tensor, Tensor> cube = x -> PRODUCT.apply(List.of(x, x));
    Tensor third = Autodiff.grad(Autodiff.grad(Autodiff.grad(cube))).apply(Tensor.scalar(2.0));
    assertThat(third.item()).isCloseTo(6, within(1e-14));
  }

  @Test
  void thePullbackSeesInputsOutputAndCotangent() {
    Function<List<Tensor>, Tensor> exponential =
        Autodiff.custom(
            "exponential",
            in -> Tensor.of(Math.exp(in.get(0).get(0).item())),
            (in, out, d) -> List.of(out.times(d)));
    Tensor gradient =
        Autodiff.grad(x -> exponential.apply(List.of(x)).times(7)).apply(Tensor.of(1.5));
    assertThat(gradient.toDoubleArray()[0]).isCloseTo(7 * Math.exp(1.5), within(1e-14));
  }

  @Test
  void anInputThatIsNotFloatingNeedsNoCotangent() {
    Function<List<Tensor>, Tensor> scaled =
        Autodiff.custom(
            "scaled",
            in -> in.get(0).times(in.get(1).to(DType.FLOAT64)),
            (in, out, d) -> List.of(d.times(in.get(1).to(DType.FLOAT64)), in.get(1)));
    Tensor whole = Tensor.scalar(4);
    assertThat(Autodiff.grad(x -> scaled.apply(List.of(x, whole))).apply(Tensor.scalar(1.0)).item())
        .isEqualTo(4);
    assertThat(
            Autodiff.jvp(
                    in -> scaled.apply(List.of(in.get(0), whole)),
                    List.of(Tensor.scalar(1.0)),
                    List.of(Tensor.scalar(2.0)))
                .tangent()
                .item())
        .isEqualTo(8);
  }

  @Test
  void aResultThatIsNotFloatingHasNoDerivative() {
    Function<List<Tensor>, Tensor> count =
        Autodiff.custom("count", in -> in.get(0).gt(0), (in, out, d) -> List.of(d));
    Autodiff.Jvp<Tensor> jvp =
        Autodiff.jvp(count, List.of(Tensor.of(1.0, -1.0)), List.of(Tensor.of(1.0, 1.0)));
    assertThat(jvp.value().toBooleanArray()).containsExactly(true, false);
    Tape tape = new Tape();
    assertThat(count.apply(List.of(tape.watch(Tensor.of(1.0)))).trace()).isNull();
  }

  @Test
  void namesAPullbackThatReturnsAnotherShapeInBothModes() {
    Function<List<Tensor>, Tensor> wrong =
        Autodiff.custom(
            "wrong", in -> in.get(0).times(2), (in, out, d) -> List.of(Samples.sum(d).times(2)));
    String message =
        "wrong: the pullback returned a cotangent that does not fit input 0: FLOAT64[] for"
            + " FLOAT64[2]; a cotangent has its primal's dtype and shape";
    Tensor x = Tensor.of(1.0, 2.0);
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.grad(y -> Samples.sum(wrong.apply(List.of(y)))).apply(x))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.jvp(wrong, List.of(x), List.of(x)))
        .withMessage(message);
  }

  @Test
  void namesAPullbackThatReturnsTooFewInBothModes() {
    Function<List<Tensor>, Tensor> wrong =
        Autodiff.custom("wrong", in -> in.get(0).times(in.get(1)), (in, out, d) -> List.of(d));
    String message =
        "wrong: the pullback returned 1 cotangents for 2 inputs; return one an input, null where"
            + " there is none";
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.valueAndGrad(in -> Samples.sum(wrong.apply(in)), AT))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.jvp(wrong, AT, AT))
        .withMessage(message);
  }

  @Test
  void refusesATracedTensorThatIsNotAnInput() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Autodiff.grad(
                        x ->
                            Autodiff.custom(
                                    "closure", in -> in.get(0).times(x), (in, out, d) -> List.of(d))
                                .apply(List.of(Tensor.scalar(1.0))))
                    .apply(Tensor.scalar(2.0)))
        .withMessage(
            "closure: the forward function used a traced tensor that is not among its inputs; pass"
                + " it as an input, or detach() it");
  }

  @Test
  void saysWhatItReturnsWithoutValues() {
    Custom custom =
        new Custom(
            "outer",
            new OwnRule.Listed(
                "outer", in -> in.get(0).reshape(3, 1).matmul(in.get(1)), (in, out, d) -> in));
    assertThat(
            custom.infer(
                new Spec(DType.FLOAT64, Shape.of(3)), new Spec(DType.FLOAT64, Shape.of(1, 2))))
        .containsExactly(new Spec(DType.FLOAT64, Shape.of(3, 2)));
  }

  /** n x^2 of whole numbers n, by its pushforward. */
  private static final Function<List<Tensor>, Tensor> WEIGHED =
      Autodiff.custom(
          new PushforwardRule<List<Tensor>, Tensor>() {
            @Override
            public String name() {
              return "weighed";
            }

            @Override
            public Tensor forward(List<Tensor> in) {
              return in.get(1).times(in.get(1)).times(in.get(0).to(DType.FLOAT64));
            }

            @Override
            public Tensor pushforward(List<Tensor> in, List<Tensor> tangents) {
              return in.get(1).times(tangents.get(1)).times(in.get(0).to(DType.FLOAT64)).times(2);
            }
          });

  @Test
  void aPushforwardOfWholeNumbersIsTransposedByTheOthers() {
    Tensor n = Tensor.of(3, 5);
    Function<Tensor, Tensor> f = x -> Samples.sum(WEIGHED.apply(List.of(n, x)));
    Tensor x = Tensor.of(2.0, -1.0);
    assertThat(Autodiff.grad(f, x).toDoubleArray()).containsExactly(12, -10);
    assertThat(Autodiff.jvp(f, x, Tensor.of(1.0, 2.0)).tangent().item()).isEqualTo(12 - 20);
    assertThat(Autodiff.hessian(f, x).toDoubleArray()).containsExactly(6, 0, 0, 10);
  }

  /** A rule of the function x, by a pushforward of one's own. */
  private static Function<Tensor, Tensor> pushed(BinaryOperator<Tensor> pushforward) {
    return Autodiff.custom(
        new PushforwardRule<Tensor, Tensor>() {
          @Override
          public String name() {
            return "pushed";
          }

          @Override
          public Tensor forward(Tensor x) {
            return x;
          }

          @Override
          public Tensor pushforward(Tensor x, Tensor tangent) {
            return pushforward.apply(x, tangent);
          }
        });
  }

  @Test
  void aPushforwardThatIsNotZeroAtZeroIsRefusedWhereNumbersAreKnown() {
    Tensor x = Tensor.of(2.0, -1.0);
    Function<Tensor, Tensor> affine = pushed((a, t) -> a.times(t).plus(Tensor.of(0.0, 0.5)));
    UnaryOperator<Tensor> slope = Autodiff.grad(a -> Samples.sum(affine.apply(a)));
    String message =
        "pushed: the pushforward is not linear: of tangents 0 it returned 0.5 at [1] of the result,"
            + " FLOAT64[2]; leave out what does not depend on the tangents";
    assertThatIllegalStateException().isThrownBy(() -> slope.apply(x)).withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.grad(a -> Samples.sum(slope.apply(a)), x))
        .withMessage(message);
    assertThat(Program.of(in -> List.of(slope.apply(in.get(0))), x.spec()).run(x).get(0).spec())
        .isEqualTo(x.spec());
  }

  @Test
  void aPushforwardWithAnInfiniteSlopeIsNotRefused() {
    Function<Tensor, Tensor> steep = pushed((a, t) -> t.div(a));
    Tensor slope = Autodiff.grad(a -> Samples.sum(steep.apply(a)), Tensor.of(0.0, 4.0));
    assertThat(slope.toDoubleArray()).containsExactly(Double.POSITIVE_INFINITY, 0.25);
  }

  @Test
  void namesARuleThatReturnsNothing() {
    CustomRule<Tensor, Tensor, Tensor> nothing =
        new CustomRule<>() {
          @Override
          public String name() {
            return "nothing";
          }

          @Override
          @SuppressWarnings("NullAway")
          public Forward<Tensor, Tensor> forward(Tensor x) {
            return null;
          }

          @Override
          public Tensor pullback(Tensor kept, Tensor cotangent) {
            return cotangent;
          }
        };
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.custom(nothing).apply(Tensor.of(1.0)))
        .withMessage(
            "nothing: the forward function returned null; return its results and residuals");
    List<Tensor> at = List.of(Tensor.of(1.0));
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.custom("none", in -> null, (in, out, d) -> in).apply(at))
        .withMessage("none: the forward function returned null; return its result");
    Function<List<Tensor>, Tensor> pulled =
        Autodiff.custom("pulled", in -> in.get(0), new Forgetful());
    assertThatNullPointerException()
        .isThrownBy(() -> Autodiff.grad(in -> Samples.sum(pulled.apply(in)), at))
        .withMessage("pulled: the pullback returned null; return a list of one cotangent an input");
  }

  /** A pullback that returns nothing. */
  private static final class Forgetful implements Autodiff.CustomPullback {
    @Override
    @SuppressWarnings("NullAway")
    public List<Tensor> pull(List<Tensor> inputs, Tensor output, Tensor cotangent) {
      return null;
    }
  }
}
