package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each rule against a loop over the examples. */
class VmapTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = Seeds.random(17);

  private static Tensor loop(Function<Tensor, Tensor> f, Tensor x) {
    Tensor[] rows = new Tensor[x.shape().side(0)];
    for (int i = 0; i < rows.length; i++) {
      Tensor y = f.apply(x.get(i));
      rows[i] = y.reshape(y.shape().prepend(1));
    }
    return new Concat(0).apply(rows);
  }

  private static void assertMaps(Function<Tensor, Tensor> f, Tensor x) {
    Samples.assertClose(Autodiff.vmap(f).apply(x), loop(f, x), 1e-13);
  }

  @Test
  void mapsElementwiseOperationsOfAnyRanks() {
    Tensor shared = Samples.normal(random, 2, 3);
    assertMaps(TANH::apply, Samples.normal(random, 4, 3));
    assertMaps(x -> x.times(shared), Samples.normal(random, 4, 3));
    assertMaps(x -> shared.minus(x), Samples.normal(random, 4));
    assertMaps(x -> x.plus(Samples.sum(x)), Samples.normal(random, 4, 2, 3));
    assertMaps(x -> x.gt(0.3).to(DType.FLOAT64), Samples.normal(random, 4, 2));
  }

  @Test
  void mapsReductions() {
    Tensor x = Samples.normal(random, 3, 4, 5);
    assertMaps(Samples::sum, x);
    assertMaps(e -> Sum.of(e, true, 0), x);
    assertMaps(e -> Extreme.of(e, true, false, 1), x);
    assertMaps(e -> Extreme.of(e, false, false), x);
  }

  @Test
  void mapsMatrixProducts() {
    Tensor a = Samples.normal(random, 4, 2, 3);
    Tensor shared = Samples.normal(random, 3, 5);
    assertMaps(x -> x.matmul(shared), a);
    assertMaps(x -> shared.transpose().matmul(x.transpose()), a);
    assertMaps(x -> MatMul.of(x, x, true, false), a);
    assertMaps(x -> MatMul.of(x, Samples.normal(Seeds.random(2), 2, 4), true, false), a);
    assertMaps(x -> x.matmul(shared), Samples.normal(random, 4, 3));
    assertMaps(x -> MatMul.of(shared, x, false, true), Samples.normal(random, 2, 4, 5));
  }

  @Test
  void mapsShapeOperations() {
    Tensor x = Samples.normal(random, 3, 4, 2);
    assertMaps(e -> e.reshape(8), x);
    assertMaps(Tensor::transpose, x);
    assertMaps(e -> e.broadcastTo(3, 4, 2), x);
    assertMaps(e -> e.get(Index.range(1, 4, 2), Index.at(-1)), x);
    assertMaps(e -> new Concat(1).apply(e, Tensor.ones(DType.FLOAT64, 4, 3)), x);
    assertMaps(Autodiff::stopGradient, x);
    ImmutableIntArray starts = ImmutableIntArray.of(1, 0);
    ImmutableIntArray steps = ImmutableIntArray.of(2, 1);
    assertMaps(e -> new Pad(starts, steps, Shape.of(9, 3)).apply(e), x);
  }

  @Test
  void mapsIndexing() {
    Tensor table = Samples.normal(random, 5, 2);
    Tensor index = Tensor.wrap(new int[] {0, 4, 2, 2, 1, -1}, 3, 2);
    Samples.assertClose(
        Autodiff.vmap(i -> new Gather(0, 0).apply(table, i)).apply(index),
        new Gather(0, 0).apply(table, index),
        0);
    assertMaps(e -> e.get(Index.all(), Index.positions(1, 0, 1)), Samples.normal(random, 3, 4, 2));
    Tensor added =
        Autodiff.vmap(
            in -> new ScatterAdd(0, 0, 3).apply(in.get(0), in.get(1)),
            List.of(
                Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), index.lt(2).to(DType.INT32)));
    Samples.assertClose(added, Shape.of(3, 3), 0, 2, 1, 0, 7, 0, 0, 0, 11, 0);
  }

  /** An operation without a rule of its own runs slice by slice, with several results too. */
  @Test
  void mapsWhatHasNoRuleSliceBySlice() {
    Function<List<Tensor>, Tensor> cube =
        Autodiff.custom(
            "cube",
            in -> in.get(0).times(in.get(0)).times(in.get(0)),
            (in, out, d) -> List.of(in.get(0).times(in.get(0)).times(3).times(d)));
    Tensor x = Samples.normal(random, 4, 3);
    assertMaps(e -> cube.apply(List.of(e)), x);
    assertMaps(Autodiff.grad(e -> Samples.sum(cube.apply(List.of(e)))), x);
    Tensor none =
        Autodiff.vmap(e -> cube.apply(List.of(e))).apply(Tensor.zeros(DType.FLOAT64, 0, 3));
    assertThat(none.shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void givesPerExampleGradients() {
    Tensor w = Samples.normal(random, 3, 2);
    Tensor x = Samples.normal(random, 5, 3);
    Function<Tensor, Tensor> perExample =
        e -> Autodiff.grad(v -> Samples.sum(TANH.apply(e.matmul(v)))).apply(w);
    assertMaps(perExample, x);
    Function<Tensor, Tensor> curvature =
        e ->
            Autodiff.hvp(in -> Samples.sum(TANH.apply(e.matmul(in.get(0)))), List.of(w), List.of(w))
                .get(0);
    assertMaps(curvature, x);
  }

  @Test
  void isDifferentiated() {
    Tensor x = Samples.normal(random, 4, 3);
    UnaryOperator<Tensor> mapped = Autodiff.vmap(e -> Samples.sum(TANH.apply(e)));
    Samples.assertClose(
        Autodiff.grad(e -> Samples.sum(mapped.apply(e))).apply(x),
        Autodiff.grad(e -> Samples.sum(TANH.apply(e))).apply(x),
        1e-15);
  }

  @Test
  void nests() {
    Tensor x = Samples.normal(random, 2, 3, 4);
    Tensor twice =
        Autodiff.vmap(row -> Autodiff.vmap(e -> Samples.sum(e).times(row.get(0, 0))).apply(row))
            .apply(x);
    Tensor expected = loop(row -> Sum.of(row, false, 1).times(row.get(0, 0)), x);
    Samples.assertClose(twice, expected, 1e-14);
  }

  @Test
  void repeatsWhatDoesNotDependOnTheExample() {
    Tensor y = Autodiff.vmap(e -> Tensor.scalar(2.5)).apply(Tensor.zeros(DType.FLOAT64, 3, 2));
    Samples.assertClose(y, Shape.of(3), 0, 2.5, 2.5, 2.5);
  }

  @Test
  void refusesToReadOneValueOfMany() {
    assertThatThrownBy(() -> Autodiff.vmap(e -> Tensor.scalar(e.item())).apply(Tensor.of(1.0, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            ": a value is read inside a mapped function, where there are 2 of them: FLOAT64[] at ")
        .hasMessageEndingWith(
            "; choose between tensors by where(condition, a, b), or between computations by"
                + " ControlFlow.cond, and read values of what vmap returns");
  }

  @Test
  void namesArgumentsThatDoNotFit() {
    Tensor three = Tensor.of(1.0, 2, 3);
    assertThatThrownBy(() -> Autodiff.vmap(in -> in.get(0), List.of(three, Tensor.of(1.0, 2.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vmap: the first axes differ: [3] and [2], of 0 and 1; give every argument one slice an"
                + " example");
    assertThatThrownBy(() -> Autodiff.vmap(in -> three, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vmap: no arguments; give at least one to map over");
    assertThatThrownBy(() -> Autodiff.vmap(e -> e).apply(Tensor.scalar(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("vmap: the first axes differ: [] and []");
  }

  private static final Key KEY = Key.of(5);

  /** What is drawn inside the function from one key is the same for all examples. */
  private static Tensor dropped(Tensor e, Key key) {
    Tensor kept = key.uniform(e.spec()).lt(0.5).to(e.dtype());
    return TANH.apply(e.times(e)).times(kept).times(2);
  }

  @Test
  void differentiatesMappedFunctionsThatDraw() {
    Tensor x = Samples.normal(random, 4, 3);
    assertMappedDerivatives(e -> dropped(e, KEY), x);
    assertThat(KEY.uniform(x.get(0).spec()).lt(0.5).to(DType.INT32).toIntArray())
        .as("the mask drops one and keeps one")
        .contains(0, 1);
  }

  /** Each example has its own key: a column beside the numbers. */
  @Test
  void differentiatesMappedFunctionsThatDrawForEachExample() {
    Tensor x = Samples.normal(random, 4, 3);
    Tensor numbers = Tensor.of(7, 8, 9, 10);
    UnaryOperator<Tensor> mapped =
        in -> Autodiff.vmap(es -> dropped(es.get(0), KEY.fold(es.get(1))), List.of(in, numbers));
    Tensor[] rows = new Tensor[4];
    Tensor[] slopes = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      int number = 7 + i;
      rows[i] = dropped(x.get(i), KEY.fold(number)).reshape(1, 3);
      slopes[i] =
          Autodiff.grad(e -> Samples.sum(dropped(e, KEY.fold(number))))
              .apply(x.get(i))
              .reshape(1, 3);
    }
    Samples.assertClose(mapped.apply(x), new Concat(0).apply(rows), 1e-15);
    Tensor expected = new Concat(0).apply(slopes);
    assertThat(expected.toDoubleArray()).contains(0.0);
    assertThat(Samples.dot(expected, expected)).isPositive();
    Samples.assertClose(
        Autodiff.grad(in -> Samples.sum(mapped.apply(in))).apply(x), expected, 1e-14);
  }

  /** Gradient, Jacobian and Hessian of a mapped function, from those of the function. */
  private static void assertMappedDerivatives(Function<Tensor, Tensor> f, Tensor x) {
    UnaryOperator<Tensor> mapped = Autodiff.vmap(f);
    UnaryOperator<Tensor> gradient = Autodiff.grad(e -> Samples.sum(f.apply(e)));
    Tensor slopes = loop(gradient, x);
    Samples.assertClose(Autodiff.grad(in -> Samples.sum(mapped.apply(in))).apply(x), slopes, 1e-14);
    Samples.assertClose(Autodiff.vmap(gradient).apply(x), slopes, 1e-14);
    int n = x.shape().side(0);
    int m = x.shape().side(1);
    Tensor jacobian = Autodiff.jacobian(mapped, x);
    Tensor hessian = Autodiff.hessian(in -> Samples.sum(mapped.apply(in)), x);
    Tensor perExample =
        Autodiff.vmap(e -> Autodiff.hessian(y -> Samples.sum(f.apply(y)), e)).apply(x);
    for (int i = 0; i < n; i++) {
      Tensor own = Autodiff.jacobian(f, x.get(i));
      Tensor curvature = Autodiff.hessian(e -> Samples.sum(f.apply(e)), x.get(i));
      Samples.assertClose(perExample.get(i), curvature, 1e-13);
      for (int k = 0; k < n; k++) {
        Tensor none = Tensor.zeros(own.spec());
        Index[] block = {Index.at(i), Index.all(), Index.at(k), Index.all()};
        Samples.assertClose(jacobian.get(block), i == k ? own : none, 1e-14);
        Samples.assertClose(
            hessian.get(block), i == k ? curvature : Tensor.zeros(DType.FLOAT64, m, m), 1e-13);
      }
    }
  }
}
