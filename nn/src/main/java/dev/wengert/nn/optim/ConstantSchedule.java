package dev.wengert.nn.optim;

/**
 * One number for ever. Its text is the number, so that a rule's says its rate.
 *
 * @param value the number
 */
record ConstantSchedule(double value) implements Schedule {

  @Override
  public double at(long step) {
    return value;
  }

  @Override
  public String toString() {
    return Double.toString(value);
  }
}
