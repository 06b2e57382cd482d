package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Statistic;
import dev.wengert.nn.Values;
import dev.wengert.ops.Regularization;
import java.util.Arrays;
import java.util.IdentityHashMap;

/**
 * A layer of whose weights some are left out for good: it runs with {@code W} where a mask is 1,
 * and 0 where it is 0.
 *
 * {@snippet class="dev.wengert.nn.layer.PrunedTest" region="pruned"}
 *
 * <p>The masks are statistics beside the weights, {@code weight.mask}, 1 everywhere at first; so
 * they are in checkpoints, and no gradient changes them. Where a mask is 0 the gradient is 0 too:
 * the layer goes on learning with what is left. The wrapped layer's own paths stay as they are, and
 * {@link #removed} gives values for it alone. Training and inference run alike. Exports to ONNX as
 * the layer does, with a mask beside each weight; export what {@code removed} returns instead.
 *
 * <p>Source: Han, Pool, Tran and Dally, "Learning both weights and connections for efficient neural
 * networks", 2015. PyTorch: {@code prune.l1_unstructured}, {@code prune.global_unstructured},
 * {@code prune.remove}.
 */
public final class Pruned implements Layer {

  /** A weight by its path in the wrapped layer, and its mask. */
  private record Weight(String path, Parameter parameter, Statistic mask) {}

  private final Layer layer;
  private final ImmutableList<Weight> weights;

  private Pruned(Layer layer, ImmutableList<Weight> weights) {
    this.layer = layer;
    this.weights = weights;
  }

  /**
   * Returns a layer of which nothing is left out yet.
   *
   * @throws IllegalArgumentException if it has no weight of two axes or more
   */
  public static Pruned of(Layer layer) {
    ImmutableList.Builder<Weight> weights = ImmutableList.builder();
    Weights.of("pruned", "to prune", layer)
        .forEach(
            (path, weight) ->
                weights.add(new Weight(path, weight, Statistic.of(1, weight.shape().sides()))));
    return new Pruned(layer, weights.build());
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.inPlace(layer);
    for (Weight weight : weights) {
      declarations.statistic(weight.path + ".mask", weight.mask);
    }
  }

  /**
   * Returns a pass in which what is left out is 0: for a layer that is run by a {@code forward} of
   * its own.
   */
  public Pass weights(Pass pass) {
    Pass pruned = pass;
    for (Weight weight : weights) {
      Tensor value = left(pass.value(weight.parameter), pass.value(weight.mask));
      pruned = pruned.with(weight.parameter, value);
    }
    return pruned;
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return layer.forward(x, weights(pass));
  }

  private static Tensor left(Tensor weight, Tensor mask) {
    return Regularization.mask(weight, mask.gt(0));
  }

  /**
   * Returns values in which of each weight a share of the numbers is left out, the ones nearest to
   * 0. What was left out before stays so and counts among the share.
   *
   * @param model the model that this layer is in, or is
   * @param share from 0 to 1, rounded to a whole number of each weight's numbers
   * @throws IllegalArgumentException if this layer is not in the model, or the share is outside
   */
  public Values byTensor(Model<?> model, Values values, double share) {
    checkShare(share);
    ImmutableMap<String, String> masks = masks(model);
    Values result = values;
    for (String path : masks.keySet()) {
      String mask = masks.get(path);
      double[] sizes = sizes(values.get(path), values.get(mask));
      result = result.with(mask, mask(values.get(mask), sizes, 0, leftOut(sizes, share)));
    }
    return result;
  }

