package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Reductions;
import dev.wengert.ops.Selection;
import java.util.List;

/**
 * Brings inputs to mean 0 and standard deviation 1, by the statistics of the training data: {@code
 * (x - mean) / deviation}. Dev and test data go through the same one, never through one of their
 * own.
 *
 * <p>A feature that is constant in the training data has nothing to be scaled by: it is only
 * shifted (its deviation is set to 1), so that in training it is 0 and a surprise stays visible.
 * Constant is what deviates by no more than the rounding of its mean in FLOAT64.
 *
 * @param mean of each feature, FLOAT64, broadcasts to the data
 * @param deviation of each feature, FLOAT64: the root of the biased variance; positive
 */
public record Standardizer(Tensor mean, Tensor deviation) {

  private static final double ROUNDING = 0x1p-52;

  /** Squares of numbers with exponents up to this are numbers, and so are their sums. */
  private static final int MODERATE = 400;

  private static final String MEAN = "mean";
  private static final String DEVIATION = "deviation";

  /**
   * Returns the standardizer of training data.
   *
   * @param data [N, ...]
   * @param axes what is averaged over; none means the first, so that each feature has its own
   *     statistics, and 0, 2, 3 means one a channel of images [N, C, H, W]
   * @throws IllegalArgumentException if there is no data, or a feature holds NaN or an infinity
   */
  public static Standardizer fit(Tensor data, int... axes) {
    return fit(List.of(data), axes);
  }

  /**
   * Returns the standardizer of training data that come in batches; none of them is kept.
   *
   * @throws IllegalArgumentException if there is no data, a feature holds NaN or an infinity, or
   *     the batches differ in their features
   */
  public static Standardizer fit(Iterable<Tensor> batches, int... axes) {
    Summary all = null;
    Tensor unit = Tensor.scalar(1.0);
    for (Tensor batch : batches) {
      Tensor numbers = batch.to(DType.FLOAT64);
      unit = all == null ? unit(numbers, orFirst(axes)) : unit;
      Summary summary = Summary.of(numbers.times(unit), orFirst(axes));
      all = all == null ? summary : all.merge(summary);
    }
    Preconditions.checkArgument(
        all != null, "standardizer: no data to fit; give at least one batch");
    return of(all, unit);
  }

  /** Returns powers of two that bring features there where squares are numbers; 1 if they are. */
  private static Tensor unit(Tensor numbers, int... axes) {
    if (numbers.size() == 0 || !Autodiff.isKnown(numbers)) {
      return Tensor.scalar(1.0);
    }
    Tensor largest = Reductions.max(Elementary.abs(numbers), true, axes);
    double[] units = largest.toDoubleArray();
    for (int i = 0; i < units.length; i++) {
      int exponent = units[i] == 0 ? 0 : Math.getExponent(units[i]);
      boolean asIs = Math.abs(exponent) <= MODERATE || exponent > Double.MAX_EXPONENT;
      units[i] = asIs ? 1 : Math.scalb(1.0, -Math.min(exponent, Double.MAX_EXPONENT - 1));
    }
    return Tensor.wrap(units, largest.shape().sides());
  }

  private static int[] orFirst(int[] axes) {
    return axes.length == 0 ? new int[] {0} : axes;
  }

  /**
   * Returns the standardizer of what training data were summarized as.
   *
   * @throws IllegalArgumentException if a mean or a variance is not finite
   */
  public static Standardizer of(Summary summary) {
    return of(summary, Tensor.scalar(1.0));
  }

  /** Returns the standardizer of what training data times a unit were summarized as. */
  private static Standardizer of(Summary summary, Tensor unit) {
    Tensor mean = summary.mean().div(unit);
    Tensor deviation = Elementary.sqrt(summary.variance()).div(unit);
    checkFinite(mean.plus(deviation));
    Tensor rounding = Elementary.abs(mean).times(ROUNDING);
    Tensor isConstant = Comparisons.not(deviation.gt(rounding));
    return new Standardizer(mean, Selection.where(isConstant, 1, deviation));
  }

  /** Examples of a mapped function cannot be looked at. */
  private static void checkFinite(Tensor x) {
    double[] values = Autodiff.isKnown(x) ? x.toDoubleArray() : new double[0];
    for (int i = 0; i < values.length; i++) {
      Preconditions.checkArgument(
          Double.isFinite(values[i]),
          "standardizer: feature %s has no finite mean and deviation; find the NaN or infinity in"
              + " it, or leave it out",
          i);
    }
  }

  /**
   * Returns data standardized, in their own dtype; the arithmetic is FLOAT64, so that data far from
   * 0 lose nothing.
   *
   * @throws IllegalArgumentException if the statistics do not broadcast to the data
   */
  public Tensor apply(Tensor data) {
    check("standardizer", data);
    return data.to(DType.FLOAT64).minus(mean).div(deviation).to(data.dtype());
  }

  /**
   * Returns what standardized data were before.
   *
   * @throws IllegalArgumentException if the statistics do not broadcast to the data
   */
  public Tensor invert(Tensor standardized) {
    check("standardizer", standardized);
    return standardized.to(DType.FLOAT64).times(deviation).plus(mean).to(standardized.dtype());
  }

  private void check(String operation, Tensor data) {
    Preconditions.checkArgument(
        data.dtype().isFloating() && mean.shape().broadcastsTo(data.shape()),
        "%s: the data do not fit: they are %s, the means %s; give floating data of the features"
            + " it was fitted to",
        operation,
        data.spec(),
        mean.shape());
  }

  /** Returns the statistics as values, to be saved beside a model's. */
  public Values values() {
    return new Values(ImmutableMap.of(MEAN, mean, DEVIATION, deviation));
  }

  /**
   * Returns the standardizer that gave these values.
   *
   * @throws IllegalArgumentException if they are not those of one
   */
  public static Standardizer of(Values values) {
    Tensor mean = values.get(MEAN);
    Tensor deviation = values.get(DEVIATION);
    Preconditions.checkArgument(
        mean.spec().equals(deviation.spec()) && mean.dtype() == DType.FLOAT64,
        "standardizer: not its values: mean is %s, deviation %s; give FLOAT64 of one shape",
        mean.spec(),
        deviation.spec());
    return new Standardizer(mean, deviation);
  }
}
