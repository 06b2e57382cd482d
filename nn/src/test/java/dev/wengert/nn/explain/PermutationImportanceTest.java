package dev.wengert.nn.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.ops.Losses;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {

  private static final int COUNT = 2000;

  private static Tensor column(Examples set, int column) {
    return set.x().get(Index.all(), Index.at(column));
  }

  /** Of y = 3 a + b the mean square grows by 2 * 9 and 2 * 1 for independent features, c's by 0. */
  @Test
  void aFeatureCountsByWhatTheModelMakesOfIt() {
    Tensor x = Key.of(5).normal(DType.FLOAT64, COUNT, 3);
    Examples set = DataSet.of(x, x.matmul(Tensor.of(3.0, 1.0, 0.0)));
    PermutationImportance found =
        PermutationImportance.of(
            examples ->
                -Losses.mseLoss(
                        column(examples, 0).times(3).plus(column(examples, 1)), examples.y())
                    .item(),
            set,
            Key.of(6),
            10);
    assertThat(found.score()).isCloseTo(0, within(1e-20));
    assertThat(found.means().toDoubleArray()[0]).isCloseTo(18, within(0.8));
    assertThat(found.means().toDoubleArray()[1]).isCloseTo(2, within(0.1));
    assertThat(found.means().toDoubleArray()[2]).isCloseTo(0, within(1e-20));
    assertThat(found.deviations().toDoubleArray()[0]).isBetween(0.01, 2.0);
    assertThat(found.toString().lines()).hasSize(4).anyMatch(line -> line.startsWith("x1  "));
  }

  /** Each deal is one of the feature alone: a sum over it stays, and so do the other features. */
  @Test
  void dealsOneFeatureAndLeavesTheOthers() {
    Tensor x = Key.of(5).normal(DType.FLOAT64, 20, 2, 3);
    Examples set = DataSet.of(x, Tensor.zeros(DType.FLOAT32, 20));
    int[] asked = {0};
    PermutationImportance.of(
        examples -> {
          int feature = (asked[0] - 1) / 2;
          for (int f = 0; f < 2; f++) {
            double[] now = column(examples, f).toDoubleArray();
            double[] before = column(set, f).toDoubleArray();
            if (asked[0] > 0 && f == feature) {
              assertThat(now).isNotEqualTo(before).containsExactlyInAnyOrder(before);
            } else {
              assertThat(now).isEqualTo(before);
            }
          }
          asked[0]++;
          return 0;
        },
        set,
        Key.of(8),
        2);
    assertThat(asked[0]).isEqualTo(5);
  }

  @Test
  void refusesWhatHasNoFeatures() {
    Examples set = DataSet.of(Tensor.of(1.0, 2.0), Tensor.of(1, 2));
    assertThatThrownBy(() -> PermutationImportance.of(e -> 0, set, Key.of(1), 5))
        .hasMessage(
            "permutationImportance: inputs are [2], with 5 repeats; give two or more examples [n,"
                + " features, ...], and one repeat or more");
  }
}
