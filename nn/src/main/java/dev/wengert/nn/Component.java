package dev.wengert.nn;

/**
 * A part of a model that may own parameters, statistics and other components.
 *
 * <p>A component holds no values and no mode: those come with the {@link Pass}. So one component
 * serves many threads, and probing it changes nothing.
 */
public interface Component {

  /**
   * Names everything that this component owns. A component that owns nothing need not override
   * this.
   */
  default void declare(Declarations declarations) {}
}
