package dev.wengert.gradcheck;

/** Which derivative, or which property of one, a finding is about. */
public enum Aspect {
  /** What must hold before a derivative can be looked at. */
  PREFLIGHT,
  /** The gradient, against finite differences of the function. */
  GRADIENT
}
