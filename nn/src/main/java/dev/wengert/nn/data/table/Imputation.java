package dev.wengert.nn.data.table;

import java.util.Arrays;

/**
 * What stands for a missing number, date, or yes or no. Beside it an indicator says 1 where the
 * cell is missing, if one was in the training part.
 */
public enum Imputation {

  /** The median of the training part. */
  MEDIAN {
    @Override
    double of(double[] present) {
      double[] sorted = present.clone();
      Arrays.sort(sorted);
      return Scaling.quantile(sorted, 0.5);
    }
  },

  /** The mean of the training part. */
  MEAN {
    @Override
    double of(double[] present) {
      double mean = 0;
      for (int i = 0; i < present.length; i++) {
        mean += (present[i] - mean) / (i + 1);
      }
      return mean;
    }
  },

  /** Zero: no, and the first of January 1970. */
  ZERO {
    @Override
    double of(double[] present) {
      return 0;
    }
  },

  /** Nothing: a missing cell is an error, in training and after. */
  REFUSE {
    @Override
    double of(double[] present) {
      return Double.NaN;
    }
  };

  /** Returns what stands for a missing value where these are there, one at least. */
  abstract double of(double[] present);
}
