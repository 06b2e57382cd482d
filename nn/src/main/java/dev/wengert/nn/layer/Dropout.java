package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Regularization;

/**
 * The layer that in training drops elements at random and scales up the rest, and in inference does
 * nothing ({@link Regularization#dropout}).
 *
 * @param keepProbability the probability to stay, in (0, 1]
 */
public record Dropout(double keepProbability) implements Layer {

  /**
   * Makes a dropout layer.
   *
   * @throws IllegalArgumentException if the probability is outside (0, 1]
   */
  public Dropout {
    Preconditions.checkArgument(
        keepProbability > 0 && keepProbability <= 1,
        "dropout: not a keep probability: %s; give a number above 0, at most 1",
        keepProbability);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return pass.isTraining() ? Regularization.dropout(x, pass.key(this), keepProbability) : x;
  }
}
