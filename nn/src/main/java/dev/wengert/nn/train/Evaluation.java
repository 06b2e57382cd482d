package dev.wengert.nn.train;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.Tensor;
import dev.wengert.nn.Component;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batch;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.metric.Metric;
import java.util.function.Consumer;

/**
 * What is measured of a model after each epoch, in inference: figures by name, {@code dev.loss} for
 * example.
 *
 * @param <M> the root of the model
 */
@FunctionalInterface
public interface Evaluation<M extends Component> {

  /** Returns the figures of a model with some values. */
  ImmutableMap<String, Double> of(Model<? extends M> model, Values values);

  /**
   * Returns the mean loss over a data set, without penalties, as {@code NAME.loss}: over all that
   * the loss {@linkplain BatchLoss#counted counts}; NaN where nothing does.
   *
   * @param name the data set's
   */
  static <M extends Component> Evaluation<M> loss(
      String name, DataSet data, Batching batching, BatchLoss<? super M> loss) {
    return (model, values) -> {
      double[] sum = {0};
      long[] counted = {0};
      forEach(
          name,
          data,
          batching,
          batch -> {
            long own = loss.counted(batch);
            if (own > 0) {
              counted[0] += own;
              sum[0] += own * loss.of(model.root(), batch, model.inference(values)).item();
            }
          });
      return ImmutableMap.of(name + ".loss", sum[0] / counted[0]);
    };
  }

  /**
   * Returns metrics over a data set, each as {@code NAME.METRIC}, {@code dev.accuracy} for example.
   * All are taken of one run over the data.
   *
   * @param name the data set's
   * @param prediction what the network says of a batch, as the metrics take it
   * @param metrics what is measured; each evaluation begins with {@linkplain Metric#fresh fresh}
   *     ones
   * @throws IllegalArgumentException if there are none, or two have one name
   */
  static <M extends Component> Evaluation<M> metrics(
      String name,
      DataSet data,
      Batching batching,
      BatchPrediction<? super M> prediction,
      Metric... metrics) {
    ImmutableList<Metric> kinds = ImmutableList.copyOf(metrics);
    ImmutableList<String> names =
        kinds.stream().map(Metric::name).collect(ImmutableList.toImmutableList());
    Preconditions.checkArgument(
        !names.isEmpty() && ImmutableSet.copyOf(names).size() == names.size(),
        "evaluation: the metrics of %s are %s; give one or more, each with a name of its own",
        name,
        names);
    return (model, values) -> {
      ImmutableList<Metric> taken =
          kinds.stream().map(Metric::fresh).collect(ImmutableList.toImmutableList());
      forEach(
          name,
          data,
          batching,
          batch -> {
            Tensor predicted = prediction.of(model.root(), batch, model.inference(values));
            Tensor targets = prediction.targets(batch);
            taken.forEach(metric -> metric.update(predicted, targets));
          });
      ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
      taken.forEach(metric -> figures.put(name + "." + metric.name(), metric.value()));
      return figures.buildOrThrow();
    };
  }

  /**
   * Returns a metric over a data set, to look at more than its value: {@code Evaluation.measured(
   * ConfusionMatrix.of(3), ...).report()}.
   *
   * @param kind says what is measured; what it has taken in is not looked at
   * @throws IllegalArgumentException if the data set has no examples
   */
  @SuppressWarnings("unchecked") // a fresh metric is of the same kind
  static <K extends Metric, M extends Component> K measured(
      K kind,
      Model<M> model,
      Values values,
      DataSet data,
      Batching batching,
      BatchPrediction<? super M> prediction) {
    K metric = (K) kind.fresh();
    forEach(
        "to measure " + kind.name() + " on",
        data,
        batching,
        batch ->
            metric.update(
                prediction.of(model.root(), batch, model.inference(values)),
                prediction.targets(batch)));
    return metric;
  }

  /** Hands over all batches of a data set, which has examples. */
  private static void forEach(
      String name, DataSet data, Batching batching, Consumer<Batch> measure) {
    long examples = 0;
    try (Batches batches = data.inOrder(batching)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        measure.accept(batch);
        examples += batch.size();
      }
    }
    Preconditions.checkArgument(
        examples > 0, "evaluation: the data set %s has no examples; give it some", name);
  }
}
