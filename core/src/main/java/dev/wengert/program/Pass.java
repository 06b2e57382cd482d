package dev.wengert.program;

/**
 * One step from what was recorded to what is run: a body with the same results, to the bit, in less
 * time or memory.
 */
interface Pass {

  /** Returns the name by which {@link Program#after} shows what it left. */
  String name();

  /** Returns a body that computes what another does. */
  Body apply(Body body);
}