  /**
   * Returns values in which a share of the numbers of all weights together is left out, the ones
   * nearest to 0: a layer of small weights loses more than one of large ones.
   *
   * @param model the model that this layer is in, or is
   * @param share from 0 to 1, rounded to a whole number of all weights' numbers
   * @throws IllegalArgumentException if this layer is not in the model, or the share is outside
   */
  public Values globally(Model<?> model, Values values, double share) {
    checkShare(share);
    ImmutableMap<String, String> masks = masks(model);
    int count = masks.keySet().stream().mapToInt(path -> values.get(path).size()).sum();
    double[] sizes = new double[count];
    int begin = 0;
    for (String path : masks.keySet()) {
      double[] own = sizes(values.get(path), values.get(masks.get(path)));
      System.arraycopy(own, 0, sizes, begin, own.length);
      begin += own.length;
    }
    boolean[] isOut = leftOut(sizes, share);
    Values result = values;
    begin = 0;
    for (String mask : masks.values()) {
      result = result.with(mask, mask(values.get(mask), sizes, begin, isOut));
      begin += values.get(mask).size();
    }
    return result;
  }

  /** Returns the share of all weights' numbers that is left out. */
  public double share(Model<?> model, Values values) {
    double left = 0;
    double count = 0;
    for (String mask : masks(model).values()) {
      for (double one : values.get(mask).toDoubleArray()) {
        left += one;
        count++;
      }
    }
    return 1 - left / count;
  }

  /**
   * Returns values for the model without these masks: 0 where a mask is.
   *
   * @param model the model that this layer is in, or is
   * @throws IllegalArgumentException if this layer is not in the model
   */
  public Values removed(Model<?> model, Values values) {
    ImmutableMap<String, String> masks = masks(model);
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    values
        .byPath()
        .forEach(
            (path, value) -> {
              String mask = masks.get(path);
              if (mask != null) {
                result.put(path, left(value, values.get(mask)));
              } else if (!masks.containsValue(path)) {
                result.put(path, value);
              }
            });
    return new Values(result.buildOrThrow());
  }

  /** Returns the path of each weight's mask by that of the weight, in a model. */
  private ImmutableMap<String, String> masks(Model<?> model) {
    IdentityHashMap<Statistic, String> paths = new IdentityHashMap<>();
    model.statistics().forEach((path, statistic) -> paths.put(statistic, path));
    ImmutableMap.Builder<String, String> masks = ImmutableMap.builder();
    model
        .parameters()
        .forEach(
            (path, parameter) -> {
              for (Weight weight : weights) {
                String mask = paths.get(weight.mask);
                if (mask != null && weight.parameter.equals(parameter)) {
                  masks.put(path, mask);
                }
              }
            });
    ImmutableMap<String, String> found = masks.buildOrThrow();
    Preconditions.checkArgument(
        found.size() == weights.size(),
        "pruned: the model has %s of this layer's %s weights; give the model that it is in",
        found.size(),
        weights.size());
    return found;
  }

  private static void checkShare(double share) {
    Preconditions.checkArgument(
        share >= 0 && share <= 1, "pruned: not a share: %s; give a number from 0 to 1", share);
  }

  /** Returns how far from 0 each number is; what is left out already is nearer than all. */
  private static double[] sizes(Tensor weight, Tensor mask) {
    double[] sizes = weight.toDoubleArray();
    double[] kept = mask.toDoubleArray();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = kept[i] > 0 ? Math.abs(sizes[i]) : -1;
    }
    return sizes;
  }

  /** Returns which numbers are left out: the smallest, of equal ones the first; NaN is largest. */
  private static boolean[] leftOut(double[] sizes, double share) {
    int count = (int) Math.round(share * sizes.length);
    boolean[] isOut = new boolean[sizes.length];
    if (count == 0) {
      return isOut;
    }
    double[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double bound = sorted[count - 1];
    int below = 0;
    for (double size : sizes) {
      below += Double.compare(size, bound) < 0 ? 1 : 0;
    }
    int ties = count - below;
    for (int i = 0; i < sizes.length; i++) {
      int order = Double.compare(sizes[i], bound);
      isOut[i] = order < 0 || (order == 0 && ties-- > 0);
    }
    return isOut;
  }

  private static Tensor mask(Tensor before, double[] sizes, int begin, boolean[] isOut) {
    double[] mask = new double[before.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = isOut[begin + i] || sizes[begin + i] < 0 ? 0 : 1;
    }
    return Tensor.wrap(mask, before.shape().sides()).to(before.dtype());
  }
}
