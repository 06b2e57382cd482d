package dev.wengert.examples.regularization.training;

import dev.wengert.examples.UserError;
import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.nn.tuning.LambdaCurve;
import dev.wengert.nn.tuning.LambdaSearch;
import java.util.function.IntConsumer;

/**
 * The search for the L2 penalty's lambda: each is trained with on a part of the training set, and
 * the cost of the part that was held out says which is best. The test set takes no part.
 *
 * @param trainer what trains
 * @param settings all but lambda
 */
public record LambdaTuning(VariantTrainer trainer, Settings settings) {

  private static final double LOWEST = 0.01;
  private static final double HIGHEST = 10;

  /** Returns how many values of lambda it tries at most: 0, the grid, and the best's neighbours. */
  public int trials() {
    return 1 + settings.strengths() + 2;
  }

  /**
   * Returns the mean cross-entropy of both parts for each lambda that was tried.
   *
   * @param progress takes the number of lambdas done
   * @throws UserError if a training diverges
   */
  public LambdaCurve search(PlanarSet train, IntConsumer progress) {
    HeldOut parts = HeldOut.of(train, settings.seed());
    int[] done = {0};
    LambdaCurve curve =
        LambdaSearch.over(LOWEST, HIGHEST, settings.strengths())
            .withZero()
            .withRefinements(1)
            .run(
                lambda -> {
                  LambdaSearch.Errors errors = errors(lambda, parts);
                  progress.accept(++done[0]);
                  return errors;
                });
    // The best at an end of the grid has one neighbour only.
    progress.accept(trials());
    return curve;
  }

  private LambdaSearch.Errors errors(double lambda, HeldOut parts) {
    PlaneClassifier predictor =
        trainer.train(Variant.L2, settings.withLambda(lambda), parts.fit(), step -> {}).predictor();
    double dev = predictor.crossEntropy(parts.dev());
    if (!Double.isFinite(dev)) {
      throw new UserError(
          "--learning-rate: the training with lambda "
              + lambda
              + " diverged: the cost of the held-out examples is "
              + dev
              + "; choose a rate below "
              + settings.learningRate());
    }
    return new LambdaSearch.Errors(predictor.crossEntropy(parts.fit()), dev);
  }
}
