package dev.wengert.examples.normalization;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.recurrent.Recurrence;
import dev.wengert.nn.layer.recurrent.Rnn;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;

/**
 * Trains a recurrent network, with layer normalization inside or without, to say whether the sum of
 * a sequence is positive, from recurrent weights of different scales.
 */
final class RecurrentNormalization {

  private static final int BATCH = 64;
  private static final int TIMES = 20;
  private static final int HIDDEN = 24;

  private RecurrentNormalization() {}

  /** A tanh network whose last output is read by one linear unit. */
  private static final class Reader implements Layer {
    private final Rnn rnn;
    private final Dense last = Dense.of(HIDDEN, 1);

    Reader(boolean normalized, double scale) {
      Initializer state = (key, spec) -> Initializer.leCun().draw(key, spec).times(scale);
      Recurrence one = Recurrence.layers(1).stateWeights(state);
      this.rnn = Rnn.of(1, HIDDEN, normalized ? one.normalized() : one);
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("rnn", rnn);
      declarations.child("last", last);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      Tensor outputs = rnn.forward(x, pass);
      return last.forward(outputs.get(Index.all(), Index.at(-1)), pass);
    }
  }

  /** Returns the loss of each step. */
  static double[] losses(boolean normalized, double scale, int steps, long seed) {
    Model<Reader> model = Model.of(new Reader(normalized, scale));
    Key key = Key.of(seed);
    Values values = model.initialize(key.fold("values"));
    Optimizer optimizer = Optimizer.of(model, Adam.of(3e-3));
    Optimizer.State state = optimizer.start();
    double[] losses = new double[steps];
    for (int step = 0; step < steps; step++) {
      Tensor x =
          key.fold("data").fold(step).normal(new Spec(DType.FLOAT32, Shape.of(BATCH, TIMES, 1)));
      Tensor y = Reductions.sum(x, 1).gt(0).to(DType.FLOAT32);
      Model.Step done =
          model.differentiate(
              values,
              key.fold(step),
              (net, pass) -> Losses.binaryCrossEntropyWithLogits(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values = next.values().with(done.statistics());
      state = next.state();
      losses[step] = done.loss().item();
    }
    return losses;
  }
}
