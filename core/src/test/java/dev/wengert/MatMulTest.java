package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatMulTest {

  /** Shapes of two operands of {@code numpy.matmul} and of its result. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        shapes(Shape.of(2, 3), Shape.of(3, 4), Shape.of(2, 4)),
        shapes(Shape.of(3), Shape.of(3), Shape.SCALAR),
        shapes(Shape.of(3), Shape.of(3, 4), Shape.of(4)),
        shapes(Shape.of(2, 3), Shape.of(3), Shape.of(2)),
        shapes(Shape.of(5, 2, 3), Shape.of(3, 4), Shape.of(5, 2, 4)),
        shapes(Shape.of(5, 2, 3), Shape.of(5, 3, 4), Shape.of(5, 2, 4)),
        shapes(Shape.of(2, 3), Shape.of(5, 3, 4), Shape.of(5, 2, 4)),
        shapes(Shape.of(5, 1, 2, 3), Shape.of(6, 3, 4), Shape.of(5, 6, 2, 4)),
        shapes(Shape.of(1, 2, 3), Shape.of(6, 3, 1), Shape.of(6, 2, 1)),
        shapes(Shape.of(3), Shape.of(5, 3, 4), Shape.of(5, 4)),
        shapes(Shape.of(5, 2, 3), Shape.of(3), Shape.of(5, 2)),
        shapes(Shape.of(2, 0), Shape.of(0, 3), Shape.of(2, 3)),
        shapes(Shape.of(0, 2), Shape.of(2, 3), Shape.of(0, 3)),
        shapes(Shape.of(4, 2, 0), Shape.of(0, 3), Shape.of(4, 2, 3)),
        shapes(Shape.of(0, 2, 3), Shape.of(3, 4), Shape.of(0, 2, 4)),
        shapes(Shape.of(4, 2, 0), Shape.of(0, 0), Shape.of(4, 2, 0)),
        shapes(Shape.of(0), Shape.of(0), Shape.SCALAR));
  }

  private static Arguments shapes(Shape a, Shape b, Shape c) {
    return Arguments.of(a, b, c);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void multipliesAsNumPyDoes(Shape a, Shape b, Shape c) {
    Random random = Seeds.random(1);
    Tensor x = Samples.normal(random, a.sides());
    Tensor y = Samples.normal(random, b.sides());
    Samples.assertClose(x.matmul(y), c, 1e-14, naive(x, y, c));
    Tensor single = x.to(DType.FLOAT32).matmul(y.to(DType.FLOAT32));
    assertThat(single.dtype()).isEqualTo(DType.FLOAT32);
    Samples.assertClose(single, c, 1e-5, naive(x, y, c));
  }

  /** The cotangents against the naive product's: each term moves D into one element of each. */
  @ParameterizedTest
  @MethodSource("shapes")
  void pullsCotangentsBackToBothOperands(Shape a, Shape b, Shape c) {
    Random random = Seeds.random(2);
    Tape tape = new Tape();
    Tensor x = tape.watch(Samples.normal(random, a.sides()));
    Tensor y = tape.watch(Samples.normal(random, b.sides()));
    Tensor d = Samples.normal(random, c.sides());
    Gradients gradients = tape.gradients(x.matmul(y), d);
    double[] dx = new double[a.size()];
    double[] dy = new double[b.size()];
    double[] xs = x.toDoubleArray();
    double[] ys = y.toDoubleArray();
    double[] ds = d.toDoubleArray();
    visit(
        a,
        b,
        c,
        (i, j, k) -> {
          dx[i] += ys[j] * ds[k];
          dy[j] += xs[i] * ds[k];
        });
    Samples.assertClose(gradients.of(x), a, 1e-13, dx);
    Samples.assertClose(gradients.of(y), b, 1e-13, dy);
  }

  @Test
  void theFourProductsHaveEachOthersAsDerivatives() {
    Random random = Seeds.random(3);
    for (int flags = 0; flags < 4; flags++) {
      boolean ta = (flags & 1) != 0;
      boolean tb = (flags & 2) != 0;
      Tensor a = ta ? Samples.normal(random, 4, 3) : Samples.normal(random, 3, 4);
      Tensor b = tb ? Samples.normal(random, 5, 4) : Samples.normal(random, 4, 5);
      Tensor d = Samples.normal(random, 3, 5);
      Tape flagged = new Tape();
      Tensor x = flagged.watch(a);
      Tensor y = flagged.watch(b);
      Gradients one = flagged.gradients(MatMul.of(x, y, ta, tb), d);
      Tape plain = new Tape();
      Tensor u = plain.watch(a);
      Tensor v = plain.watch(b);
      Gradients two = plain.gradients((ta ? u.transpose() : u).matmul(tb ? v.transpose() : v), d);
      Samples.assertClose(one.of(x), two.of(u), 1e-14);
      Samples.assertClose(one.of(y), two.of(v), 1e-14);
    }
  }

  @Test
  void noGradientIsMadeForAConstant() {
    Tape tape = new Tape();
    Tensor w = tape.watch(Samples.normal(Seeds.random(4), 4, 2));
    Tensor x = Samples.normal(Seeds.random(5), 3, 4);
    assertThat(x.matmul(w).trace()).isSameAs(tape);
    Pullback pullback =
        new MatMul(false, false)
            .pullback(new Tensor[] {x, w.detach()}, new Tensor[0], new boolean[] {false, true});
    Tensor[] found = pullback.pull(new Tensor[] {Tensor.ones(DType.FLOAT64, 3, 2)});
    assertThat(found[0]).isNull();
    assertThat(found[1].shape()).isEqualTo(Shape.of(4, 2));
  }

  @Test
  void refusesInnerDimensionsThatDiffer() {
    assertFails(
        Shape.of(3, 4),
        Shape.of(5, 2),
        "matmul: inner dimensions differ: a is [3, 4], b is [5, 2]; a needs as many columns as b"
            + " has rows");
    assertFails(
        Shape.of(3),
        Shape.of(4),
        "matmul: inner dimensions differ: a is [3], b is [4]; a needs as many columns as b has"
            + " rows");
    assertFails(
        Shape.of(2, 3, 4),
        Shape.of(2, 5, 6),
        "matmul: inner dimensions differ: a is [2, 3, 4], b is [2, 5, 6]; a needs as many columns"
            + " as b has rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatMul.of(zeros(3, 4), zeros(5, 2), true, true))
        .withMessage(
            "matmul: inner dimensions differ: a is [3, 4] transposed, b is [5, 2] transposed; a"
                + " needs as many columns as b has rows");
  }

  @Test
  void refusesStacksThatDoNotBroadcast() {
    assertFails(
        Shape.of(2, 3, 4),
        Shape.of(3, 4, 5),
        "matmul: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal, or"
            + " one of them 1 with reshape(...)");
  }

  @Test
  void refusesAScalar() {
    assertFails(
        Shape.SCALAR,
        Shape.of(2, 2),
        "matmul: an operand is a scalar: a is [], b is [2, 2]; multiply with times(...)");
  }

  @Test
  void refusesDTypesThatDifferOrDoNotFloat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zeros(2, 2).matmul(Tensor.zeros(DType.FLOAT32, 2, 2)))
        .withMessage(
            "matmul: dtypes must be equal and floating: a is FLOAT64, b is FLOAT32; convert with"
                + " to(FLOAT32) or to(FLOAT64)");
    Tensor whole = Tensor.zeros(DType.INT32, 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> whole.matmul(whole))
        .withMessageStartingWith("matmul: dtypes must be equal and floating: a is INT32");
  }

  @Test
  void thePrimitiveTakesEqualStacksOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatMul.of(zeros(2, 2), zeros(1, 2, 2), false, false))
        .withMessage(
            "matmul: ranks differ or are below 2: a is [2, 2], b is [1, 2, 2]; give both as [...,"
                + " rows, columns]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MatMul.of(zeros(3, 2, 2), zeros(4, 2, 2), false, true))
        .withMessage(
            "matmul: leading axes differ: a is [3, 2, 2], b is [4, 2, 2] transposed; broadcast them"
                + " first");
  }

  private static Tensor zeros(int... sides) {
    return Tensor.zeros(DType.FLOAT64, sides);
  }

  private static void assertFails(Shape a, Shape b, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zeros(a.sides()).matmul(zeros(b.sides())))
        .withMessage(message);
  }

  private static double[] naive(Tensor a, Tensor b, Shape c) {
    double[] x = a.toDoubleArray();
    double[] y = b.toDoubleArray();
    double[] z = new double[c.size()];
    visit(a.shape(), b.shape(), c, (i, j, k) -> z[k] += x[i] * y[j]);
    return z;
  }

  /** One product of the sum: the flat positions in a, b and c. */
  private interface Term {
    void at(int a, int b, int c);
  }

  /** Visits all terms of a product by NumPy's rules, on flat positions. */
  private static void visit(Shape a, Shape b, Shape c, Term term) {
    int[] left = a.rank() == 1 ? new int[] {1, a.side(0)} : a.sides();
    int[] right = b.rank() == 1 ? new int[] {b.side(0), 1} : b.sides();
    int m = left[left.length - 2];
    int k = left[left.length - 1];
    int n = right[right.length - 1];
    int rank = Math.max(left.length, right.length) - 2;
    int[] stack = new int[rank];
    Arrays.setAll(stack, i -> Math.max(side(left, i, rank), side(right, i, rank)));
    for (int i = 0; i < rank; i++) {
      if (side(left, i, rank) == 0 || side(right, i, rank) == 0) {
        stack[i] = 0;
      }
    }
    int matrices = Arrays.stream(stack).reduce(1, (p, q) -> p * q);
    assertThat(matrices * m * n).isEqualTo(c.size());
    for (int matrix = 0; matrix < matrices; matrix++) {
      int atA = matrix(left, stack, matrix) * m * k;
      int atB = matrix(right, stack, matrix) * k * n;
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int p = 0; p < k; p++) {
            term.at(atA + i * k + p, atB + p * n + j, (matrix * m + i) * n + j);
          }
        }
      }
    }
  }

  private static int side(int[] sides, int axis, int rank) {
    int own = axis - (rank - (sides.length - 2));
    return own < 0 ? 1 : sides[own];
  }

  /** Which matrix of an operand belongs to a matrix of the result. */
  private static int matrix(int[] sides, int[] stack, int matrix) {
    int at = 0;
    int rest = matrix;
    int step = 1;
    for (int axis = stack.length - 1; axis >= 0; axis--) {
      int position = rest % stack[axis];
      rest /= stack[axis];
      int side = side(sides, axis, stack.length);
      at += side == 1 ? 0 : position * step;
      step *= side;
    }
    return at;
  }
}
