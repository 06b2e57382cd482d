package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Expression;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each rule against a loop over the examples. */
class VmapTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = new Random(17);

  private static Tensor loop(Function<Tensor, Tensor> f, Tensor x) {
    Tensor[] rows = new Tensor[x.shape().side(0)];
    for (int i = 0; i < rows.length; i++) {
      Tensor y = f.apply(x.get(i));
      rows[i] = y.reshape(Batch.withLeading(1, y.shape()));
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
    assertMaps(x -> MatMul.of(x, Samples.normal(new Random(2), 2, 4), true, false), a);
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
        .hasMessage(
            "vmap: a value was asked for inside the mapped function, where there are 2 of them;"
                + " return it from the function and read it there");
  }

  @Test
  void namesArgumentsThatDoNotFit() {
    Tensor three = Tensor.of(1.0, 2, 3);
    assertThatThrownBy(() -> Autodiff.vmap(in -> in.get(0), List.of(three, Tensor.of(1.0, 2.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vmap: the first axes differ: [3] and [2]; give every argument one slice an example");
    assertThatThrownBy(() -> Autodiff.vmap(in -> three, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vmap: no arguments; give at least one to map over");
    assertThatThrownBy(() -> Autodiff.vmap(e -> e).apply(Tensor.scalar(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("vmap: the first axes differ: [] and []");
  }
}
