package dev.wengert.examples.table;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.ClassWeights;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.table.EmbeddedColumns;
import dev.wengert.nn.data.table.Features;
import dev.wengert.nn.data.table.Recipe;
import dev.wengert.nn.data.table.Scaling;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.data.table.TablePredictor;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.train.BatchLoss;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Outcome;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reduce;

/** What becomes of the customers' columns, the network, and how it is trained. */
final class ChurnModel {

  private static final int BATCH = 64;

  private ChurnModel() {}

  /** Returns what the columns become, fitted to the training part. */
  static Features features(Table training) {
    return Recipe.predicting("left")
        .leavingOut("customer", "remark")
        .scaling(Scaling.LOG, "price")
        .embedding("city")
        .joiningRare(training.rows() / 50)
        .fit(training);
  }

  /** Returns the network, which the file of a trained one does not hold. */
  static Model<Sequential> model(Features features) {
    EmbeddedColumns columns = EmbeddedColumns.of(features);
    return Model.of(
        Sequential.of(columns, Dense.of(columns.width(), 32), Activation.relu(), Dense.of(32, 1)));
  }

  /** Trains so that those who left, who are few, count as much as those who stayed. */
  static TablePredictor train(
      Features features, Table table, int epochs, long seed, TrainingListener listener) {
    Examples training = features.examples(table);
    Tensor weights = ClassWeights.balanced(training.y()).to(DType.FLOAT32);
    BatchLoss<Layer> loss =
        (net, batch, pass) -> {
          Tensor logits = net.forward(batch.x(), pass);
          return Losses.weighted(
              Losses.binaryCrossEntropyWithLogits(logits, batch.y(), Reduce.NONE),
              Indexing.take(weights, batch.y().to(DType.INT32), 0),
              Reduce.MEAN);
        };
    Model<Sequential> model = model(features);
    Trainer<Sequential> trainer =
        Trainer.of(model, loss, Optimizer.of(model, AdamW.of(3e-3, 1e-3)))
            .listener(listener)
            .build();
    Outcome outcome =
        trainer.train(
            training, Batching.of(BATCH), Limit.epochs(epochs), trainer.start(Key.of(seed)));
    Values values = outcome.state().values();
    return TablePredictor.of(features, model, values);
  }
}
