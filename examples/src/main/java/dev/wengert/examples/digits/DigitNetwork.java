package dev.wengert.examples.digits;

import static dev.wengert.nn.data.augment.Augmentations.rotate;
import static dev.wengert.nn.data.augment.Augmentations.shift;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.Model;
import dev.wengert.nn.Predictor;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Batches;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.augment.Augmentation;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Flatten;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.convolution.MaxPool;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.train.Limit;
import dev.wengert.nn.train.Trainer;
import dev.wengert.nn.train.TrainingListener;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolutional network for images [N, 1, 28, 28]: three convolutions, each with pooling and
 * batch normalization, then a hidden layer with dropout; logits [N, 10].
 */
final class DigitNetwork {

  private static final int BATCH = 64;
  private static final double RATE = 4e-3;

  private static final Augmentation AUGMENTATION = Augmentation.sequence(rotate(10), shift(2));

  private DigitNetwork() {}

  /** Returns the network. */
  static Model<Sequential> model() {
    return Model.of(
        Sequential.of(
            // Batch normalization subtracts the mean: a bias before it would do nothing. Pooling
            // comes before it, so that it and the activation see a quarter of the places.
            Convolution.of2d(1, 16, Conv.same(), 3).withoutBias(),
            MaxPool.of(2),
            BatchNorm.of(16),
            Activation.relu(),
            Convolution.of2d(16, 32, Conv.same(), 3).withoutBias(),
            MaxPool.of(2),
            BatchNorm.of(32),
            Activation.relu(),
            Convolution.of2d(32, 64, Conv.same(), 3).withoutBias(),
            MaxPool.of(2),
            BatchNorm.of(64),
            Activation.relu(),
            Flatten.of(),
            Dense.of(64 * 3 * 3, 128),
            Activation.relu(),
            Dropout.dropping(0.3),
            Dense.of(128, Digits.CLASSES)));
  }

  /** Returns the number of steps that training takes. */
  static int steps(Examples data, int epochs) {
    return Math.toIntExact(epochs * Batching.of(BATCH).droppingLast().count(data.count()));
  }

  /** Trains on images that are turned and shifted anew in each epoch. */
  static Values train(
      Model<Sequential> model, Examples data, int epochs, long seed, TrainingListener listener) {
    Schedule rate = Schedule.oneCycle(RATE, steps(data, epochs));
    Trainer<Sequential> trainer =
        Trainer.of(
                model,
                (net, batch, pass) -> Losses.crossEntropy(net.forward(batch.x(), pass), batch.y()),
                Optimizer.of(model, Adam.of(rate)))
            .listener(listener)
            .build();
    return trainer
        .train(
            data.augment(AUGMENTATION).prefetch(2),
            Batching.of(BATCH).droppingLast(),
            Limit.epochs(epochs),
            trainer.start(Key.of(seed)))
        .values();
  }

  /** Returns how likely each digit is for each image: [N, 10]. */
  static Tensor probabilities(Model<Sequential> model, Values values, Examples images) {
    Predictor predictor = model.predictor(values);
    List<Tensor> parts = new ArrayList<>();
    try (Batches batches = images.inOrder(Batching.of(256))) {
      while (batches.hasNext()) {
        parts.add(Activations.softmax(predictor.of(batches.next().x()), -1));
      }
    }
    return Shapes.concat(0, parts);
  }
}
