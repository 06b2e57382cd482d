package dev.wengert.nn.tuning;

import static dev.wengert.nn.tuning.Diagnosis.Finding.HIGH_BIAS;
import static dev.wengert.nn.tuning.Diagnosis.Finding.HIGH_BIAS_AND_VARIANCE;
import static dev.wengert.nn.tuning.Diagnosis.Finding.HIGH_VARIANCE;
import static dev.wengert.nn.tuning.Diagnosis.Finding.NEITHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {

  /** The examples of Machine Learning Yearning, chapters 21 and 22. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.11, 0, HIGH_VARIANCE",
    "0.15, 0.16, 0, HIGH_BIAS",
    "0.15, 0.30, 0, HIGH_BIAS_AND_VARIANCE",
    "0.005, 0.01, 0, NEITHER",
    "0.15, 0.30, 0.14, HIGH_VARIANCE",
    "0.15, 0.16, 0.14, NEITHER"
  })
  void theBooksCases(double training, double dev, double human, Diagnosis.Finding finding) {
    assertThat(Diagnosis.of(training, dev, human).finding()).isEqualTo(finding);
  }

  @Test
  void withoutAHumanErrorItIsZero() {
    Diagnosis diagnosis = Diagnosis.of(0.15, 0.16);
    assertThat(diagnosis.humanError()).isZero();
    assertThat(diagnosis.finding()).isEqualTo(HIGH_BIAS);
    assertThat(diagnosis.avoidableBias()).isEqualTo(0.15);
    assertThat(diagnosis.variance()).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void theToleranceDecides() {
    assertThat(Diagnosis.of(0.15, 0.16).withTolerance(0.2).finding()).isEqualTo(NEITHER);
    assertThat(Diagnosis.of(0.015, 0.03).withTolerance(0.01).finding())
        .isEqualTo(HIGH_BIAS_AND_VARIANCE);
    assertThat(Diagnosis.of(0.5, 0.75).withTolerance(0.25).finding()).isEqualTo(HIGH_BIAS);
  }

  @Test
  void aModelBetterThanPeopleHasNoBias() {
    assertThat(Diagnosis.of(0.01, 0.2, 0.1).finding()).isEqualTo(HIGH_VARIANCE);
    assertThat(Diagnosis.of(0.1, 0.05, 0.1).finding()).isEqualTo(NEITHER);
  }

  @Test
  void remediesFitTheFinding() {
    assertThat(Diagnosis.of(0.15, 0.16).remedies())
        .anyMatch(remedy -> remedy.startsWith("make the model larger"))
        .anyMatch(remedy -> remedy.startsWith("weaken or remove regularization"))
        .noneMatch(remedy -> remedy.startsWith("add training data"));
    assertThat(Diagnosis.of(0.01, 0.11).remedies())
        .anyMatch(remedy -> remedy.startsWith("add training data"))
        .anyMatch(remedy -> remedy.startsWith("strengthen regularization"))
        .noneMatch(remedy -> remedy.startsWith("make the model larger"));
    assertThat(Diagnosis.of(0.005, 0.01).remedies()).isEmpty();
  }

  @Test
  void theLargerPartComesFirst() {
    assertThat(Diagnosis.of(0.2, 0.25).remedies())
        .doesNotHaveDuplicates()
        .startsWith("make the model larger: more layers or more units")
        .contains("add training data, or augment what there is");
    assertThat(Diagnosis.of(0.1, 0.4).remedies())
        .startsWith("add training data, or augment what there is");
  }

  @Test
  void itReadsAsASentence() {
    assertThat(Diagnosis.of(0.15, 0.3, 0.14).toString())
        .startsWith(
            "high variance: training error 0.1500, dev error 0.3000, human level 0.1400: avoidable"
                + " bias 0.01000, variance 0.1500\n  - add training data");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> Diagnosis.of(Double.NaN, 0.1))
        .hasMessage("diagnosis: not a training error: NaN; give a finite number, 0 or more");
    assertThatThrownBy(() -> Diagnosis.of(0.1, -0.1))
        .hasMessage("diagnosis: not a dev error: -0.1; give a finite number, 0 or more");
    assertThatThrownBy(() -> Diagnosis.of(0.1, 0.1, Double.POSITIVE_INFINITY))
        .hasMessage("diagnosis: not a human error: Infinity; give a finite number, 0 or more");
    assertThatThrownBy(() -> Diagnosis.of(0.1, 0.1).withTolerance(0))
        .hasMessage("diagnosis: the tolerance is not positive: 0.0; 0.02 is usual");
  }
}
