package dev.wengert.cpu.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.testing.Gates;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every function written out is within 2 ulp of its exact value. */
class FunctionsTest {

  private static final double MOST_ULPS = 2;

  /** Values computed with 240 bits; see {@code functions.py}. */
  @Test
  void float64IsWithinTwoUlpsOfTheReference() throws Exception {
    Map<Op, List<double[]>> reference = read();
    assertThat(reference).hasSize(16);
    for (Map.Entry<Op, List<double[]>> entry : reference.entrySet()) {
      Op op = entry.getKey();
      List<double[]> rows = entry.getValue();
      double[] results = run(op, rows);
      assertThat(rows).hasSizeGreaterThan(300);
      for (int i = 0; i < results.length; i++) {
        double[] row = rows.get(i);
        double high = row[op.arity()];
        double low = row[op.arity() + 1];
        if (Double.isInfinite(high) || high == 0) {
          assertThat(results[i]).as("%s(%s)", op, row[0]).isEqualTo(high);
        } else {
          double error = Math.abs(results[i] - high - low) / Math.ulp(high);
          assertThat(error)
              .as("%s(%s, %s) = %s, exactly %s", op, row[0], row[1], results[i], high)
              .isLessThanOrEqualTo(MOST_ULPS);
        }
      }
    }
  }

  private static Map<Op, List<double[]>> read() throws Exception {
    Map<Op, List<double[]>> rows = new EnumMap<>(Op.class);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(FunctionsTest.class.getResourceAsStream("functions.txt")),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        double[] row = new double[words.length - 1];
        for (int i = 0; i < row.length; i++) {
          row[i] = number(words[i + 1]);
        }
        rows.computeIfAbsent(Op.valueOf(words[0]), op -> new ArrayList<>()).add(row);
      }
    }
    return rows;
  }

  /** Python and Java agree on hexadecimal numbers, but not on the names of infinities. */
  private static double number(String word) {
    return switch (word) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }

  private static double[] run(Op op, List<double[]> rows) {
    Shape shape = Shape.of(rows.size());
    Expression[] inputs = new Expression[op.arity()];
    Buffer[] operands = new Buffer[op.arity()];
    for (int k = 0; k < inputs.length; k++) {
      double[] values = new double[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.get(i)[k];
      }
      inputs[k] = Expression.input(k);
      operands[k] = Buffer.wrap(new dev.wengert.array.Spec(DType.FLOAT64, shape), values);
    }
    Loop loop = new Loop(LoopBody.of(Expression.apply(op, inputs), op.arity()));
    return Kernels.run(loop, DType.FLOAT64, shape, operands).doubles();
  }

  /** A prime: one in so many of all floats is tried. */
  private static final int STEP = Gates.of(16_411, 4_099);

  /** Floats of all sizes, against the same function of doubles. */
  @ParameterizedTest
  @EnumSource(
      value = Op.class,
      names = {
        "RINT",
        "FLOOR",
        "SQRT",
        "EXP",
        "EXPM1",
        "LOG",
        "LOG1P",
        "TANH",
        "SIGMOID",
        "ERF",
        "SIN",
        "COS",
        "LOG2",
        "LOG10",
        "LOGISTIC_PDF",
        "NORMAL_CDF"
      })
  void float32IsWithinTwoUlps(Op op) {
    float[] x = new float[(int) ((1L << 32) / STEP)];
    long bits = Integer.MIN_VALUE;
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.intBitsToFloat((int) bits);
      bits += STEP;
    }
    Shape shape = Shape.of(x.length);
    Loop loop = new Loop(LoopBody.of(Expression.apply(op, Expression.input(0)), 1));
    Buffer operand = Buffer.wrap(new dev.wengert.array.Spec(DType.FLOAT32, shape), x);
    float[] y = Kernels.run(loop, DType.FLOAT32, shape, operand).floats();
    double[] exact = reference(op, x);
    for (int i = 0; i < x.length; i++) {
      double expected = exact[i];
      float rounded = (float) expected;
      if (!isRight(y[i], expected, rounded)) {
        throw new AssertionError(op + "(" + x[i] + ") = " + y[i] + ", exactly " + expected);
      }
    }
  }

  private static boolean isRight(float actual, double expected, float rounded) {
    if (Float.isFinite(rounded) && rounded != 0) {
      return Math.abs(actual - expected) <= MOST_ULPS * Math.ulp(rounded);
    }
    boolean underflow = expected != 0 && Math.abs(actual) <= 2 * Float.MIN_VALUE;
    return underflow || Float.compare(actual, rounded) == 0;
  }

  /** What Java does not have: there the FLOAT64 form serves, which the first test checks. */
  private static final Set<Op> NOT_IN_JAVA =
      EnumSet.of(Op.ERF, Op.NORMAL_CDF, Op.LOGISTIC_PDF, Op.LOG2);

  private static double[] reference(Op op, float[] x) {
    if (NOT_IN_JAVA.contains(op)) {
      return run(op, Arrays.asList(rows(x)));
    }
    double[] exact = new double[x.length];
    DoubleUnaryOperator function = reference(op);
    Arrays.setAll(exact, i -> function.applyAsDouble(x[i]));
    return exact;
  }

  private static double[][] rows(float[] x) {
    double[][] rows = new double[x.length][];
    Arrays.setAll(rows, i -> new double[] {x[i]});
    return rows;
  }

  private static DoubleUnaryOperator reference(Op op) {
    return switch (op) {
      case RINT -> StrictMath::rint;
      case FLOOR -> StrictMath::floor;
      case SQRT -> StrictMath::sqrt;
      case EXP -> StrictMath::exp;
      case EXPM1 -> StrictMath::expm1;
      case LOG -> StrictMath::log;
      case LOG10 -> StrictMath::log10;
      case LOG1P -> StrictMath::log1p;
      case TANH -> StrictMath::tanh;
      case SIGMOID -> x -> x < -40 ? StrictMath.exp(x) : 1 / (1 + StrictMath.exp(-x));
      case SIN -> StrictMath::sin;
      case COS -> StrictMath::cos;
      default -> throw new AssertionError(op);
    };
  }
}
