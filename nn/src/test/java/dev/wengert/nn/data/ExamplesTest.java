package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  /** Five examples: input [i, 10 i], target i. */
  private static final Examples FIVE =
      DataSet.of(
          Tensor.of(new double[][] {{0, 0}, {1, 10}, {2, 20}, {3, 30}, {4, 40}}),
          Tensor.of(0, 1, 2, 3, 4));

  private static List<int[]> indices(Batches run) {
    List<int[]> result = new ArrayList<>();
    try (run) {
      while (run.hasNext()) {
        Batch batch = run.next();
        int[] rows = batch.indices().toIntArray();
        assertThat(batch.y().toIntArray()).isEqualTo(rows);
        for (int i = 0; i < rows.length; i++) {
          assertThat(batch.x().get(i).toDoubleArray()).containsExactly(rows[i], 10.0 * rows[i]);
        }
        result.add(rows);
      }
    }
    return result;
  }

  private static int[] all(List<int[]> batches) {
    return batches.stream().flatMapToInt(java.util.Arrays::stream).toArray();
  }

  @Test
  void goesInOrderAndKeepsTheShortLastBatch() {
    assertThat(indices(FIVE.inOrder(Batching.of(2))))
        .containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4});
    assertThat(indices(FIVE.inOrder(Batching.of(2).droppingLast())))
        .containsExactly(new int[] {0, 1}, new int[] {2, 3});
    assertThat(indices(FIVE.inOrder(Batching.of(Integer.MAX_VALUE)))).hasSize(1);
  }

  @Test
  void shufflesEveryExampleIntoOnePlaceByKeyAndEpoch() {
    Key key = Key.of(7);
    int[] first = all(indices(FIVE.shuffled(Batching.of(2), key, 0)));
    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(all(indices(FIVE.shuffled(Batching.of(3), key, 0)))).isEqualTo(first);
    List<int[]> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      epochs.add(all(indices(FIVE.shuffled(Batching.of(2), key, epoch))));
    }
    assertThat(epochs.stream().map(java.util.Arrays::toString).distinct().count())
        .isGreaterThan(10);
    assertThat(all(indices(DataSet.of(FIVE.x(), FIVE.y()).shuffled(Batching.of(2), key, 0))))
        .isEqualTo(first);
  }

  @Test
  void skipsToTheMiddleOfAnEpoch() {
    try (Batches run = FIVE.shuffled(Batching.of(2), Key.of(3), 4);
        Batches whole = FIVE.shuffled(Batching.of(2), Key.of(3), 4)) {
      run.skip(1);
      whole.next();
      assertThat(run.next().y().toIntArray()).isEqualTo(whole.next().y().toIntArray());
      run.skip(Long.MAX_VALUE);
      assertThat(run.hasNext()).isFalse();
    }
  }

  @Test
  void endsWhenClosed() {
    Batches run = FIVE.inOrder(Batching.of(1));
    run.close();
    run.close();
    assertThatThrownBy(run::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("batches: the epoch has ended; ask hasNext() first");
  }

  @Test
  void takesExamplesByIndex() {
    Examples some = FIVE.take(3, 1, -1, 1);
    assertThat(some.y().toIntArray()).containsExactly(3, 1, 4, 1);
    assertThat(some.x().toDoubleArray()).containsExactly(3, 30, 1, 10, 4, 40, 1, 10);
    assertThat(some).hasToString("Examples[x FLOAT64[4, 2], y INT32[4]]");
    assertThat(some.size()).hasValue(4);
    assertThatThrownBy(() -> FIVE.take(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anEmptySetHasNoBatches() {
    Examples none = DataSet.of(Tensor.zeros(DType.FLOAT32, 0, 3), Tensor.zeros(DType.INT32, 0));
    assertThat(indices(none.inOrder(Batching.of(4)))).isEmpty();
    assertThat(indices(none.shuffled(Batching.of(4), Key.of(1), 0))).isEmpty();
  }

  @Test
  void refusesInputsAndTargetsThatDifferInNumber() {
    assertThatThrownBy(() -> DataSet.of(FIVE.x(), Tensor.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataSet: inputs and targets differ in number: x is [5, 2], y is [2]; give one target"
                + " for each input along the first axis");
    assertThatThrownBy(() -> DataSet.of(Tensor.scalar(1), Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
