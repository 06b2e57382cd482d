package dev.wengert.gradcheck.hint;

import dev.wengert.array.Shape;

/** An argument of the function, and what the pullback says of it. */
public final class Operand {

  private final String name;
  private final Shape shape;
  private final double[] point;
  private final double[] gradient;

  /**
   * Makes an operand.
   *
   * @param point its values
   * @param gradient what the pullback says; empty for a constant
   */
  public Operand(String name, Shape shape, double[] point, double[] gradient) {
    this.name = name;
    this.shape = shape;
    this.point = point;
    this.gradient = gradient;
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  double[] point() {
    return point;
  }

  double[] gradient() {
    return gradient;
  }
}
