package dev.wengert.datasets;

import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import dev.wengert.nn.data.Examples;
import dev.wengert.ops.Reductions;

/** The share of examples that a network classifies right. */
final class Accuracy {

  private Accuracy() {}

  static <M extends Layer> double of(Model<M> model, Values values, Examples examples) {
    Tensor logits = model.root().forward(examples.x(), model.inference(values));
    int[] classes = Reductions.argmax(logits, 1).toIntArray();
    int[] y = examples.y().toIntArray();
    int right = 0;
    for (int i = 0; i < y.length; i++) {
      right += classes[i] == y[i] ? 1 : 0;
    }
    return (double) right / y.length;
  }
}
