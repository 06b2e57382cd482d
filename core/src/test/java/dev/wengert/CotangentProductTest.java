package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Products in which a 0 of a cotangent makes its term 0, against sums that leave such terms out.
 */
class CotangentProductTest {

  private static final double[] SPECIAL = {0, -0.0, 1 / 0.0, -1 / 0.0, Double.NaN};

  private final Random random = Seeds.random(23);

  /** Normal numbers, every fourth or so a special one. */
  private Tensor mixed(DType dtype, int... sides) {
    double[] values = Samples.normal(random, sides).toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      if (random.nextInt(4) == 0) {
        values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return Tensor.wrap(values, sides).to(dtype);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT64, false, false, 0", "FLOAT64, true, false, 1", "FLOAT64, false, true, 1",
    "FLOAT64, true, true, 0", "FLOAT32, false, false, 1", "FLOAT32, true, true, 0"
  })
  void leavesOutTheTermsOfZeros(DType dtype, boolean ta, boolean tb, int cotangent) {
    for (int round = 0; round < 20; round++) {
      Tensor a = ta ? mixed(dtype, 2, 3, 4) : mixed(dtype, 2, 4, 3);
      Tensor b = tb ? mixed(dtype, 2, 5, 3) : mixed(dtype, 2, 3, 5);
      Tensor product = MatMul.linearIn(cotangent, a, b, ta, tb);
      Tensor left = ta ? a.transpose() : a;
      Tensor right = tb ? b.transpose() : b;
      for (int s = 0; s < 2; s++) {
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 5; j++) {
            double expected = 0;
            for (int k = 0; k < 3; k++) {
              double x = left.get(s, i, k).item();
              double y = right.get(s, k, j).item();
              expected += (cotangent == 0 ? x : y) == 0 ? 0 : x * y;
            }
            double actual = product.get(s, i, j).item();
            if (Double.isFinite(expected)) {
              assertThat(Math.abs(actual - expected)).as("%s and %s", a, b).isLessThan(1e-5);
            } else {
              assertThat(Double.isFinite(actual)).as("%s and %s", a, b).isFalse();
            }
          }
        }
      }
    }
  }

  /** The derivatives of a matrix product are such products, and so are their derivatives. */
  @Test
  void theRuleHoldsForDerivativesOfAnyOrder() {
    Tensor a = Tensor.of(new double[][] {{Double.NaN, 1 / 0.0}, {2, 3}});
    Tensor b = Tensor.of(new double[][] {{5, 1}, {7, -1 / 0.0}});
    Tensor weights = Tensor.of(new double[][] {{0, 0}, {1, 0}});
    Tape outer = new Tape();
    Tensor x = outer.watch(a);
    Tensor y = outer.watch(b);
    Tape inner = new Tape();
    Tensor u = inner.watch(x);
    Tensor v = inner.watch(y);
    Gradients first = inner.gradients(u.matmul(v), weights);
    Samples.assertClose(first.of(u), Shape.of(2, 2), 0, 0, 0, 5, 7);
    Samples.assertClose(first.of(v), Shape.of(2, 2), 0, 2, 0, 3, 0);
    Gradients second = outer.gradients(Samples.sum(first.of(u)).plus(Samples.sum(first.of(v))));
    Samples.assertClose(second.of(x), Shape.of(2, 2), 0, 0, 0, 1, 1);
    Samples.assertClose(second.of(y), Shape.of(2, 2), 0, 1, 0, 1, 0);
    Tensor rows =
        Autodiff.vmap(row -> MatMul.linearIn(0, row.reshape(1, 2), b, false, false))
            .apply(weights.plus(Tensor.of(1.0, 0)));
    Samples.assertClose(rows, Shape.of(2, 1, 2), 0, 5, 1, 10, 2);
  }
}
