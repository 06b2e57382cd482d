package dev.wengert.examples.regularization.training;

import dev.wengert.examples.regularization.data.HeldOut;
import dev.wengert.nn.Values;
import dev.wengert.nn.train.EarlyStopping;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/** Watches the cost of held-out examples during a training, and keeps the best values. */
final class StoppingWatch {

  /** How many steps there are between two looks. */
  static final int EVERY = 10;

  private final Experiment experiment;
  private final HeldOut parts;
  private final int last;
  private final EarlyStopping stopping;
  private final IntArrayList looks = new IntArrayList();
  private final DoubleArrayList costs = new DoubleArrayList();
  private final DoubleArrayList fitted = new DoubleArrayList();
  private EarlyStopping.Watch seen = EarlyStopping.start();
  private int best;

  StoppingWatch(Experiment experiment, HeldOut parts, Settings settings) {
    this.experiment = experiment;
    this.parts = parts;
    this.last = settings.iterations();
    this.stopping = EarlyStopping.onLoss("dev.cost", settings.patience() / EVERY);
  }

  /** Looks at the values after a number of steps; returns whether training should end. */
  boolean isOver(int done, Values values) {
    if (done % EVERY != 0 && done != last) {
      return false;
    }
    PlaneClassifier predictor = experiment.predictor(values);
    double cost = predictor.crossEntropy(parts.dev());
    looks.add(done);
    costs.add(cost);
    fitted.add(predictor.crossEntropy(parts.fit()));
    seen = stopping.next(seen, cost, values);
    if (seen.waited() == 0 || looks.size() == 1) {
      best = done;
    }
    return stopping.isOver(seen);
  }

  /** Returns the best values seen; those given if no cost was a number. */
  Values best(Values last) {
    Values values = seen.values();
    return values == null ? last : values;
  }

  StoppingCurve curve() {
    int[] steps = looks.toIntArray();
    return new StoppingCurve(
        CostCurve.of(steps, costs.toDoubleArray()),
        CostCurve.of(steps, fitted.toDoubleArray()),
        best);
  }
}
