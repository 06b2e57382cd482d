package dev.wengert.examples.penalties;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.examples.regularization.data.PlanarSet;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Activation;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.layer.Dropout;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Losses;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Shapes;

/**
 * A trained 2-20-8-1 network of tanh units over points of the plane.
 *
 * @param model the network
 * @param values its values
 */
record PlaneNetwork(Model<Sequential> model, Values values) {

  private static final int WIDE = 20;
  private static final int NARROW = 8;

  /**
   * How a network is trained.
   *
   * @param lambda of the penalty {@code lambda / (2 m) sum w^2}
   * @param keepFirst the share of the first hidden layer's units that dropout keeps
   * @param keepSecond the share of the second's
   * @param steps of Adam on all points
   * @param seed of the first weights and the masks
   */
  record Recipe(double lambda, double keepFirst, double keepSecond, int steps, long seed) {

    /** Returns a recipe without dropout. */
    static Recipe of(double lambda, int steps, long seed) {
      return new Recipe(lambda, 1, 1, steps, seed);
    }
  }

  static PlaneNetwork train(PlanarSet points, Recipe recipe) {
    Model<Sequential> model =
        Model.of(
            Sequential.of(
                Dense.of(2, WIDE, Initializer.xavier()),
                Activation.tanh(),
                Dropout.keeping(recipe.keepFirst),
                Dense.of(WIDE, NARROW, Initializer.xavier()),
                Activation.tanh(),
                Dropout.keeping(recipe.keepSecond),
                Dense.of(NARROW, 1, Initializer.xavier())),
            DType.FLOAT64);
    Tensor x = inputs(points);
    Tensor y = Tensor.wrap(points.labels(), points.size(), 1);
    Penalty penalty = Penalty.l2(recipe.lambda, points.size());
    Key key = Key.of(recipe.seed);
    Values values = model.initialize(key.fold("values"));
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.02));
    Optimizer.State state = optimizer.start();
    for (int step = 0; step < recipe.steps; step++) {
      Model.Step done =
          model.differentiate(
              values,
              key.fold(step),
              (net, pass) ->
                  Losses.binaryCrossEntropyWithLogits(net.forward(x, pass), y)
                      .plus(penalty.of(pass)));
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values = next.values();
      state = next.state();
    }
    return new PlaneNetwork(model, values);
  }

  private static Tensor inputs(PlanarSet points) {
    return Shapes.stack(1, Tensor.of(points.x1()), Tensor.of(points.x2()));
  }

  /** Returns the logits of points [m, 2], [m, 1]. */
  Tensor logits(Tensor x) {
    return model.root().forward(x, model.inference(values));
  }

  /** Returns the logits of the points of a set, [m, 1]. */
  Tensor logits(PlanarSet points) {
    return logits(inputs(points));
  }

  /** Returns the share of points on whose side the logits are. */
  static double accuracy(Tensor logits, PlanarSet points) {
    Tensor right = logits.gt(0).eq(Tensor.wrap(points.labels(), points.size(), 1).gt(0.5));
    return Reductions.mean(right.to(DType.FLOAT64)).item();
  }

  /** Returns the mean cross-entropy of a set's labels. */
  static double loss(Tensor logits, PlanarSet points) {
    return Losses.binaryCrossEntropyWithLogits(
            logits, Tensor.wrap(points.labels(), points.size(), 1))
        .item();
  }

  /** Returns what goes into the first hidden layer's tanh at the points of a set, [m, 20]. */
  Tensor firstInputs(PlanarSet points) {
    return inputs(points).matmul(values.get("0.weight").transpose()).plus(values.get("0.bias"));
  }
}
