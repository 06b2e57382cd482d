package dev.wengert.gradcheck.coverage;

/** What can be exercised of an operation's derivative. */
public enum Exercise {
  /** Reverse mode. */
  VJP("vjp"),
  /** Forward mode. */
  JVP("jvp"),
  /** Reverse mode over reverse mode. */
  SECOND_ORDER("second order"),
  /** Reverse mode with inputs of different shapes. */
  BROADCASTING("broadcasting"),
  /** Reverse mode in FLOAT32. */
  FLOAT32("float32"),
  /** Reverse mode with an empty input. */
  EMPTY("empty"),
  /** Reverse mode within a property, on random shapes and values. */
  PROPERTY("property");

  private final String label;

  Exercise(String label) {
    this.label = label;
  }

  /** Returns the column's heading. */
  public String label() {
    return label;
  }
}
