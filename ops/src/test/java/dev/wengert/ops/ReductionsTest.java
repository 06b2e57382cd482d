package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReductionsTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final Tensor X = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  private static double[] gradient(Function<Tensor, Tensor> f, Tensor x) {
    return Autodiff.grad(in -> Reductions.sum(f.apply(in))).apply(x).toDoubleArray();
  }

  @Test
  void reducesAnyAxesWithAndWithoutKeepingThem() {
    assertValues(Reductions.sum(X), sides(), 21);
    assertValues(Reductions.sum(X, -1), sides(2), 6, 15);
    assertValues(Reductions.sum(X, true, 0), sides(1, 3), 5, 7, 9);
    assertValues(Reductions.mean(X, true, 0, 1), sides(1, 1), 3.5);
    assertValues(Reductions.max(X, 1), sides(2), 3, 6);
    assertValues(Reductions.min(X, true, 0), sides(1, 3), 1, 2, 3);
    assertValues(Reductions.prod(X, 0), sides(3), 4, 10, 18);
    assertValues(Reductions.prod(X), sides(), 720);
    assertValues(Reductions.variance(X, 0), sides(3), 2.25, 2.25, 2.25);
    assertValues(Reductions.variance(X, 1, false, 0), sides(3), 4.5, 4.5, 4.5);
    assertValues(Reductions.std(X, 0), sides(3), 1.5, 1.5, 1.5);
    assertValues(Reductions.countNonZero(Tensor.of(0.0, 2, -1)), sides(), 2);
    assertValues(Reductions.cumsum(X, 1), sides(2, 3), 1, 3, 6, 4, 9, 15);
    assertValues(Reductions.cumprod(X, 0), sides(2, 3), 1, 2, 3, 4, 10, 18);
    assertValues(Reductions.cumsum(Tensor.of(1, 2, 3), 0), sides(3), 1, 3, 6);
  }

  @Test
  void knowsWhatNothingAddsUpTo() {
    Tensor none = Tensor.zeros(DType.FLOAT64, 0, 3);
    assertValues(Reductions.sum(none, 0), sides(3), 0, 0, 0);
    assertValues(Reductions.prod(none, 0), sides(3), 1, 1, 1);
    assertThat(Reductions.max(none, 1).shape()).isEqualTo(Shape.of(0));
    assertThat(Reductions.cumsum(none, 0).shape()).isEqualTo(Shape.of(0, 3));
    assertThat(Reductions.cumprod(none, 1).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void equalExtremesShareTheGradient() {
    assertThat(gradient(x -> Reductions.max(x), Tensor.of(2.0, 7, 7, 1)))
        .containsExactly(0, 0.5, 0.5, 0);
    assertThat(gradient(x -> Reductions.min(x, 1), Tensor.of(new double[][] {{1, 1}, {3, 2}})))
        .containsExactly(0.5, 0.5, 0, 1);
  }

  @Test
  void findsNaN() {
    Tensor x = Tensor.of(1, Double.NaN, 3);
    assertThat(Reductions.max(x).item()).isNaN();
    assertThat(Reductions.min(x).item()).isNaN();
    assertThat(Reductions.argmax(x, 0).item()).isEqualTo(1);
    assertThat(Reductions.argmin(x, 0).item()).isEqualTo(1);
  }

  @Test
  void findsTheFirstOfEqualPositions() {
    Tensor x = Tensor.of(new double[][] {{3, 9, 9}, {0, -1, 0}});
    assertValues(Reductions.argmax(x, 1), sides(2), 1, 0);
    assertValues(Reductions.argmin(x, 0), sides(3), 1, 1, 1);
    assertThat(Reductions.argmax(x, 1).dtype()).isEqualTo(DType.INT32);
  }

  /** Against a plain search, with ties and NaN, along each axis and in each dtype of numbers. */
  @Test
  void findsPositionsInAnyShape() {
    Random random = Seeds.random(17);
    int[][] shapes = {{1}, {4098}, {300, 13}, {13, 300}, {40, 5, 207}, {2, 3, 1}, {0, 3}};
    for (int[] sides : shapes) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
        double[] values = new double[Shape.of(sides).size()];
        for (int i = 0; i < values.length; i++) {
          boolean isNaN = dtype != DType.INT32 && random.nextInt(500) == 0;
          values[i] = isNaN ? Double.NaN : random.nextInt(50) - 25;
        }
        Tensor x = Tensor.of(values).to(dtype).reshape(sides);
        for (int axis = 0; axis < sides.length; axis++) {
          if (sides[axis] > 0) {
            assertFinds(Reductions.argmax(x, axis), values, x.shape(), axis, 1);
            assertFinds(Reductions.argmin(x, axis), values, x.shape(), axis, -1);
          }
        }
      }
    }
  }

  private static void assertFinds(Tensor found, double[] x, Shape shape, int axis, int sign) {
    int stride = shape.strides()[axis];
    int side = shape.side(axis);
    double[] got = found.toDoubleArray();
    assertThat(got).hasSize(x.length / side);
    for (int line = 0; line < got.length; line++) {
      int start = line / stride * stride * side + line % stride;
      int best = 0;
      for (int j = 1; j < side && !Double.isNaN(x[start + best * stride]); j++) {
        double value = x[start + j * stride];
        if (Double.isNaN(value) || sign * value > sign * x[start + best * stride]) {
          best = j;
        }
      }
      assertThat(got[line]).as("%s along %s, line %s", shape, axis, line).isEqualTo(best);
    }
  }

  /** The product of the others, with one zero and with two. */
  @Test
  void productsHaveTheirGradientAtZero() {
    assertThat(gradient(x -> Reductions.prod(x), Tensor.of(2.0, 0, 5))).containsExactly(0, 10, 0);
    assertThat(gradient(x -> Reductions.prod(x), Tensor.of(0.0, 0, 5))).containsExactly(0, 0, 0);
    assertThat(gradient(x -> Reductions.cumprod(x, 0), Tensor.of(2.0, 0, 5)))
        .containsExactly(1, 2 + 10, 0);
    assertValues(
        Autodiff.hessian(x -> Reductions.prod(x), Tensor.of(0.0, 0, 5)),
        sides(3, 3),
        0,
        5,
        0,
        5,
        0,
        0,
        0,
        0,
        0);
  }

  @Test
  void logSumExpNeitherOverflowsNorMakesNaN() {
    assertThat(Reductions.logSumExp(Tensor.of(1000.0, 1000)).item())
        .isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(Reductions.logSumExp(Tensor.of(-INF, -INF)).item()).isEqualTo(-INF);
    assertThat(Reductions.logSumExp(Tensor.of(-INF, 3)).item()).isEqualTo(3);
    assertThat(Reductions.logSumExp(Tensor.of(INF, 3)).item()).isEqualTo(INF);
    assertValues(Activations.softmax(Tensor.of(-INF, 0, 0), 0), sides(3), 0, 0.5, 0.5);
    assertThat(Activations.logSoftmax(Tensor.of(0.0, 2000), 0).toDoubleArray())
        .containsExactly(-2000, 0);
  }

  @Test
  void normsHaveNoSlopeAtZero() {
    Tensor x = Tensor.of(3.0, -4);
    assertThat(Reductions.norm(x, Norm.L1).item()).isEqualTo(7);
    assertThat(Reductions.norm(x).item()).isEqualTo(5);
    assertThat(Reductions.norm(x, Norm.MAX).item()).isEqualTo(4);
    assertThat(Reductions.norm(x, Norm.of(3)).item()).isCloseTo(Math.cbrt(91), within(1e-14));
    assertThat(Reductions.norm(X, Norm.L2, 0, 1).item()).isCloseTo(Math.sqrt(91), within(1e-14));
    for (double p : new double[] {1, 2, 3, INF}) {
      assertThat(gradient(in -> Reductions.norm(in, Norm.of(p)), Tensor.of(0.0, 0)))
          .as("order %s", p)
          .containsExactly(0, 0);
    }
    Tensor rows = Tensor.of(new double[][] {{3, -4}, {0, 2}});
    assertValues(Reductions.norm(rows, Norm.L1, 1), sides(2), 7, 2);
    assertValues(Reductions.norm(rows, Norm.L2, true, 1), sides(2, 1), 5, 2);
    assertValues(Reductions.norm(rows, Norm.MAX, true), sides(1, 1), 4);
    assertValues(Reductions.norm(rows, Norm.L2, new int[0]), sides(2, 2), 3, 4, 0, 2);
    assertThat(gradient(in -> Reductions.std(in), Tensor.of(2.0, 2, 2))).containsExactly(0, 0, 0);
  }

  /** As NumPy with {@code axis=()}: a list of axes that came out empty reduces nothing. */
  @Test
  void anEmptyListOfAxesReducesNothing() {
    int[] none = {};
    Tensor x = Tensor.of(new double[][] {{1, -2, 0}, {4, 5, -6}});
    Tensor zeros = x.times(0);
    for (boolean keepDims : new boolean[] {false, true}) {
      Derivatives.assertClose(Reductions.sum(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.mean(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.max(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.min(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.prod(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.logSumExp(x, keepDims, none), 0, x);
      Derivatives.assertClose(Reductions.variance(x, keepDims, none), 0, zeros);
      Derivatives.assertClose(Reductions.std(x, 0, keepDims, none), 0, zeros);
    }
    Derivatives.assertClose(Reductions.sum(x, none), 0, x);
    Derivatives.assertClose(Reductions.mean(x, none), 0, x);
    Derivatives.assertClose(Reductions.max(x, none), 0, x);
    Derivatives.assertClose(Reductions.min(x, none), 0, x);
    Derivatives.assertClose(Reductions.prod(x, none), 0, x);
    Derivatives.assertClose(Reductions.logSumExp(x, none), 0, x);
    Derivatives.assertClose(Reductions.variance(x, none), 0, zeros);
    Derivatives.assertClose(Reductions.std(x, none), 0, zeros);
    assertThat(Reductions.countNonZero(x, none).toIntArray()).containsExactly(1, 1, 0, 1, 1, 1);
    Tensor truth = x.gt(0);
    assertThat(Comparisons.any(truth, none).toBooleanArray()).isEqualTo(truth.toBooleanArray());
    assertThat(Comparisons.all(truth, none).toBooleanArray()).isEqualTo(truth.toBooleanArray());
    Derivatives.assertClose(Shapes.flip(x, none), 0, x);
    assertThat(Shapes.squeeze(x.reshape(1, 2, 3), none).shape()).isEqualTo(Shape.of(1, 2, 3));
    Derivatives.assertClose(Normalization.standardize(x, 1e-5, none), 0, zeros);
    Derivatives.assertClose(Autodiff.vmap(e -> Reductions.sum(e, none)).apply(x), 0, x);
    assertThat(gradient(e -> Reductions.max(e, none), x)).containsOnly(1);
    assertThat(gradient(e -> Reductions.sum(e, none), x)).containsOnly(1);
    assertThat(gradient(e -> Reductions.std(e, none), x)).containsOnly(0);
  }

  /** No axis named at all: all of them, kept or not. */
  @Test
  void withoutAxesAllAreReduced() {
    Tensor x = Tensor.of(new double[][] {{1, -2, 1}, {4, 5, -6}});
    Derivatives.assertClose(Reductions.sum(x), 0, Tensor.scalar(3.0));
    Derivatives.assertClose(Reductions.sum(x, true), 0, Tensor.of(new double[][] {{3}}));
    Derivatives.assertClose(Reductions.mean(x, true), 0, Tensor.of(new double[][] {{0.5}}));
    Derivatives.assertClose(Reductions.max(x, true), 0, Tensor.of(new double[][] {{5}}));
    Derivatives.assertClose(Reductions.min(x, true), 0, Tensor.of(new double[][] {{-6}}));
    Derivatives.assertClose(Reductions.prod(x, true), 0, Tensor.of(new double[][] {{240}}));
    assertThat(Reductions.variance(x, true).shape()).isEqualTo(Shape.of(1, 1));
    // By hand: the squares sum to 83, less 6 times 0.25; over 5.
    assertThat(Reductions.variance(x, 1, false).item()).isCloseTo(81.5 / 5, within(1e-14));
    assertThat(Reductions.std(x, 1, true).item()).isCloseTo(Math.sqrt(81.5 / 5), within(1e-14));
    assertThat(Reductions.logSumExp(x, true).shape()).isEqualTo(Shape.of(1, 1));
    assertThat(Reductions.countNonZero(x).item()).isEqualTo(6);
    assertThat(Comparisons.any(x.gt(4)).toBooleanArray()).containsExactly(true);
    assertThat(Comparisons.all(x.gt(4)).toBooleanArray()).containsExactly(false);
    assertThat(Shapes.flip(x).toDoubleArray()).containsExactly(-6, 5, 4, 1, -2, 1);
    assertThat(Shapes.squeeze(x.reshape(1, 2, 1, 3)).shape()).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void runsAlongAnAxis() {
    Tensor x = Tensor.of(new double[][] {{1, 1000, -5}, {-INF, -INF, 2}});
    double[] runs = Reductions.logCumSumExp(x, 1).toDoubleArray();
    assertThat(runs).containsExactly(1, 1000, 1000, -INF, -INF, 2);
    Tensor moderate = Tensor.of(0.5, -1, 2, 0.25);
    Derivatives.assertClose(
        Reductions.logCumSumExp(moderate, 0),
        1e-15,
        Elementary.log(Reductions.cumsum(Elementary.exp(moderate), 0)));
    assertValues(
        Reductions.diff(Tensor.of(new double[][] {{1, 4, 9}, {0, -1, 5}}), -1),
        sides(2, 2),
        3,
        5,
        -1,
        6);
    assertValues(Reductions.diff(Tensor.of(5, 2), 0), sides(1), -3);
    assertThat(Reductions.diff(Tensor.of(5.0), 0).shape()).isEqualTo(Shape.of(0));
    assertThat(Reductions.diff(Tensor.zeros(DType.FLOAT32, 0, 3), 0).shape())
        .isEqualTo(Shape.of(0, 3));
    assertThat(Reductions.logCumSumExp(Tensor.zeros(DType.FLOAT32, 2, 0), 1).shape())
        .isEqualTo(Shape.of(2, 0));
  }

  /** Backwards and forwards the same, and never NaN. */
  @Test
  void normsOfInfiniteNumbersHaveSlopes() {
    Tensor tangent = Tensor.of(1.0, 2);
    for (double p : new double[] {1, 1.5, 2, 2.5, 3, 7, INF}) {
      for (Tensor x : new Tensor[] {Tensor.of(3, INF), Tensor.of(-INF, 0), Tensor.of(INF, INF)}) {
        Function<Tensor, Tensor> norm = y -> Reductions.norm(y, Norm.of(p));
        assertThat(norm.apply(x).item()).isEqualTo(INF);
        double[] slopes = gradient(norm, x);
        assertThat(slopes[0] + 2 * slopes[1])
            .isEqualTo(
                Autodiff.jvp(in -> norm.apply(in.get(0)), List.of(x), List.of(tangent))
                    .tangent()
                    .item());
      }
    }
  }
}
