package dev.wengert.examples.regularization.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.wengert.examples.regularization.PublishedExperiment;
import dev.wengert.examples.regularization.SharedData;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarDataReader;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.testing.Gates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The training reproduces, number by number, what NumPy with hand-written backward passes found.
 *
 * <p>The published figures need the data they were made with; those of the built-in set are in the
 * project (see {@code reference.py} beside them).
 */
class ReproductionTest {

  private static Settings settings(int iterations) {
    return new Settings(Init.NUMPY, 3, Mask.NUMPY, iterations, 0.3, 0.7, 0.86, 3_000, 7);
  }

  @Test
  void thePublishedSettingsAreThese() {
    assertThat(Settings.PUBLISHED).isEqualTo(settings(30_000));
  }

  @ParameterizedTest
  @CsvSource({
    "baseline, NONE, 0.9479, 0.915",
    "l2, L2, 0.9384, 0.93",
    "dropout, DROPOUT, 0.9289, 0.95"
  })
  void thePublishedFigures(String name, Variant variant, double train, double test) {
    PlanarData data = PlanarDataReader.read(List.of(SharedData.file("goalkeeper.mat")));
    TrainedVariant trained =
        new TensorTrainer().train(variant, settings(30_000), data.train(), i -> {});
    assertThat(trained.accuracy(data.train())).isCloseTo(train, within(5e-5));
    assertThat(trained.accuracy(data.test())).isCloseTo(test, within(5e-5));
    compare(PublishedExperiment.variant(name), trained, data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "l2", "dropout"})
  void readmeSaysThePublishedFigures(String name) throws IOException {
    JsonObject published = PublishedExperiment.variant(name);
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(
            String.format(
                Locale.ROOT,
                "| %.2f%% | %.2f%% |\n",
                100 * published.get("train_accuracy").getAsDouble(),
                100 * published.get("test_accuracy").getAsDouble()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"L2", "DROPOUT", "BATCHNORM", "EARLYSTOP", "TUNED"})
  void theBuiltInSet(Variant variant) {
    reproduce(variant);
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "DROPOUT", "BATCHNORM"})
  @Tag(Gates.TAG)
  void theBuiltInSetByVariantsThatTakeLong(Variant variant) {
    reproduce(variant);
  }

  private static void reproduce(Variant variant) {
    PlanarData data = SyntheticData.create();
    JsonObject reference = PublishedExperiment.builtIn(variant);
    Settings settings = settings(reference.get("iterations").getAsInt());
    TrainedVariant trained = new TensorTrainer().train(variant, settings, data.train(), i -> {});
    compare(reference, trained, data);
  }

  /** Dropout on each hidden layer with its own probability, and on no other, at any depth. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,1 | 1",
        "2,5,1 | 0.5",
        "2,20,10,5,1 | 0.9,0.8,0.7",
        "2,7,6,5,4,3,1 | 0.9,0.95,0.8,1,0.85"
      })
  void otherNetworksWithDropout(String layers, String keep) {
    PlanarData data = SyntheticData.create();
    JsonObject reference = PublishedExperiment.builtIn(layers);
    ImmutableIntArray units =
        ImmutableIntArray.copyOf(
            Splitter.on(',').splitToStream(layers).mapToInt(Integer::parseInt));
    ImmutableDoubleArray probabilities =
        ImmutableDoubleArray.copyOf(
            Splitter.on(',').splitToStream(keep).mapToDouble(Double::parseDouble));
    Settings settings =
        settings(reference.get("iterations").getAsInt()).withNetwork(units, probabilities);
    TensorTrainer trainer = new TensorTrainer();
    assertThat(trainer.checkGradient(Variant.DROPOUT, settings, data.train()).correct()).isTrue();
    compare(reference, trainer.train(Variant.DROPOUT, settings, data.train(), i -> {}), data);
  }

  /** What the proximal steps are for. */
  @Test
  void manyWeightsOfL1AreExactlyZeroAndNoneOfL2() {
    assertThat(zeros(PublishedExperiment.builtIn(Variant.L1))).isGreaterThan(30);
    assertThat(zeros(PublishedExperiment.builtIn(Variant.L2))).isZero();
  }

