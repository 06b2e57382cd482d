package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each arrangement of 0, 1, 2, ... as NumPy prints it. */
class ShapesTest {

  private static Tensor counting(int... sides) {
    return Creation.arange(Shape.of(sides).size()).reshape(sides);
  }

  @Test
  void addsAndRemovesAxes() {
    Tensor x = counting(1, 3, 1, 2);
    assertThat(Shapes.squeeze(x).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(Shapes.squeeze(x, 2).shape()).isEqualTo(Shape.of(1, 3, 2));
    assertThat(Shapes.squeeze(Tensor.of(7.0)).shape()).isEqualTo(Shape.SCALAR);
    assertThat(Shapes.unsqueeze(x, 0).shape()).isEqualTo(Shape.of(1, 1, 3, 1, 2));
    assertThat(Shapes.unsqueeze(x, -1).shape()).isEqualTo(Shape.of(1, 3, 1, 2, 1));
    assertThat(Shapes.flatten(x).shape()).isEqualTo(Shape.of(6));
    assertThat(Shapes.flatten(x, 1, -1).shape()).isEqualTo(Shape.of(1, 6));
    assertThat(Shapes.flatten(Tensor.scalar(1.0)).shape()).isEqualTo(Shape.of(1));
    assertThat(Shapes.moveAxis(counting(2, 3, 4), 0, -1).shape()).isEqualTo(Shape.of(3, 4, 2));
    assertThat(Shapes.moveAxis(counting(2, 3, 4), 2, 0).shape()).isEqualTo(Shape.of(4, 2, 3));
    assertValues(Shapes.swapAxes(counting(2, 3), 0, 1), sides(3, 2), 0, 3, 1, 4, 2, 5);
  }

  @Test
  void joinsAndCuts() {
    Tensor x = counting(2, 2);
    assertValues(Shapes.concat(1, x, x), sides(2, 4), 0, 1, 0, 1, 2, 3, 2, 3);
    assertValues(Shapes.concat(-2, List.of(x, x)), sides(4, 2), 0, 1, 2, 3, 0, 1, 2, 3);
    assertValues(Shapes.stack(2, x, x), sides(2, 2, 2), 0, 0, 1, 1, 2, 2, 3, 3);
    assertValues(Shapes.stack(-1, List.of(x)), sides(2, 2, 1), 0, 1, 2, 3);
    List<Tensor> parts = Shapes.split(counting(5), 0, 2, 0, 3);
    assertValues(parts.get(0), sides(2), 0, 1);
    assertThat(parts.get(1).size()).isZero();
    assertValues(parts.get(2), sides(3), 2, 3, 4);
    assertThat(Shapes.chunk(counting(5), 0, 2)).extracting(Tensor::size).containsExactly(3, 2);
    assertThat(Shapes.chunk(counting(2), 0, 4)).extracting(Tensor::size).containsExactly(1, 1);
    Tensor truth = Tensor.of(true, false);
    assertThat(Shapes.concat(0, truth, truth).toBooleanArray())
        .containsExactly(true, false, true, false);
  }

  @Test
  void repeatsAndRearranges() {
    Tensor x = counting(2, 2);
    assertValues(Shapes.tile(x, 2), sides(2, 4), 0, 1, 0, 1, 2, 3, 2, 3);
    assertValues(Shapes.tile(x, 2, 1), sides(4, 2), 0, 1, 2, 3, 0, 1, 2, 3);
    assertThat(Shapes.tile(x, 3, 1, 1).shape()).isEqualTo(Shape.of(3, 2, 2));
    assertThat(Shapes.tile(x, 0, 1).size()).isZero();
    assertValues(Shapes.repeat(x, 2, 0), sides(4, 2), 0, 1, 0, 1, 2, 3, 2, 3);
    assertValues(Shapes.repeat(x, 2, -1), sides(2, 4), 0, 0, 1, 1, 2, 2, 3, 3);
    assertValues(Shapes.roll(counting(5), 2, 0), sides(5), 3, 4, 0, 1, 2);
    assertValues(Shapes.roll(counting(5), -6, 0), sides(5), 1, 2, 3, 4, 0);
    assertThat(Shapes.roll(counting(0), 3, 0).size()).isZero();
    assertValues(Shapes.flip(x), sides(2, 2), 3, 2, 1, 0);
    assertValues(Shapes.flip(x, 1), sides(2, 2), 1, 0, 3, 2);
    assertThat(Shapes.flip(counting(0, 2)).size()).isZero();
  }

  @Test
  void padsWithAnyValue() {
    Tensor x = Tensor.of(new double[][] {{1, 2}});
    int[] before = {1, 0};
    int[] after = {0, 1};
    assertValues(Shapes.pad(x, before, after), sides(2, 3), 0, 0, 0, 1, 2, 0);
    assertValues(Shapes.pad(x, before, after, 7), sides(2, 3), 7, 7, 7, 1, 2, 7);
    Tensor infinite = Shapes.pad(x, before, after, Double.NEGATIVE_INFINITY);
    assertThat(Reductions.max(infinite).item()).isEqualTo(2);
    assertThat(Shapes.pad(x, new int[2], new int[2], 9)).isSameAs(x);
  }

  @Test
  void cutsTrianglesAndDiagonals() {
    Tensor x = counting(3, 4);
    assertValues(LinearAlgebra.tril(x), sides(3, 4), 0, 0, 0, 0, 4, 5, 0, 0, 8, 9, 10, 0);
    assertValues(LinearAlgebra.triu(x), sides(3, 4), 0, 1, 2, 3, 0, 5, 6, 7, 0, 0, 10, 11);
    assertValues(LinearAlgebra.tril(x, -1), sides(3, 4), 0, 0, 0, 0, 4, 0, 0, 0, 8, 9, 0, 0);
    assertValues(LinearAlgebra.triu(x, 1), sides(3, 4), 0, 1, 2, 3, 0, 0, 6, 7, 0, 0, 0, 11);
    assertValues(LinearAlgebra.diagonal(x), sides(3), 0, 5, 10);
    assertValues(LinearAlgebra.diagonal(x, 1), sides(3), 1, 6, 11);
    assertValues(LinearAlgebra.diagonal(x, -2), sides(1), 8);
    assertValues(LinearAlgebra.diagonal(x, 4), sides(0));
    assertValues(LinearAlgebra.diagonal(counting(2, 2, 2)), sides(2, 2), 0, 3, 4, 7);
    assertValues(LinearAlgebra.diag(Tensor.of(1, 2)), sides(2, 2), 1, 0, 0, 2);
    assertThat(LinearAlgebra.diag(counting(2, 3)).shape()).isEqualTo(Shape.of(2, 3, 3));
    assertThat(LinearAlgebra.diag(counting(0)).shape()).isEqualTo(Shape.of(0, 0));
  }

  @Test
  void makesRangesGridsAndUnits() {
    assertValues(Creation.arange(3), sides(3), 0, 1, 2);
    assertValues(Creation.arange(5, -2, -3), sides(3), 5, 2, -1);
    assertThat(Creation.arange(3, 3, 1).size()).isZero();
    assertThat(Creation.arange(3).dtype()).isEqualTo(DType.INT32);
    assertValues(Creation.linspace(0, 1, 5), sides(5), 0, 0.25, 0.5, 0.75, 1);
    assertValues(Creation.linspace(2, 9, 1), sides(1), 2);
    assertValues(Creation.eye(DType.FLOAT32, 2), sides(2, 2), 1, 0, 0, 1);
    assertValues(
        Creation.oneHot(Tensor.of(2, 0, 2), 3, DType.FLOAT64),
        sides(3, 3),
        0,
        0,
        1,
        1,
        0,
        0,
        0,
        0,
        1);
    int[] order = Creation.permutation(Key.of(4), 100).toIntArray();
    assertThat(order).isNotEqualTo(Creation.arange(100).toIntArray());
    Arrays.sort(order);
    assertThat(order).isEqualTo(Creation.arange(100).toIntArray());
    Tensor drawn = Creation.uniform(Key.of(1), new Spec(DType.FLOAT64, Shape.of(1000)), -2, 3);
    assertThat(Reductions.min(drawn).item()).isBetween(-2.0, -1.9);
    assertThat(Reductions.max(drawn).item()).isBetween(2.9, 3.0);
  }

  @Test
  void gridsVaryAlongTheirAxes() {
    List<Tensor> grid = Shapes.meshgrid(Tensor.of(1.0, 2), Tensor.of(5.0, 6, 7));
    assertThat(grid).hasSize(2);
    assertValues(grid.get(0), sides(2, 3), 1, 1, 1, 2, 2, 2);
    assertValues(grid.get(1), sides(2, 3), 5, 6, 7, 5, 6, 7);
    assertValues(Shapes.meshgrid(Tensor.of(1, 2)).get(0), sides(2), 1, 2);
    assertThat(Shapes.meshgrid(Tensor.of(1, 2), Tensor.zeros(DType.INT32, 0)).get(0).shape())
        .isEqualTo(Shape.of(2, 0));
  }

  /** As PyTorch: parts are left out where they do not come out even, but not of an empty axis. */
  @Test
  void chunksOfNothingAreEmpty() {
    assertThat(Shapes.chunk(Tensor.zeros(DType.FLOAT64, 2, 0), 1, 3))
        .hasSize(3)
        .allMatch(part -> part.shape().equals(Shape.of(2, 0)));
    assertThat(Shapes.chunk(Creation.arange(5), 0, 4))
        .extracting(Tensor::size)
        .containsExactly(2, 2, 1);
    assertThat(Shapes.chunk(Creation.arange(6), 0, 4))
        .extracting(Tensor::size)
        .containsExactly(2, 2, 2);
  }
}
