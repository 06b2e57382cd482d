package dev.wengert.nn.data.table;

import com.google.common.base.Joiner;
import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Model;
import dev.wengert.nn.Predictor;
import dev.wengert.nn.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A trained model with what makes its inputs of raw rows: a map, a record, a line of CSV, or a
 * table. One file holds the parameters and statistics of the model, and all that was fitted.
 *
 * <p>It holds nothing that changes, so one serves any number of threads.
 *
 * {@snippet class="dev.wengert.nn.data.table.TableSnippetsTest" region="predictor"}
 */
public final class TablePredictor {

  private static final String FORMAT = "wengert.table";
  private static final String VERSION = "1";
  private static final String FEATURES = "features";

  private final Features features;
  private final Model<?> model;
  private final Values values;
  private final Predictor predictor;

  private TablePredictor(Features features, Model<?> model, Values values) {
    this.features = features;
    this.model = model;
    this.values = values;
    this.predictor = model.predictor(values);
  }

  /**
   * Returns the predictor of a trained model.
   *
   * @param features what its inputs were made by
   * @param model whose root is a layer from [N, {@link Features#width}] to [N, {@link
   *     Features#outputs}]: logits, or a scaled number
   * @throws IllegalArgumentException if the values are not the model's, or its root is no layer
   */
  public static TablePredictor of(Features features, Model<?> model, Values values) {
    return new TablePredictor(features, model, values);
  }

  /**
   * Writes the model's parameters and statistics, and all that was fitted, whole or not at all: a
   * safetensors file with the tensors by path, whose metadata hold the features as JSON.
   *
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    Safetensors.write(
        file,
        values.byPath(),
        ImmutableMap.of(FORMAT, VERSION, FEATURES, FeaturesJson.write(features)));
  }

  /**
   * Returns the predictor in a file.
   *
   * @param model builds the model as it was built when the file was written, for the features that
   *     are in the file
   * @throws IllegalArgumentException if the file holds no predictor, or its tensors are not the
   *     model's; the message names all differences
   * @throws IOException if reading fails or the file is damaged
   */
  public static TablePredictor read(Path file, Function<Features, ? extends Model<?>> model)
      throws IOException {
    Safetensors.Contents contents = Safetensors.read(file);
    String json = contents.metadata().get(FEATURES);
    Preconditions.checkArgument(
        VERSION.equals(contents.metadata().get(FORMAT)) && json != null,
        "predictor: %s is not a predictor for tables of version %s; name a file that one wrote",
        file,
        VERSION);
    Features features = FeaturesJson.read("predictor: " + file, json);
    Model<?> built = model.apply(features);
    ImmutableList<String> differences = new Values(contents.tensors()).differences(built.specs());
    Preconditions.checkArgument(
        differences.isEmpty(),
        "predictor: %s differs in %s of its tensors: %s; build the model as it was built when the"
            + " file was written",
        file,
        differences.size(),
        Joiner.on("; ").join(differences));
    ImmutableMap.Builder<String, Tensor> ordered = ImmutableMap.builder();
    for (String path : built.specs().keySet()) {
      ordered.put(path, Objects.requireNonNull(contents.tensors().get(path)));
    }
    return new TablePredictor(features, built, new Values(ordered.buildOrThrow()));
  }

  /** Returns what makes the model's inputs. */
  public Features features() {
    return features;
  }

  /**
   * Returns the model's outputs for the rows of a table, [N, outputs].
   *
   * @throws IllegalArgumentException if the table lacks a column, or one holds something else than
   *     in training; or if the model's outputs are of another shape
   */
  public Tensor outputs(Table table) {
    Tensor outputs = predictor.of(features.inputs(table, model.dtype()));
    Preconditions.checkArgument(
        outputs.rank() == 2 && outputs.shape().side(1) == features.outputs(),
        "predictor: the model's outputs are %s; end it with a layer of %s outputs",
        outputs.shape(),
        features.outputs());
    return outputs;
  }

  /**
   * Returns what the model says of each row of a table.
   *
   * @throws IllegalArgumentException as {@link #outputs} does
   */
  public ImmutableList<Prediction> of(Table table) {
    int width = features.outputs();
    double[] outputs = outputs(table).toDoubleArray();
    ImmutableList.Builder<Prediction> result = ImmutableList.builder();
    for (int row = 0; row < table.rows(); row++) {
      double[] own = new double[width];
      System.arraycopy(outputs, row * width, own, 0, width);
      result.add(new Prediction(features.foretold(), own));
    }
    return result.build();
  }

  /**
   * Returns what the model says of a row.
   *
   * @param row values by column: numbers, strings as they are written in CSV, booleans, dates of
   *     {@code java.time}, and null for a missing one; others than the model's columns are left
   *     alone
   * @throws IllegalArgumentException if a column is not there, or its value is not what it holds
   */
  public Prediction of(Map<String, ?> row) {
    return of(RawRows.table(features, row)).get(0);
  }

  /**
   * Returns what the model says of a row whose columns are the components of a record.
   *
   * @throws IllegalArgumentException as {@link #of(Map)} does, or if the record cannot be looked
   *     into from here
   */
  public Prediction of(Record row) {
    return of(RawRows.map(row));
  }

  /**
   * Returns what the model says of a line of CSV. Its cells are in the order of the file that was
   * trained with, all of them or all but the target's. It needs the library {@code
   * de.siegmar:fastcsv}.
   *
   * @throws IllegalArgumentException as {@link #of(Map)} does, or if there are more cells or fewer,
   *     or it is no line of CSV
   * @throws IllegalStateException if the library is not there
   */
  public Prediction ofCsv(String line) {
    return of(RawRows.csv(features, line));
  }

  /** Returns what is foretold, and from what. */
  @Override
  public String toString() {
    return "TablePredictor of " + features;
  }
}
