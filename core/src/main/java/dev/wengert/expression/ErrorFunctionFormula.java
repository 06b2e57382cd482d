package dev.wengert.expression;

import static dev.wengert.expression.Expression.abs;
import static dev.wengert.expression.Expression.constant;
import static dev.wengert.expression.Expression.fma;
import static dev.wengert.expression.Expression.select;

import com.google.common.primitives.ImmutableDoubleArray;

/** erf written out: a polynomial near 0, and 1 - erfc farther away. */
final class ErrorFunctionFormula {

  /** (erf x - x) / x in x^2 for |x| up to 1: minimax, relative error 2^-68. */
  private static final ImmutableDoubleArray NEAR =
      ImmutableDoubleArray.of(
          -0x1.29293275eee38p-38,
          0x1.7ecc0d49e48e4p-34,
          -0x1.4e55cfc219edep-30,
          0x1.fc411790ef5dap-27,
          -0x1.5f6d6b56553ffp-23,
          0x1.b9e64d07dd35cp-20,
          -0x1.f4d255e141a88p-17,
          0x1.f9a326bfb690fp-14,
          -0x1.c02db3fed8effp-11,
          0x1.565bcd0e64ab4p-8,
          -0x1.b82ce3128899bp-6,
          0x1.ce2f21a042bddp-4,
          -0x1.812746b0379e7p-2,
          0x1.06eba8214db69p-3);

  /** e^(x^2) erfc x in (x - 2) / (x + 2) for x from 1 to 6: minimax, relative error 2^-59. */
  private static final ImmutableDoubleArray FAR =
      ImmutableDoubleArray.of(
          -0x1.98efd5291518dp-22,
          -0x1.3e612173c0051p-21,
          0x1.3fab0826fc6cdp-20,
          0x1.ff5faaecdb83dp-19,
          0x1.734104b5e97d9p-20,
          -0x1.d4c58f918f446p-17,
          -0x1.ceaeb108f2583p-16,
          0x1.cdcd59effdbe1p-16,
          0x1.6da958e7d5aep-13,
          0x1.6d5ef4dee70cdp-15,
          -0x1.016b5cb7e161fp-10,
          -0x1.bc25a47ac8fe7p-11,
          0x1.ca95ed52f23f8p-8,
          0x1.e94715979e7e3p-9,
          -0x1.437f0b68c0b3ap-4,
          0x1.eeea7dc8a78b3p-3,
          -0x1.b57034efd3f73p-2,
          0x1.058671b52c776p-2);

  /**
   * (erf x - x) / x in x^2 for |x| up to 0.927734375, relative error about half an ulp of a float.
   */
  private static final ImmutableDoubleArray NEAR_FLOAT =
      ImmutableDoubleArray.of(
          -0x1.38ep-11, 0x1.471a58p-8, -0x1.b691b2p-6, 0x1.ce1c44p-4, -0x1.8127p-2, 0x1.06eba8p-3);

  /** log(1 - erf x) + x in x for x beyond, divided by x. */
  private static final ImmutableDoubleArray FAR_FLOAT =
      ImmutableDoubleArray.of(
          -0x1.22p-16,
          0x1.91cfb2p-12,
          -0x1.fd1438p-9,
          0x1.8d6342p-6,
          -0x1.b55cb8p-4,
          -0x1.450aap-1,
          -0x1.079d0cp-3);

  private ErrorFunctionFormula() {}

  static Expression erf(FormulaConstants format, Expression x) {
    Expression size = abs(x);
    Expression square = x.times(x);
    boolean single = format == FormulaConstants.FLOAT32;
    Expression near = fma(x, Polynomials.horner(single ? NEAR_FLOAT : NEAR, square), x);
    Expression far = constant(1).minus(single ? farFloat(size) : far(size, square));
    Expression bounded = select(constant(format.limits.certain()).lt(size), constant(1), far);
    Expression signed = select(x.lt(0), bounded.unaryMinus(), bounded);
    return select(size.lt(single ? 0.927734375 : 1), near, signed);
  }

  private static Expression far(Expression size, Expression square) {
    Expression t = size.minus(2).div(size.plus(2));
    return Exponentials.exp(FormulaConstants.FLOAT64, square.unaryMinus())
        .times(Polynomials.horner(FAR, t));
  }

  /** erfc x as e^p(x); the coefficients are N. Juffa's, and errors stay below 1 ulp. */
  private static Expression farFloat(Expression size) {
    Expression p = fma(Polynomials.horner(FAR_FLOAT, size), size, size.unaryMinus());
    return Exponentials.exp(FormulaConstants.FLOAT32, p);
  }
}
