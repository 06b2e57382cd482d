package dev.wengert.ops;

import static dev.wengert.ops.Derivatives.assertValues;
import static dev.wengert.ops.Derivatives.sides;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import org.junit.jupiter.api.Test;

class IndexingTest {

  private static Tensor counting(int... sides) {
    return Creation.arange(Shape.of(sides).size()).to(DType.FLOAT64).reshape(sides);
  }

  private static Tensor index(int[] sides, int... positions) {
    return Tensor.wrap(positions, sides);
  }

  @Test
  void takesAlongAnAxis() {
    Tensor x = counting(2, 3);
    assertValues(
        Indexing.take(x, index(sides(2, 2), 0, 2, -1, 1), 1),
        sides(2, 2, 2),
        0,
        2,
        2,
        1,
        3,
        5,
        5,
        4);
    assertValues(Indexing.take(x, Tensor.scalar(1), 0), sides(3), 3, 4, 5);
    assertValues(Indexing.indexSelect(x, Tensor.of(1, 1), 0), sides(2, 3), 3, 4, 5, 3, 4, 5);
    assertThat(Indexing.embedding(x, index(sides(4, 0))).shape()).isEqualTo(Shape.of(4, 0, 3));
  }

  @Test
  void gathersAndScattersOneByOne() {
    Tensor x = counting(3, 2);
    Tensor index = index(sides(2, 2), 2, 0, 0, -1);
    assertValues(Indexing.gather(x, index, 0), sides(2, 2), 4, 1, 0, 5);
    assertValues(
        Indexing.scatterAdd(x, index, Tensor.ones(DType.FLOAT64, 2, 2).times(10), 0),
        sides(3, 2),
        10,
        11,
        2,
        3,
        14,
        15);
    assertValues(
        Indexing.gather(x, index(sides(1, 5), 1, 1, 0, 0, 1), 1), sides(1, 5), 1, 1, 0, 0, 1);
    assertValues(
        Indexing.scatterAdd(Tensor.of(1, 2, 3), Tensor.of(1, 1), Tensor.of(5, 6), 0),
        sides(3),
        1,
        13,
        3);
  }

  /** NumPy: rows that repeat add up. */
  @Test
  void gradientOfAnEmbeddingAddsUpRepeatedRows() {
    Tensor gradient =
        Autodiff.grad(t -> Reductions.sum(Indexing.embedding(t, Tensor.of(1, 0, 1, 1))))
            .apply(counting(3, 2));
    assertValues(gradient, sides(3, 2), 1, 1, 3, 3, 0, 0);
  }

  @Test
  void sortsStablyWithNaNLast() {
    Tensor x = Tensor.of(2, Double.NaN, -1, 2, 0);
    assertValues(Indexing.argsort(x, 0, false), sides(5), 2, 4, 0, 3, 1);
    assertValues(Indexing.argsort(x, 0, true), sides(5), 0, 3, 4, 2, 1);
    assertValues(Indexing.sort(x, 0), sides(5), -1, 0, 2, 2, Double.NaN);
    assertValues(
        Indexing.sort(Tensor.of(new double[][] {{3, 1}, {2, 5}}), 0, true),
        sides(2, 2),
        3,
        5,
        2,
        1);
    assertValues(Indexing.argsort(Tensor.of(0.0, -0.0), 0, false), sides(2), 0, 1);
    Indexing.TopK top = Indexing.topk(Tensor.of(5, 9, 7), 2, 0);
    assertValues(top.values(), sides(2), 9, 7);
    assertValues(top.indices(), sides(2), 1, 2);
    assertThat(Indexing.sort(counting(0, 2), 0).shape()).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void selectsByMasks() {
    Tensor x = counting(2, 3);
    Tensor mask = x.gt(1).get(Index.all());
    assertValues(Indexing.maskedSelect(x, mask), sides(4), 2, 3, 4, 5);
    assertValues(Indexing.maskedSelect(x, Tensor.of(false, true)), sides(1, 3), 3, 4, 5);
    assertThat(Indexing.maskedSelect(x, x.gt(99)).shape()).isEqualTo(Shape.of(0));
    assertValues(Indexing.maskedFill(x, mask, -1), sides(2, 3), 0, 1, -1, -1, -1, -1);
    assertValues(Indexing.argwhere(mask), sides(4, 2), 0, 2, 1, 0, 1, 1, 1, 2);
    assertThat(Indexing.argwhere(x.gt(99)).shape()).isEqualTo(Shape.of(0, 2));
  }

  /** As NumPy 2 answers the same index on arange(24).reshape(2, 3, 4). */
  @Test
  void getTakesPositionsAndMasksAmongPlainIndices() {
    Tensor x = counting(2, 3, 4);
    assertValues(
        x.get(Index.positions(1, 0), Index.all(), Index.at(2)), sides(2, 3), 14, 18, 22, 2, 6, 10);
    assertValues(
        x.get(Index.all(), Index.positions(2, -3), Index.positions(1, 3)),
        sides(2, 2),
        9,
        3,
        21,
        15);
    assertValues(
        x.get(Index.positions(1, 0), Index.all(), Index.positions(3, 0)),
        sides(2, 3),
        15,
        19,
        23,
        0,
        4,
        8);
    assertValues(
        x.get(Index.ellipsis(), Index.mask(Tensor.of(true, false, false, true))),
        sides(2, 3, 2),
        0,
        3,
        4,
        7,
        8,
        11,
        12,
        15,
        16,
        19,
        20,
        23);
    assertValues(
        x.get(Index.positions(index(sides(2, 1), 0, 1)), Index.positions(0, 2), Index.at(-1)),
        sides(2, 2),
        3,
        11,
        15,
        23);
    assertThat(
            x.get(
                    Index.newAxis(),
                    Index.range(0, 2),
                    Index.positions(index(sides(2, 2), 0, 1, 2, 0)))
                .shape())
        .isEqualTo(Shape.of(1, 2, 2, 2, 4));
    assertValues(
        x.get(Index.mask(x.get(Index.ellipsis(), Index.at(0)).gt(7)), Index.range(0, 2)),
        sides(4, 2),
        8,
        9,
        12,
        13,
        16,
        17,
        20,
        21);
    // Axes that lie apart, neither of them the first: the common shape comes in front.
    assertValues(
        counting(2, 3, 2, 2)
            .get(Index.all(), Index.positions(2, 0), Index.all(), Index.positions(1, 0)),
        sides(2, 2, 2),
        9,
        11,
        21,
        23,
        0,
        2,
        12,
        14);
  }
}
