package dev.wengert.examples.regularization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.examples.UserError;
import org.junit.jupiter.api.Test;

class PlanarSetTest {

  private static final double[] X1 = {0.1, 0.2, 0.3};
  private static final double[] X2 = {-0.1, -0.2, -0.3};
  private static final double[] LABELS = {0, 1, 1};

  @Test
  void setHoldsItsExamples() {
    PlanarSet set = PlanarSet.of("points", X1, X2, LABELS);
    assertThat(set.size()).isEqualTo(3);
    assertThat(set.ones()).isEqualTo(2);
    assertThat(set.x1()).containsExactly(X1);
    assertThat(set.x2()).containsExactly(X2);
    assertThat(set.labels()).containsExactly(LABELS);
  }

  @Test
  void setDoesNotChangeWithTheArraysItCameFromOrGaveOut() {
    double[] x1 = X1.clone();
    double[] labels = LABELS.clone();
    PlanarSet set = PlanarSet.of("points", x1, X2, labels);
    x1[0] = 9;
    labels[0] = 1;
    set.x1()[1] = 9;
    set.x2()[1] = 9;
    set.labels()[0] = 1;
    assertThat(set.x1()).containsExactly(X1);
    assertThat(set.x2()).containsExactly(X2);
    assertThat(set.labels()).containsExactly(LABELS);
  }

  @Test
  void accuracyIsTheShareOnTheRightSideOfOneHalf() {
    PlanarSet set = PlanarSet.of("points", X1, X2, LABELS);
    assertThat(set.accuracy(new double[] {0.4, 0.6, 0.6})).isEqualTo(1);
    assertThat(set.accuracy(new double[] {0.5, 0.5, 0.500001})).isEqualTo(2 / 3.0);
    assertThat(set.accuracy(new double[] {0.5, 0.6, 0.6})).isEqualTo(1);
    assertThat(set.accuracy(new double[] {0.4, 0.5, 0.5})).isEqualTo(1 / 3.0);
    assertThat(set.accuracy(new double[] {1, 0, 0})).isEqualTo(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.accuracy(new double[2]))
        .withMessage("accuracy: 2 probabilities for 3 examples");
  }

  /** Expected values by NumPy: mean of log1p(exp(z)) - y z. */
  @Test
  void crossEntropyIsThatOfTheLabels() {
    PlanarSet set = PlanarSet.of("points", X1, X2, LABELS);
    assertThat(set.crossEntropy(new double[] {0, 0, 0})).isCloseTo(Math.log(2), within(1e-15));
    assertThat(set.crossEntropy(new double[] {-1, 2, -0.5})).isCloseTo(0.4714222276, within(1e-10));
    // Sure and wrong: far beyond what a probability can tell from 0 and 1.
    assertThat(set.crossEntropy(new double[] {900, 0, 900}))
        .isCloseTo((900 + Math.log(2)) / 3, within(1e-12));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.crossEntropy(new double[2]))
        .withMessage("crossEntropy: 2 logits for 3 examples");
  }

  @Test
  void someExamplesMakeASet() {
    PlanarSet some = PlanarSet.of("points", X1, X2, LABELS).take(2, 0);
    assertThat(some.x1()).containsExactly(0.3, 0.1);
    assertThat(some.x2()).containsExactly(-0.3, -0.1);
    assertThat(some.labels()).containsExactly(1, 0);
  }

  @Test
  void aRowThatIsNoExampleIsNamed() {
    assertError(
        new double[] {0.1, Double.NaN, 0.3},
        X2,
        LABELS,
        "points: row 2: x1 is NaN; a coordinate must be finite: correct the row or leave it out");
    assertError(
        X1,
        new double[] {0.1, 0.2, Double.NEGATIVE_INFINITY},
        LABELS,
        "points: row 3: x2 is -Infinity; a coordinate must be finite:"
            + " correct the row or leave it out");
    assertError(
        X1, X2, new double[] {2, 0, 0}, "points: row 1: the label is 2.0; a label must be 0 or 1");
    assertError(
        X1,
        X2,
        new double[] {0, Double.NaN, 0},
        "points: row 2: the label is NaN; a label must be 0 or 1");
  }

  @Test
  void anEmptySetIsRefused() {
    double[] none = {};
    assertError(none, none, none, "points: no examples; give at least one row");
  }

  @Test
  void columnsOfDifferentLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlanarSet.of("points", X1, X2, new double[2]))
        .withMessage("PlanarSet: lengths differ: x1 3, x2 3, labels 2");
  }

  private static void assertError(double[] x1, double[] x2, double[] labels, String message) {
    assertThatThrownBy(() -> PlanarSet.of("points", x1, x2, labels))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
