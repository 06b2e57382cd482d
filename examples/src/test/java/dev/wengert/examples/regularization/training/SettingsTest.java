package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.PublishedExperiment;
import dev.wengert.examples.regularization.data.NumpyRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void defaultsAreThoseOfThePublishedExperiment() {
    var published = PublishedExperiment.variant("dropout");
    assertThat(Settings.DEFAULT.iterations()).isEqualTo(published.get("iterations").getAsInt());
    assertThat(Settings.DEFAULT.learningRate())
        .isEqualTo(published.get("learning_rate").getAsDouble());
    assertThat(Settings.DEFAULT.keepProbability(1))
        .isEqualTo(published.get("keep_prob").getAsDouble());
    assertThat(Settings.DEFAULT.lambda())
        .isEqualTo(PublishedExperiment.variant("l2").get("lambda").getAsDouble());
  }

  @Test
  void costsAreRecordedWhereThePublishedOnesAre() {
    int[] published =
        PublishedExperiment.variant("baseline").getAsJsonArray("costs").asList().stream()
            .mapToInt(pair -> pair.getAsJsonArray().get(0).getAsInt())
            .toArray();
    assertThat(recorded(Settings.DEFAULT)).containsExactly(published);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 29, 30, 31, 100, 1_000_003})
  void firstAndLastCostAndAtMost31AreRecorded(int iterations) {
    int[] recorded = recorded(with(iterations, 0.3, 0.7, 0.86, 3));
    assertThat(recorded).hasSizeBetween(Math.min(iterations, 15), 31);
    assertThat(recorded).startsWith(0).endsWith(iterations - 1);
  }

  @Test
  void aSettingOutOfItsRangeIsNamedByItsOption() {
    assertError(
        "--iterations: too few: 0; choose a whole number of at least 1", 0, 0.3, 0.7, 0.86, 3);
    assertError(
        "--learning-rate: not positive and finite: 0.0; choose one like 0.3", 1, 0, 0.7, 0.86, 3);
    assertError(
        "--learning-rate: not positive and finite: NaN; choose one like 0.3",
        1,
        Double.NaN,
        0.7,
        0.86,
        3);
    assertError(
        "--learning-rate: not positive and finite: Infinity; choose one like 0.3",
        1,
        Double.POSITIVE_INFINITY,
        0.7,
        0.86,
        3);
    assertError("--lambda: negative or not finite: -0.1; choose 0 or more", 1, 0.3, -0.1, 0.86, 3);
    assertError(
        "--lambda: negative or not finite: NaN; choose 0 or more", 1, 0.3, Double.NaN, 0.86, 3);
    assertError("--keep-prob: not in (0, 1]: 0.0; choose one like 0.86", 1, 0.3, 0.7, 0, 3);
    assertError("--keep-prob: not in (0, 1]: 1.5; choose one like 0.86", 1, 0.3, 0.7, 1.5, 3);
    assertError(
        "--keep-prob: not in (0, 1]: NaN; choose one like 0.86", 1, 0.3, 0.7, Double.NaN, 3);
    assertError(
        "--seed: outside the range: -1; choose a seed from 0 to 4294967295", 1, 0.3, 0.7, 0.86, -1);
    assertError(
        "--seed: outside the range: 4294967296; choose a seed from 0 to 4294967295",
        1,
        0.3,
        0.7,
        0.86,
        NumpyRandom.MAX_SEED + 1);
  }

  @Test
  void patienceAndTheNumberOfLambdasHaveRanges() {
    assertThatThrownBy(() -> choosing(-1, 7))
        .isInstanceOf(UserError.class)
        .hasMessage("--patience: negative: -1; choose 0 or more");
    assertThatThrownBy(() -> choosing(0, 1))
        .isInstanceOf(UserError.class)
        .hasMessage("--lambda-search: out of range: 1; choose from 2 to 100");
    assertThatThrownBy(() -> choosing(0, 101))
        .isInstanceOf(UserError.class)
        .hasMessage("--lambda-search: out of range: 101; choose from 2 to 100");
    assertThat(choosing(0, 100).strengths()).isEqualTo(100);
  }

  @Test
  void anotherLambdaChangesNothingElse() {
    assertThat(Settings.DEFAULT.withLambda(2).lambda()).isEqualTo(2);
    assertThat(Settings.DEFAULT.withLambda(2).withLambda(Settings.DEFAULT.lambda()))
        .isEqualTo(Settings.DEFAULT);
  }

  private static Settings choosing(int patience, int strengths) {
    return new Settings(Init.HE, 3, Mask.KEYED, 1, 0.3, 0.7, 0.86, patience, strengths);
  }

  @Test
  void theEndsOfTheRangesAreAllowed() {
    assertThat(with(1, Double.MIN_VALUE, 0, 1, NumpyRandom.MAX_SEED).lambda()).isEqualTo(0);
  }

  private static int[] recorded(Settings settings) {
    return IntStream.range(0, settings.iterations()).filter(settings::records).toArray();
  }

  private static Settings with(
      int iterations, double learningRate, double lambda, double keepProbability, long seed) {
    return new Settings(
        Init.HE, seed, Mask.KEYED, iterations, learningRate, lambda, keepProbability, 0, 2);
  }

  private static void assertError(
      String message,
      int iterations,
      double learningRate,
      double lambda,
      double keepProbability,
      long seed) {
    assertThatThrownBy(() -> with(iterations, learningRate, lambda, keepProbability, seed))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
