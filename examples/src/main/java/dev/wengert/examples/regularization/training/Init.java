package dev.wengert.examples.regularization.training;

import com.google.common.base.Ascii;
import dev.wengert.examples.regularization.data.NumpyRandom;

/** How the weights of a layer with n inputs begin; biases begin at 0. */
public enum Init {
  /** Normal with variance 2 / n (He et al., 2015). */
  HE,
  /** Normal with variance 2 / (n + outputs) (Glorot and Bengio, 2010). */
  XAVIER,
  /** {@code randn(outputs, n) / sqrt(n)} of {@link NumpyRandom}, layer after layer. */
  NUMPY;

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
