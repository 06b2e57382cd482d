package dev.wengert.examples.penalties;

import static java.util.Objects.requireNonNull;

import dev.wengert.Tensor;
import dev.wengert.examples.Figures;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.ops.Reductions;
import java.util.Locale;

/**
 * Dropout beside the average of networks that it is said to stand for, alone and with a penalty,
 * with other shares of each layer; and what the penalty does to each layer's weights with dropout
 * and without.
 */
final class DropoutPart {

  private static final double LAMBDA = 1;
  private static final double KEEP = 0.8;
  private static final double KEEP_SECOND = 0.6;
  private static final int NETWORKS = 10;

  private DropoutPart() {}

  static void show(Figures figures, PlanarData data, int steps) {
    figures.print(
        "Dropout, penalty and averages: accuracy and cross-entropy on the test set, norm of each"
            + " layer's weights");
    show(figures, data, "one network", PlaneNetwork.Recipe.of(0, steps, 1));
    show(figures, data, "dropout 0.8, 0.8", new PlaneNetwork.Recipe(0, KEEP, KEEP, steps, 1));
    show(
        figures, data, "dropout 0.8, 0.6", new PlaneNetwork.Recipe(0, KEEP, KEEP_SECOND, steps, 1));
    show(figures, data, "L2", PlaneNetwork.Recipe.of(LAMBDA, steps, 1));
    show(figures, data, "L2 and dropout", new PlaneNetwork.Recipe(LAMBDA, KEEP, KEEP, steps, 1));
    Tensor average = average(data, steps, NETWORKS);
    figures.print(line("average of " + NETWORKS, average, data));
  }

  private static void show(
      Figures figures, PlanarData data, String name, PlaneNetwork.Recipe recipe) {
    PlaneNetwork network = PlaneNetwork.train(data.train(), recipe);
    StringBuilder line = new StringBuilder(line(name, network.logits(data.test()), data));
    for (double norm : norms(network)) {
      line.append(String.format(Locale.ROOT, "  %6.2f", norm));
    }
    figures.print(line.toString());
  }

  /** Returns the norm of each layer's weights. */
  static double[] norms(PlaneNetwork network) {
    return new double[] {norm(network, "0"), norm(network, "3"), norm(network, "6")};
  }

  private static double norm(PlaneNetwork network, String layer) {
    return Reductions.norm(network.values().get(layer + ".weight")).item();
  }

  /** Returns the mean logits of networks from different seeds on the test set. */
  static Tensor average(PlanarData data, int steps, int networks) {
    Tensor total = null;
    for (int seed = 1; seed <= networks; seed++) {
      Tensor logits =
          PlaneNetwork.train(data.train(), PlaneNetwork.Recipe.of(0, steps, seed))
              .logits(data.test());
      total = total == null ? logits : total.plus(logits);
    }
    return requireNonNull(total).div(networks);
  }

  private static String line(String name, Tensor logits, PlanarData data) {
    return String.format(
        Locale.ROOT,
        "  %-18s %5.1f%%  %6.3f",
        name,
        100 * PlaneNetwork.accuracy(logits, data.test()),
        PlaneNetwork.loss(logits, data.test()));
  }
}
