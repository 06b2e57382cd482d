package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedExamplesTest {

  private static Examples set(int n) {
    int[] numbers = new int[n];
    java.util.Arrays.setAll(numbers, i -> i);
    return DataSet.of(Tensor.of(numbers).to(DType.FLOAT32), Tensor.of(numbers));
  }

  private static List<Integer> indices(Batches batches) {
    List<Integer> all = new ArrayList<>();
    try (batches) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        assertThat(batch.y().toIntArray()).isEqualTo(batch.indices().toIntArray());
        for (int index : batch.indices().toIntArray()) {
          all.add(index);
        }
      }
    }
    return all;
  }

  /** Chances 0, 1/8, 0, 3/8, 1/2: each count within five standard deviations of its mean. */
  @Test
  void drawsInProportionToTheWeights() {
    double[] weights = {0, 1, 0, 3, 4};
    DataSet weighted = set(5).weighted(Tensor.of(weights));
    int[] counts = new int[5];
    int draws = 0;
    for (int epoch = 0; epoch < 2000; epoch++) {
      for (int index : indices(weighted.shuffled(Batching.of(2), Key.of(11), epoch))) {
        counts[index]++;
        draws++;
      }
    }
    assertThat(draws).isEqualTo(10_000);
    for (int i = 0; i < 5; i++) {
      double p = weights[i] / 8;
      assertThat(Math.abs(counts[i] - draws * p))
          .as("example %s", i)
          .isLessThanOrEqualTo(5 * Math.sqrt(draws * p * (1 - p)));
    }
  }

  @Test
  void aKeyAndAnEpochGiveOneRun() {
    DataSet weighted = set(20).weighted(Tensor.full(set(20).y().to(DType.FLOAT32).spec(), 2));
    List<Integer> run = indices(weighted.shuffled(Batching.of(3), Key.of(1), 4));
    assertThat(run).hasSize(20);
    assertThat(indices(weighted.shuffled(Batching.of(7), Key.of(1), 4))).isEqualTo(run);
    assertThat(indices(weighted.shuffled(Batching.of(3), Key.of(1), 5))).isNotEqualTo(run);
    Batches resumed = weighted.shuffled(Batching.of(3), Key.of(1), 4);
    resumed.skip(2);
    assertThat(indices(resumed)).isEqualTo(run.subList(6, 20));
    assertThat(indices(weighted.inOrder(Batching.of(6)))).isSorted().hasSize(20);
    assertThat(weighted.size()).hasValue(20);
  }

  @Test
  void refusesWeightsThatAreNone() {
    assertThatThrownBy(() -> set(2).weighted(Tensor.of(1.0)))
        .hasMessage("weighted: 1 weights for 2 examples; give one for each");
    assertThatThrownBy(() -> set(2).weighted(Tensor.of(1.0, -1.0)))
        .hasMessage("weighted: the weight of example 1 is -1.0; give 0 or a positive number");
    assertThatThrownBy(() -> set(2).weighted(Tensor.of(0.0, 0.0)))
        .hasMessage("weighted: the sum of the weights is 0.0; give one example or more a weight");
    assertThatThrownBy(() -> set(2).weighted(Tensor.of(1.0, 2.0).reshape(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weighted: the weights are FLOAT64[1, 2]; give [n], one for each example");
  }
}
