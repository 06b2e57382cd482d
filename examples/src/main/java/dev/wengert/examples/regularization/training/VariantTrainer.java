package dev.wengert.examples.regularization.training;

import dev.wengert.examples.regularization.data.PlanarSet;
import java.util.function.IntConsumer;

/**
 * Trains the network: what stands between the command line and the tensors.
 *
 * <p>Both methods begin from the same initial parameters, which follow from the settings alone.
 */
public interface VariantTrainer {

  /** Checks the gradient of a variant's loss at its initial parameters. */
  GradientVerdict checkGradient(Variant variant, Settings settings, PlanarSet train);

  /**
   * Trains a variant.
   *
   * @param train the whole batch of every step
   * @param progress takes the number of steps done, rising, after every step or now and then
   */
  TrainedVariant train(Variant variant, Settings settings, PlanarSet train, IntConsumer progress);
}