  private static long zeros(JsonObject result) {
    JsonObject parameters = result.getAsJsonObject("final");
    return parameters.keySet().stream()
        .filter(name -> name.startsWith("W"))
        .flatMap(name -> parameters.getAsJsonObject(name).getAsJsonArray("data").asList().stream())
        .filter(weight -> weight.getAsDouble() == 0)
        .count();
  }

  /** What the figures that are reproduced say, in percentage points. */
  @Test
  void l2AndDropoutNarrowThePublishedGap() {
    double plain = gap(PublishedExperiment.variant("baseline"));
    assertThat(plain).isCloseTo(3.29, within(0.005));
    assertThat(gap(PublishedExperiment.variant("l2"))).isCloseTo(0.84, within(0.005));
    assertThat(gap(PublishedExperiment.variant("dropout"))).isCloseTo(-2.11, within(0.005));
  }

  @Test
  void l2NarrowsTheGapOfTheBuiltInSetAndDropoutDoesNot() {
    double plain = gap(PublishedExperiment.builtIn(Variant.NONE));
    assertThat(plain).isCloseTo(2.79, within(0.005));
    assertThat(gap(PublishedExperiment.builtIn(Variant.L2))).isCloseTo(0.34, within(0.005));
    assertThat(gap(PublishedExperiment.builtIn(Variant.DROPOUT))).isGreaterThan(plain);
  }

  private static double gap(JsonObject result) {
    return 100
        * (result.get("train_accuracy").getAsDouble() - result.get("test_accuracy").getAsDouble());
  }

  private static void compare(JsonObject reference, TrainedVariant trained, PlanarData data) {
    assertThat(trained.accuracy(data.train()))
        .isEqualTo(reference.get("train_accuracy").getAsDouble());
    assertThat(trained.accuracy(data.test()))
        .isEqualTo(reference.get("test_accuracy").getAsDouble());
    JsonArray costs = reference.getAsJsonArray("costs");
    assertThat(trained.costs().size()).isEqualTo(costs.size());
    for (int i = 0; i < costs.size(); i++) {
      JsonArray point = costs.get(i).getAsJsonArray();
      assertThat(trained.costs().iteration(i)).isEqualTo(point.get(0).getAsInt());
      double cost = point.get(1).getAsDouble();
      assertThat(trained.costs().cost(i)).isCloseTo(cost, within(1e-9 * cost));
    }
    JsonObject parameters = reference.getAsJsonObject("final");
    assertThat(trained.parameters().size()).isGreaterThanOrEqualTo(parameters.size());
    if (trained.variant() == Variant.L1) {
      assertThat(trained.zeroWeights()).isEqualTo((int) zeros(reference));
    }
    for (String name : parameters.keySet()) {
      JsonArray expected = parameters.getAsJsonObject(name).getAsJsonArray("data");
      ParameterValue actual = trained.parameters().get(path(name));
      assertThat(actual).as(name).isNotNull();
      assertThat(actual.data().length()).isEqualTo(expected.size());
      Offset<Double> tolerance = within(1e-6);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.data().get(i)).isCloseTo(expected.get(i).getAsDouble(), tolerance);
      }
    }
  }

  /** The reference calls weights W1, biases b1, scales g1 and shifts s1. */
  private static String path(String name) {
    String layer = name.substring(1);
    return switch (name.charAt(0)) {
      case 'W' -> "layer" + layer + ".weight";
      case 'b' -> "layer" + layer + ".bias";
      case 'g' -> "norm" + layer + ".weight";
      default -> "norm" + layer + ".bias";
    };
  }
}
