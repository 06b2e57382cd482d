package dev.wengert.gradcheck;

/** Which derivative, or which property of one, a finding is about. */
public enum Aspect {
  /** What must hold before a derivative can be looked at. */
  PREFLIGHT,
  /** The gradient, against finite differences of the function. */
  GRADIENT,
  /** Forward mode, against reverse mode: {@code <Jv, u> = <v, J'u>}. */
  FORWARD_MODE,
  /** The gradient's gradient, against finite differences of the gradient. */
  SECOND_ORDER,
  /** The symmetry of the second derivative: {@code <w, Hv> = <v, Hw>}. */
  SYMMETRY,
  /** How fast the remainder of the first-order Taylor expansion vanishes. */
  TAYLOR
}
