package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    Function<List<Tensor>, Tensor> marker =
        Autodiff.custom(
            "marker",
            in -> in.get(0).times(1),
            (in, out, d) -> {
              pulled[0] |= d.trace() instanceof Vmap;
              return List.of(d);
            });
    Tensor unused = Autodiff.jacobian(e -> f.apply(marker.apply(List.of(e))), x);
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
    Tensor product = Autodiff.hvp(in -> f.apply(in.get(0)), List.of(x), List.of(v)).get(0);
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

  private record Layer(Tensor weight, Tensor bias) {}

  private record Result(Tensor y, List<Tensor> more) {}

  private static Result result(Layer layer, Tensor x) {
    Tensor y = EXP.apply(x.matmul(layer.weight()).plus(layer.bias()));
    return new Result(y, List.of(Samples.sum(y.times(layer.bias())), layer.bias().times(2)));
  }

  /** A list of all numbers of a structure, and back: the Jacobian of that is one matrix. */
  private static Tensor flat(List<Tensor> tensors) {
    return new Concat(0)
        .apply(tensors.stream().map(t -> t.reshape(t.size())).toArray(Tensor[]::new));
  }

  private static Layer layer(Tensor flat) {
    return new Layer(flat.get(Index.range(0, 6)).reshape(2, 3), flat.get(Index.range(6, 9)));
  }

  @Test
  void aStructureHasABlockForEachPairOfTensors() {
    Layer at = new Layer(Samples.normal(random, 2, 3), Samples.normal(random, 3));
    for (int rows : new int[] {1, 4}) {
      Tensor x = Samples.normal(random, rows, 2);
      Tensor whole =
          Autodiff.jacobian(
              (Tensor e) -> flat(Leaves.of(result(layer(e), x)).tensors()),
              flat(Leaves.of(at).tensors()));
      Map<String, Layer> found = Autodiff.jacobians((Layer e) -> result(e, x), at);
      assertThat(found.keySet()).containsExactly("y", "more.0", "more.1");
      List<Tensor> values = Leaves.of(result(at, x)).tensors();
      int row = 0;
      for (Tensor value : values) {
        int next = row + value.size();
        Layer block = found.values().stream().toList().get(values.indexOf(value));
        int[] sides = value.shape().sides();
        assertThat(block.bias().shape()).isEqualTo(Shape.of(joined(sides, 3)));
        assertThat(block.weight().shape()).isEqualTo(Shape.of(joined(sides, 2, 3)));
        Tensor own = whole.get(Index.range(row, next));
        Samples.assertClose(
            block.weight().reshape(value.size(), 6),
            own.get(Index.all(), Index.range(0, 6)),
            1e-13);
        Samples.assertClose(
            block.bias().reshape(value.size(), 3), own.get(Index.all(), Index.range(6, 9)), 1e-13);
        row = next;
      }
      Layer ofY = Autodiff.jacobian((Layer e) -> result(e, x).y(), at);
      Samples.assertClose(ofY.weight(), Objects.requireNonNull(found.get("y")).weight(), 1e-13);
    }
  }

  private static int[] joined(int[] first, int... second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void theHessianOfAStructureHasItsBlocks() {
    Layer at = new Layer(Samples.normal(random, 2, 3), Samples.normal(random, 3));
    Tensor x = Samples.normal(random, 4, 2);
    Function<Layer, Tensor> f = e -> Samples.sum(result(e, x).y());
    Tensor whole = Autodiff.hessian(e -> f.apply(layer(e)), flat(Leaves.of(at).tensors()));
    Map<String, Layer> found = Autodiff.hessians(f, at);
    Layer weight = Objects.requireNonNull(found.get("weight"));
    Layer bias = Objects.requireNonNull(found.get("bias"));
    assertThat(weight.bias().shape()).isEqualTo(Shape.of(2, 3, 3));
    assertThat(bias.weight().shape()).isEqualTo(Shape.of(3, 2, 3));
    Index first = Index.range(0, 6);
    Index second = Index.range(6, 9);
    Samples.assertClose(weight.weight().reshape(6, 6), whole.get(first, first), 1e-12);
    Samples.assertClose(weight.bias().reshape(6, 3), whole.get(first, second), 1e-12);
    Samples.assertClose(bias.weight().reshape(3, 6), whole.get(second, first), 1e-12);
    Samples.assertClose(bias.bias(), whole.get(second, second), 1e-12);
    assertThat(Autodiff.hessians(e -> Samples.sum(EXP.apply(e)), x).keySet()).containsExactly("");
  }

  @Test
  void refusesWhatHasNoDerivative() {
    assertThatThrownBy(() -> Autodiff.jacobians(e -> List.of(e, e.gt(0)), Tensor.of(1.0, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "jacobian: the value 1 is BOOL[2], and only floating tensors have a derivative; leave"
                + " it out");
    assertThatThrownBy(
            () ->
                Autodiff.jacobian(
                    (Layer e) -> e.weight(), new Layer(Tensor.of(1.0), Tensor.of(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vjp: the argument bias is INT32[2], and only floating tensors have a derivative;"
                + " convert it, or choose which arguments are differentiated");
  }
}
