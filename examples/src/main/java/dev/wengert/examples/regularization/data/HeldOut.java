package dev.wengert.examples.regularization.data;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.data.Splits;
import java.util.Arrays;
import java.util.List;

/**
 * A training set in two parts: what is trained on, and what is held out to decide by, which the
 * test set must not serve for.
 *
 * @param fit seven tenths of each class, chosen at random
 * @param dev the rest
 */
public record HeldOut(PlanarSet fit, PlanarSet dev) {

  /** How many examples a set needs at least, so that neither part is empty. */
  public static final int LEAST = 10;

  private static final double FIT = 0.7;

  /** Returns the parts of a set of at least {@link #LEAST} examples, the same for each seed. */
  public static HeldOut of(PlanarSet train, long seed) {
    int[] places = new int[train.size()];
    Arrays.setAll(places, i -> i);
    int[] classes = Arrays.stream(train.labels()).mapToInt(label -> (int) label).toArray();
    List<Examples> parts =
        Splits.stratified(
            DataSet.of(Tensor.of(places), Tensor.of(classes)),
            Key.of(seed).fold("held out"),
            FIT,
            1 - FIT);
    return new HeldOut(
        train.take(parts.get(0).x().toIntArray()), train.take(parts.get(1).x().toIntArray()));
  }
}
