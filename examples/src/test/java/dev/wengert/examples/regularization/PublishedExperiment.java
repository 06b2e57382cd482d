package dev.wengert.examples.regularization;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.wengert.examples.regularization.training.Variant;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The published regularization experiment, made with NumPy and hand-written backward passes: the
 * variants {@code baseline}, {@code l2} and {@code dropout}.
 */
public final class PublishedExperiment {

  private static final String PUBLISHED = "regularization_experiment.json";
  private static final String BUILT_IN = "builtin_experiment.json";

  private PublishedExperiment() {}

  /** Returns all that is recorded of a variant. */
  public static JsonObject variant(String name) {
    return read(PUBLISHED, name);
  }

  /** Returns what NumPy finds for a variant on the built-in set. */
  public static JsonObject builtIn(Variant variant) {
    return builtIn(variant.toString());
  }

  /** Returns what NumPy finds with dropout for a network on the built-in set, "2,20,10,5,1". */
  public static JsonObject builtIn(String network) {
    return read(BUILT_IN, network);
  }

  private static JsonObject read(String resource, String name) {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(PublishedExperiment.class.getResourceAsStream(resource)),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject().getAsJsonObject(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an initial parameter in row-major order. */
  public static double[] initial(String variant, String parameter) {
    JsonArray data =
        variant(variant)
            .getAsJsonObject("initial")
            .getAsJsonObject(parameter)
            .getAsJsonArray("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i).getAsDouble();
    }
    return values;
  }
}
