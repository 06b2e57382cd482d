package dev.wengert.gradcheck.point;

import com.google.common.collect.ImmutableList;

/** The output at the point seen through a cotangent, and the gradients that belong to it. */
public final class Sight {

  private final double[] output;
  private final double[] cotangent;
  private final ImmutableList<double[]> gradients;

  public Sight(double[] output, double[] cotangent, ImmutableList<double[]> gradients) {
    this.output = output;
    this.cotangent = cotangent;
    this.gradients = gradients;
  }

  /** Returns the output at the point. */
  public double[] output() {
    return output;
  }

  /** Returns the weight of each element of the output. */
  public double[] cotangent() {
    return cotangent;
  }

  /** Returns what the pullback makes of the cotangent for an argument; empty for a constant. */
  public double[] gradient(int argument) {
    return gradients.get(argument);
  }
}
