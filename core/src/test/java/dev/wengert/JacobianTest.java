package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class JacobianTest {

  private static final Elementwise EXP = Elementwise.of("exp", x -> Expression.exp(x));

  private final Random random = Seeds.random(23);

  @Test
  void ofALinearMapIsTheMap() {
    Tensor wide = Samples.normal(random, 2, 5);
    Tensor tall = Samples.normal(random, 5, 2);
    Samples.assertClose(Autodiff.jacobian(wide::matmul, Samples.normal(random, 5)), wide, 1e-15);
    Samples.assertClose(Autodiff.jacobian(tall::matmul, Samples.normal(random, 2)), tall, 1e-15);
  }

  @Test
  void hasTheValuesAxesThenTheArguments() {
    Tensor x = Samples.normal(random, 2, 3);
    Tensor jacobian = Autodiff.jacobian(e -> EXP.apply(e.transpose()), x);
    assertThat(jacobian.shape()).isEqualTo(Shape.of(3, 2, 2, 3));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        for (int k = 0; k < 2; k++) {
          for (int l = 0; l < 3; l++) {
            double expected = i == l && j == k ? Math.exp(x.get(k, l).item()) : 0;
            assertThat(jacobian.get(i, j, k, l).item())
                .isCloseTo(expected, within(2 * Math.ulp(expected)));
          }
        }
      }
    }
  }

  /** The primitives that run tell the mode: one walk back, or one tangent along. */
  @Test
  void picksTheCheaperMode() {
    Tensor x = Samples.normal(random, 6);
    Tensor few = Samples.normal(random, 2, 6);
    Tensor many = Samples.normal(random, 9, 6);
    Samples.assertClose(Autodiff.jacobian(e -> few.matmul(EXP.apply(e)), x), scaled(few, x), 1e-14);
    Samples.assertClose(
        Autodiff.jacobian(e -> many.matmul(EXP.apply(e)), x), scaled(many, x), 1e-14);
    assertThat(ranReverse(e -> few.matmul(EXP.apply(e)), x)).isTrue();
    assertThat(ranReverse(e -> many.matmul(EXP.apply(e)), x)).isFalse();
  }

  private static Tensor scaled(Tensor matrix, Tensor x) {
    return matrix.times(EXP.apply(x));
  }

  private static boolean ranReverse(Function<Tensor, Tensor> f, Tensor x) {
    boolean[] pulled = {false};
    Function<java.util.List<Tensor>, Tensor> marker =
        Autodiff.custom(
            "marker",
            in -> in.get(0).times(1),
            (in, out, d) -> {
              pulled[0] |= d.trace() instanceof Vmap;
              return java.util.List.of(d);
            });
    Tensor unused = Autodiff.jacobian(e -> f.apply(marker.apply(java.util.List.of(e))), x);
    assertThat(unused.rank()).isEqualTo(2);
    return pulled[0];
  }

  @Test
  void hessianOfAQuadraticFormIsItsSymmetricPartTwice() {
    Tensor a = Samples.normal(random, 4, 4);
    Tensor x = Samples.normal(random, 4);
    Samples.assertClose(
        Autodiff.hessian(e -> e.matmul(a).matmul(e), x), a.plus(a.transpose()), 1e-14);
  }

  @Test
  void hessianIsSymmetricAndAgreesWithItsProducts() {
    Tensor x = Samples.normal(random, 2, 2);
    Function<Tensor, Tensor> f = e -> Samples.sum(EXP.apply(e.matmul(e)).times(e));
    Tensor hessian = Autodiff.hessian(f, x).reshape(4, 4);
    Samples.assertClose(hessian, hessian.transpose(), 1e-12);
    Tensor v = Samples.normal(random, 2, 2);
    Tensor product =
        Autodiff.hvp(in -> f.apply(in.get(0)), java.util.List.of(x), java.util.List.of(v)).get(0);
    Samples.assertClose(hessian.matmul(v.reshape(4)).reshape(2, 2), product, 1e-12);
  }

  @Test
  void ofWhatDoesNotDependOnTheArgumentIsZero() {
    Tensor constant = Tensor.of(1.0, 2);
    Samples.assertClose(
        Autodiff.jacobian(e -> constant, Tensor.of(1.0, 2, 3)), Shape.of(2, 3), 0, new double[6]);
    assertThat(Autodiff.jacobian(e -> e, Tensor.zeros(DType.FLOAT32, 0)).shape())
        .isEqualTo(Shape.of(0, 0));
  }
}
