package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.ParameterValue;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.StoppingCurve;
import dev.wengert.examples.regularization.training.TrainedVariant;
import dev.wengert.examples.regularization.training.Variant;
import dev.wengert.nn.tuning.LambdaCurve;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ResultsJsonTest {

  private static final PlanarData DATA = SyntheticData.create();
  private static final CostCurve LOOKS = CostCurve.of(new int[] {10, 20}, new double[] {3, 2});
  private static final StoppingCurve STOPPING = new StoppingCurve(LOOKS, LOOKS, 20);
  private static final LambdaCurve LAMBDAS =
      new LambdaCurve(ImmutableList.of(new LambdaCurve.Point(0.5, 1, 2)));

  @Test
  void settingsAndDataAreDescribed() throws IOException {
    JsonObject json = write(0.1);
    assertThat(json.getAsJsonObject("settings"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"init": "he", "seed": 3, "mask": "keyed", "iterations": 30000,
                 "learning_rate": 0.3, "lambda": 0.7, "keep_prob": 0.86, "patience": 3000,
                 "lambda_search": 7, "layers": [2, 20, 3, 1]}
                """));
    assertThat(json.getAsJsonObject("data"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"source": "built-in synthetic set",
                 "train": {"examples": 211, "ones": 102},
                 "test": {"examples": 200, "ones": 104}}
                """));
  }

  @Test
  void aVariantHasCostsAccuraciesAndFinalParameters() throws IOException {
    double cost = 0.1 + 0.2;
    JsonObject variants = write(cost).getAsJsonObject("variants");
    assertThat(variants.keySet()).containsExactly("dropout");
    assertThat(variants.getAsJsonObject("dropout"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"gradient_check": {"correct": true, "verdict": "PASS \\"all\\""},
                 "train_accuracy": 0.75, "test_accuracy": 0.5, "dev_accuracy": 0.25,
                 "final_cost": 0.30000000000000004,
                 "final_penalty": 0.25, "zero_weights": 0, "diagnosis": "high bias and variance",
                 "costs": [[0, 1.0], [999, 0.30000000000000004]],
                 "stopping": {"best": 20, "costs": [[10, 3.0], [20, 2.0]]},
                 "final": {
                   "hidden.weight": {"shape": [2, 2], "data": [1.0, -2.5, 1.0E-300, 0.1]},
                   "hidden.bias": {"shape": [], "data": [4.9E-324]}}}
                """));
  }

  @Test
  void theSearchForLambdaIsThere() throws IOException {
    assertThat(write(0.1).getAsJsonArray("lambda_search"))
        .isEqualTo(
            JsonParser.parseString(
                """
                [{"lambda": 0.5, "trainingError": 1.0, "devError": 2.0}]
                """));
  }

  @Test
  void aNumberThatJsonCannotHoldIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> write(Double.NaN));
  }

  private static JsonObject write(double lastCost) throws IOException {
    TrainedVariant trained =
        new TrainedVariant(
            Variant.DROPOUT,
            DATA.train(),
            CostCurve.of(new int[] {0, 999}, new double[] {1, lastCost}, new double[] {0.5, 0.25}),
            ImmutableMap.of(
                "hidden.weight",
                ParameterValue.of(new int[] {2, 2}, new double[] {1, -2.5, 1e-300, 0.1}),
                "hidden.bias",
                ParameterValue.of(new int[0], new double[] {Double.MIN_VALUE})),
            FakeTrainer::diagonal,
            STOPPING);
    StringWriter out = new StringWriter();
    ResultsJson.write(
        out,
        new Results(
            Settings.DEFAULT,
            DATA,
            ImmutableList.of(
                new VariantResult(
                    trained,
                    new GradientVerdict(true, "PASS \"all\""),
                    0.75,
                    0.5,
                    200,
                    new Development(0.75, 0.25, 148, 64),
                    0.01)),
            LAMBDAS));
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }
}
