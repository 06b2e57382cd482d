package dev.wengert.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.testing.Seeds;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operator, run by a loop, against {@code java.lang.Math} and Java's own arithmetic. */
class OpTest {

  /** What Java computes exactly or rounds once; the others may differ from Math by few ulps. */
  private static final EnumSet<Op> EXACT =
      EnumSet.complementOf(
          EnumSet.of(
              Op.EXP,
              Op.EXPM1,
              Op.LOG,
              Op.LOG1P,
              Op.LOG2,
              Op.LOG10,
              Op.TANH,
              Op.SIGMOID,
              Op.LOGISTIC_PDF,
              Op.NORMAL_CDF,
              Op.EXP_MUL,
              Op.SIN,
              Op.COS,
              Op.ERF,
              Op.POW,
              Op.ATAN2));

  /** Two of the operator's own, one of Math's, and one of the formula for the sigmoid. */
  private static final int ULPS = 4;

  private static final BigDecimal TWO_OVER_ROOT_PI =
      new BigDecimal("1.128379167095512573896158903121545171688101258657997713688171443421");

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3,
    1e-5,
    -1e-5,
    1e-17,
    1e-310,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Math.PI,
    -Math.E,
    20,
    -20,
    87.3,
    89,
    -104,
    709.7,
    710,
    -710,
    -745.2,
    -708.4,
    1000,
    -1000,
    1e15,
    2251799813685248.5,
    -0.9999999,
    Float.MAX_VALUE,
    1e-45,
    16777217,
    0.7853981633974483,
    1e5,
  };

  private static final int[] WHOLE = {
    0,
    1,
    -1,
    2,
    3,
    -7,
    46341,
    -46341,
    65536,
    1 << 30,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE - 1,
    123456789,
  };

  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"POW2", "EXPONENT", "SIGNIFICAND", "NORMAL_CDF"})
  void computesFloat64AsJavaDoes(Op op) {
    double[][] operands = operands(op, SPECIAL);
    double[] results = run(op, DType.FLOAT64, operands);
    for (int i = 0; i < results.length; i++) {
      double expected = reference(op, operands[0][i], operands[1][i], operands[2][i]);
      assertSame(op, operands, i, results[i], expected, EXACT.contains(op), Math.ulp(expected));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"POW2", "EXPONENT", "SIGNIFICAND", "NORMAL_CDF"})
  void computesFloat32AsJavaDoes(Op op) {
    double[][] operands = operands(op, SPECIAL);
    for (double[] operand : operands) {
      for (int i = 0; i < operand.length; i++) {
        operand[i] = (float) operand[i];
      }
    }
    double[] results = run(op, DType.FLOAT32, operands);
    for (int i = 0; i < results.length; i++) {
      float a = (float) operands[0][i];
      float b = (float) operands[1][i];
      float c = (float) operands[2][i];
      float expected =
          switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case FMA -> Math.fma(a, b, c);
            default -> (float) reference(op, a, b, c);
          };
      assertSame(op, operands, i, results[i], expected, EXACT.contains(op), Math.ulp(expected));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      names = {"NEG", "ABS", "ADD", "SUB", "MUL", "DIV", "MIN", "MAX", "LT", "LE", "EQ", "SELECT"})
  void computesInt32AsJavaDoesWrapAroundIncluded(Op op) {
    double[] whole = new double[WHOLE.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = WHOLE[i];
    }
    double[][] operands = operands(op, whole);
    for (int i = 0; i < operands[1].length; i++) {
      operands[1][i] = op == Op.DIV && operands[1][i] == 0 ? 5 : operands[1][i];
    }
    double[] results = run(op, DType.INT32, operands);
    for (int i = 0; i < results.length; i++) {
      int a = (int) operands[0][i];
      int b = (int) operands[1][i];
      int expected =
          switch (op) {
            case NEG -> -a;
            case ABS -> a < 0 ? -a : a;
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case SELECT -> operands[0][i] != 0 ? b : (int) operands[2][i];
            default -> throw new AssertionError(op);
          };
      assertThat(results[i]).as("%s(%s, %s)", op, a, b).isEqualTo(expected);
    }
  }

  @Test
  void onlyOperatorsOnWholeNumbersAreThereForInt32() {
    assertThat(Op.values())
        .filteredOn(op -> !op.floatingOnly())
        .containsExactlyInAnyOrder(
            Op.NEG, Op.ABS, Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MIN, Op.MAX, Op.LT, Op.LE, Op.EQ,
            Op.AND, Op.OR, Op.NOT, Op.SELECT);
  }

  @Test
  void powersOfTwoAreTakenApartAndMade() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      double[] n = new double[252];
      for (int i = 0; i < n.length; i++) {
        n[i] = i - 126;
      }
      double[] powers = run(Op.POW2, dtype, n);
      double[] numbers = new double[n.length];
      for (int i = 0; i < n.length; i++) {
        assertThat(powers[i]).isEqualTo(Math.scalb(1.0, i - 126));
        numbers[i] = Math.scalb(i % 2 == 0 ? 1.40625 : 1.421875, i - 126);
      }
      double[] exponents = run(Op.EXPONENT, dtype, numbers);
      double[] significands = run(Op.SIGNIFICAND, dtype, numbers);
      for (int i = 0; i < n.length; i++) {
        // 1.40625 lies below the square root of 2, 1.421875 above.
        assertThat(exponents[i]).isEqualTo(i % 2 == 0 ? i - 126 : i - 125);
        assertThat(significands[i]).isEqualTo(i % 2 == 0 ? 1.40625 : 0.7109375);
      }
    }
  }

  /** 24929 * 673 = 2^24 + 1: the product lies between two floats, and the rest decides. */
  @Test
  void fusedMultiplyAddOfFloatsRoundsOnce() {
    double[] x = {24929};
    double[] y = {673 * 0x1p-24};
    assertThat(run(Op.FMA, DType.FLOAT32, x, y, new double[] {0x1p-60})[0]).isEqualTo(1 + 0x1p-23);
    assertThat(run(Op.FMA, DType.FLOAT32, x, y, new double[] {0})[0]).isEqualTo(1);
    assertThat(run(Op.FMA, DType.FLOAT32, x, y, new double[] {-0x1p-60})[0]).isEqualTo(1);
  }

  @Test
  void fusedMultiplyAddOfDoublesRoundsOnce() {
    double x = 1 + 0x1p-30;
    assertThat(run(Op.FMA, DType.FLOAT64, new double[] {x}, new double[] {x}, new double[] {-1})[0])
        .isEqualTo(0x1p-29 + 0x1p-60);
  }

  /** 2^24 + 1 is no float: each step rounds, not only the last. */
  @Test
  void float32RoundsBehindEachOperator() {
    Expression x = Expression.input(0);
    Loop loop = new Loop(LoopBody.of(x.plus(1).minus(x), 1));
    Buffer operand = Buffers.of(DType.FLOAT32, Shape.of(2), 16777216, 3);
    assertThat(Kernels.run(loop, DType.FLOAT32, Shape.of(2), operand).floats())
        .containsExactly(0, 1);
  }

  /** Known to all digits: sigmoid(-1000) underflows, sigmoid(1) = 0.731058578630004879... */
  @Test
  void theSigmoidNeitherOverflowsNorLosesSmallResults() {
    double[] results = run(Op.SIGMOID, DType.FLOAT64, new double[] {1000, -1000, -50, 1, 0});
    assertThat(results[0]).isEqualTo(1);
    assertThat(results[1]).isZero();
    assertThat(results[2]).isCloseTo(1.9287498479639178e-22, within(1e-37));
    assertThat(results[3]).isCloseTo(0.7310585786300049, within(2e-16));
    assertThat(results[4]).isEqualTo(0.5);
  }

  @Test
  void minAndMaxTakeNaNAndTellZerosApart() {
    double[] a = {0.0, -0.0, Double.NaN, 1};
    double[] b = {-0.0, 0.0, 1, Double.NaN};
    assertThat(run(Op.MAX, DType.FLOAT64, a, b)).containsExactly(0.0, 0.0, Double.NaN, Double.NaN);
    assertThat(run(Op.MIN, DType.FLOAT64, a, b))
        .containsExactly(-0.0, -0.0, Double.NaN, Double.NaN);
  }

  /** All pairs of the values; the third operand is a shuffle of them. */
  private static double[][] operands(Op op, double[] values) {
    int n = values.length;
    double[][] operands = new double[3][n * n];
    Random random = Seeds.random(7);
    for (int i = 0; i < n * n; i++) {
      operands[0][i] = values[i / n];
      operands[1][i] = values[i % n];
      operands[2][i] = values[random.nextInt(n)];
    }
    for (int k = 0; k < op.arity(); k++) {
      for (int i = 0; i < n * n && op.operand(k) == Op.Kind.LOGICAL; i++) {
        operands[k][i] = operands[k][i] > 0 ? 1 : 0;
      }
    }
    return operands;
  }

  private static double[] run(Op op, DType dtype, double[]... values) {
    Shape shape = Shape.of(values[0].length);
    Expression[] inputs = new Expression[op.arity()];
    Buffer[] operands = new Buffer[op.arity()];
    for (int k = 0; k < inputs.length; k++) {
      boolean number = op.operand(k) == Op.Kind.NUMBER;
      inputs[k] = number ? Expression.input(k) : Expression.logical(k);
      operands[k] = Buffers.of(number ? dtype : DType.BOOL, shape, values[k]);
    }
    Loop loop = new Loop(LoopBody.of(Expression.apply(op, inputs), op.arity()));
    DType result = op.result() == Op.Kind.NUMBER ? dtype : DType.BOOL;
    return Buffers.read(Kernels.run(loop, result, shape, operands));
  }

  private static double reference(Op op, double a, double b, double c) {
    return switch (op) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case FLOOR -> Math.floor(a);
      case RINT -> Math.rint(a);
      case SQRT -> Math.sqrt(a);
      case EXP -> Math.exp(a);
      case EXPM1 -> Math.expm1(a);
      case LOG -> Math.log(a);
      case LOG1P -> Math.log1p(a);
      case TANH -> Math.tanh(a);
      case SIGMOID -> a > -700 ? 1 / (1 + Math.exp(-a)) : a <= -700 ? Math.exp(a) : a;
      case ERF -> erf(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      // As IEEE 754 has it, and C and NumPy; Java differs.
      case POW -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
      case SIN_FAR -> Math.abs(a) <= 0x1p20 ? b : StrictMath.sin(a);
      case COS_FAR -> Math.abs(a) <= 0x1p20 ? b : StrictMath.cos(a);
      case LOG2 -> Math.log(a) / Math.log(2);
      case LOG10 -> Math.log10(a);
      case LOGISTIC_PDF -> logisticPdf(Math.exp(-Math.abs(a)));
      case EXP_MUL -> expMul(a * b, Math.fma(a, b, -(a * b)));
      case WITH_SLOPE -> a;
      case POW2, EXPONENT, SIGNIFICAND, NORMAL_CDF -> throw new AssertionError(op);
      case ATAN2 -> Math.atan2(a, b);
      case FMA -> Math.fma(a, b, c);
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case EQ -> a == b ? 1 : 0;
      case AND -> a + b == 2 ? 1 : 0;
      case OR -> a + b > 0 ? 1 : 0;
      case NOT -> 1 - a;
      case SELECT -> a == 1 ? b : c;
    };
  }

  private static double logisticPdf(double e) {
    return e / ((1 + e) * (1 + e));
  }

  private static double expMul(double product, double lost) {
    double e = Math.exp(product);
    return e > 0 && e < Double.POSITIVE_INFINITY ? e * (1 + lost) : e;
  }

  /** Its digits are compared with those of the reference file; here is what lies beyond. */
  @Test
  void theNormalDistributionFunctionGoesFromZeroToOne() {
    double[] ends = {Double.NEGATIVE_INFINITY, -1e300, -39, 0, 39, 1e300, Double.POSITIVE_INFINITY};
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      assertThat(run(Op.NORMAL_CDF, dtype, ends)).containsExactly(0, 0, 0, 0.5, 1, 1, 1);
      assertThat(run(Op.NORMAL_CDF, dtype, new double[] {Double.NaN})[0]).isNaN();
    }
  }

  /** The Taylor series, with digits enough that what cancels is not missed. */
  private static double erf(double x) {
    if (!(Math.abs(x) < 7)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    if (x == 0) {
      return x;
    }
    MathContext digits = new MathContext(70);
    BigDecimal square = new BigDecimal(x).multiply(new BigDecimal(x), digits);
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; n < 250; n++) {
      power = power.multiply(square, digits).divide(BigDecimal.valueOf(-n), digits);
      sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), digits), digits);
    }
    return sum.multiply(TWO_OVER_ROOT_PI, digits).doubleValue();
  }

  /** Abramowitz and Stegun, table 7.1, and erf(3) to all digits. */
  @Test
  void theErrorFunctionIsThatOfTheTables() {
    double[] results = run(Op.ERF, DType.FLOAT64, new double[] {0.5, 1, 2, 3, -1, 1e-300});
    assertThat(results[0]).isCloseTo(0.5204998778, within(1e-10));
    assertThat(results[1]).isCloseTo(0.8427007929, within(1e-10));
    assertThat(results[2]).isCloseTo(0.9953222650, within(1e-10));
    assertThat(results[3]).isCloseTo(0.9999779095030014, within(1.2e-16));
    assertThat(results[4]).isEqualTo(-results[1]);
    assertThat(results[5]).isCloseTo(1.1283791670955126e-300, within(1e-315));
  }

  private static void assertSame(
      Op op,
      double[][] operands,
      int i,
      double actual,
      double expected,
      boolean exact,
      double ulp) {
    boolean same =
        (exact || !Double.isFinite(expected) || expected == 0)
            ? Double.compare(actual, expected) == 0
            : Math.abs(actual - expected) <= ULPS * ulp;
    assertThat(same)
        .as(
            "%s(%s, %s, %s) is %s, not %s",
            op, operands[0][i], operands[1][i], operands[2][i], actual, expected)
        .isTrue();
  }
}
