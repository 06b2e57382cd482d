package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.nn.Standardizer;
import java.util.Arrays;

/** How numbers are brought to a common size, by the training part's statistics. */
public enum Scaling {

  /**
   * {@code (x - mean) / deviation}, as {@link Standardizer} does; numbers that are all alike are
   * only shifted.
   */
  STANDARD {
    @Override
    Scale fit(double[] values) {
      return standard(false, values);
    }
  },

  /**
   * {@code (x - median) / (q3 - q1)}: what a few wild values do not move. Quartiles are
   * interpolated as NumPy's {@code percentile} does; where they are alike, numbers are only
   * shifted.
   */
  ROBUST {
    @Override
    Scale fit(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      double range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
      return new Scale(false, quantile(sorted, 0.5), range == 0 ? 1 : range);
    }
  },

  /**
   * {@code sign(x) ln(1 + |x|)}, and that standardized: for amounts that span orders of magnitude.
   */
  LOG {
    @Override
    Scale fit(double[] values) {
      double[] logs = values.clone();
      Arrays.setAll(logs, i -> Scale.log(logs[i]));
      return standard(true, logs);
    }
  },

  /** Numbers stay as they are. */
  NONE {
    @Override
    Scale fit(double[] values) {
      return Scale.IDENTITY;
    }
  };

  /** Returns the scale of values, of which there is one at least. */
  abstract Scale fit(double[] values);

  private static Scale standard(boolean isLog, double[] values) {
    Standardizer fitted = Standardizer.fit(Tensor.wrap(values, values.length, 1));
    return new Scale(isLog, fitted.mean().item(), fitted.deviation().item());
  }

  /** Returns a quantile of sorted values, interpolated between the two that are nearest. */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    double part = place - below;
    // The mean of two large numbers is a number, and their sum may be none.
    return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
  }

  /**
   * How a number is scaled.
   *
   * @param isLog whether of its logarithm
   * @param shift what is taken away first
   * @param divisor what the rest is divided by; positive
   */
  record Scale(boolean isLog, double shift, double divisor) {

    static final Scale IDENTITY = new Scale(false, 0, 1);

    Scale {
      Preconditions.checkArgument(
          Double.isFinite(shift) && divisor > 0 && Double.isFinite(divisor),
          "recipe: the statistics of a column are not finite: %s and %s; scale it otherwise",
          shift,
          divisor);
    }

    static double log(double x) {
      return Math.copySign(Math.log1p(Math.abs(x)), x);
    }

    double apply(double x) {
      return ((isLog ? log(x) : x) - shift) / divisor;
    }

    double invert(double scaled) {
      double x = scaled * divisor + shift;
      return isLog ? Math.copySign(Math.expm1(Math.abs(x)), x) : x;
    }
  }
}
