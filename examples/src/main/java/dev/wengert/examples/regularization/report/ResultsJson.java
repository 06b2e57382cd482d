package dev.wengert.examples.regularization.report;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.examples.regularization.training.CostCurve;
import dev.wengert.examples.regularization.training.ParameterValue;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.TrainedVariant;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/**
 * The results as JSON.
 *
 * <pre>{@code
 * {
 *   "settings": {"init": "he", "seed": 3, "mask": "keyed", "iterations": 30000,
 *                "learning_rate": 0.3, "lambda": 0.7, "keep_prob": 0.86, "patience": 3000,
 *                "lambda_search": 7, "layers": [2, 20, 3, 1]},
 *   "data": {"source": "...", "train": {"examples": 211, "ones": 102}, "test": {...}},
 *   "variants": {
 *     "none": {
 *       "gradient_check": {"correct": true, "verdict": "..."},
 *       "train_accuracy": 0.9479, "test_accuracy": 0.915, "dev_accuracy": 0.9048,
 *       "final_cost": 0.1238,
 *       "final_penalty": 0.0, "zero_weights": 0, "diagnosis": "high variance",
 *       "costs": [[0, 0.6557], [1000, 0.2223], ...],
 *       "final": {"hidden1.weight": {"shape": [20, 2], "data": [...]}, ...}
 *     },
 *     "earlystop": {
 *       ..., "stopping": {"best": 350, "costs": [[10, 0.6801], [20, 0.6695], ...]}
 *     }, ...
 *   },
 *   "lambda_search": [{"lambda": 0.0, "trainingError": 0.0775, "devError": 0.5627}, ...]
 * }
 * }</pre>
 *
 * <p>{@code keep_prob} is an array where each hidden layer has its own.
 *
 * <p>Numbers are written so that reading them gives the same bits; data is in row-major order.
 */
final class ResultsJson {

  private ResultsJson() {}

  /**
   * Writes the results of one run.
   *
   * @throws IllegalArgumentException if a number is not finite, which JSON cannot hold
   */
  static void write(Writer out, Results results) throws IOException {
    PlanarData data = results.data();
    // Not closed here: the writer belongs to the caller.
    @SuppressWarnings("resource")
    JsonWriter json = new JsonWriter(out);
    json.setFormattingStyle(FormattingStyle.PRETTY);
    json.beginObject();
    json.name("settings");
    writeSettings(json, results.settings());
    json.name("data").beginObject();
    json.name("source").value(data.source());
    writeSet(json.name("train"), data.train());
    writeSet(json.name("test"), data.test());
    json.endObject();
    json.name("variants").beginObject();
    for (VariantResult result : results.variants()) {
      writeVariant(json.name(result.trained().variant().toString()), result);
    }
    json.endObject();
    if (results.lambdas() != null) {
      json.name("lambda_search").jsonValue(results.lambdas().toJson());
    }
    json.endObject();
    json.flush();
  }

  private static void writeSettings(JsonWriter json, Settings settings) throws IOException {
    json.beginObject();
    json.name("init").value(settings.init().toString());
    json.name("seed").value(settings.seed());
    json.name("mask").value(settings.mask().toString());
    json.name("iterations").value(settings.iterations());
    json.name("learning_rate").value(settings.learningRate());
    json.name("lambda").value(settings.lambda());
    json.name("keep_prob");
    if (settings.keepProbabilities().length() == 1) {
      json.value(settings.keepProbability(0));
    } else {
      json.jsonValue(doubles(settings.keepProbabilities()));
    }
    json.name("patience").value(settings.patience());
    json.name("lambda_search").value(settings.strengths());
    json.name("layers").jsonValue(ints(settings.units()));
    json.endObject();
  }

  private static void writeSet(JsonWriter json, PlanarSet set) throws IOException {
    json.beginObject();
    json.name("examples").value(set.size());
    json.name("ones").value(set.ones());
    json.endObject();
  }

  private static void writeVariant(JsonWriter json, VariantResult result) throws IOException {
    TrainedVariant trained = result.trained();
    json.beginObject();
    json.name("gradient_check").beginObject();
    json.name("correct").value(result.gradientCheck().correct());
    json.name("verdict").value(result.gradientCheck().text());
    json.endObject();
    json.name("train_accuracy").value(result.trainAccuracy());
    json.name("test_accuracy").value(result.testAccuracy());
    if (result.development() != null) {
      json.name("dev_accuracy").value(result.development().devAccuracy());
    }
    json.name("final_cost").value(trained.costs().finalCost());
    json.name("final_penalty").value(trained.costs().finalPenalty());
    json.name("zero_weights").value(trained.zeroWeights());
    json.name("diagnosis").value(result.finding());
    json.name("costs").jsonValue(costs(trained.costs()));
    if (trained.stopping() != null) {
      json.name("stopping").beginObject();
      json.name("best").value(trained.stopping().best());
      json.name("costs").jsonValue(costs(trained.stopping().costs()));
      json.endObject();
    }
    json.name("final").beginObject();
    for (Map.Entry<String, ParameterValue> entry : trained.parameters().entrySet()) {
      json.name(entry.getKey()).beginObject();
      json.name("shape").jsonValue(ints(entry.getValue().shape()));
      json.name("data").jsonValue(doubles(entry.getValue().data()));
      json.endObject();
    }
    json.endObject();
    json.endObject();
  }

  /** Gson's pretty form gives each number a line of its own; an array here takes one line. */
  private static String costs(CostCurve curve) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < curve.size(); i++) {
      text.append(i == 0 ? "[" : ", [").append(curve.iteration(i)).append(", ");
      text.append(finite(curve.cost(i))).append(']');
    }
    return text.append(']').toString();
  }

  private static String ints(ImmutableIntArray values) {
    return values.toString();
  }

  private static String doubles(ImmutableDoubleArray values) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < values.length(); i++) {
      text.append(i == 0 ? "" : ", ").append(finite(values.get(i)));
    }
    return text.append(']').toString();
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("results.json: not a finite number: " + value);
    }
    return value;
  }
}
