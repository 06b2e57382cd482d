package dev.wengert.cpu.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lane;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.expression.Op;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interpreted, compiled, split and SIMD loops give the same bits; all NaNs count as equal. */
class LoopFormsTest {

  private static final int[] SIZES = {0, 1, 13, 207, 4098};

  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    1e-310,
    Double.MIN_VALUE,
    1e-40,
    Double.MAX_VALUE,
    -Float.MAX_VALUE,
    1 << 21,
    -3e7,
    1,
    -1,
    0.5
  };

  @Property(tries = 150, seed = "42")
  void allFormsOfARandomExpressionAgree(
      @ForAll long seed, @ForAll @IntRange(max = 4) int size, @ForAll boolean single) {
    Random random = new Random(seed);
    Expression expression = expression(random, 4 + random.nextInt(20));
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    compare(expression, dtype, SIZES[size], random);
  }

  @Test
  void aThousandNodesAreSplitAndAgree() {
    Random random = Seeds.random(3);
    Expression x = Expression.input(0);
    Expression sum = x;
    for (int i = 0; i < 1000; i++) {
      sum = i % 7 == 3 ? Expression.select(sum.lt(x), sum.plus(1.5), sum) : sum.times(0.75).plus(x);
    }
    LoopBody body = LoopBody.of(sum, 3);
    assertThat(body.instructions().size()).isGreaterThan(1000);
    assertThat(LoopForms.of(body).split().parts()).hasSizeGreaterThan(3);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int size : SIZES) {
        compare(sum, dtype, size, random);
      }
    }
  }

  /** A constant that INT32 does not have becomes the nearest number that it has; NaN becomes 0. */
  @ParameterizedTest
  @CsvSource({
    "Infinity, 2147483647",
    "-Infinity, -2147483648",
    "3e9, 2147483647",
    "-3e9, -2147483648",
    "1e300, 2147483647",
    "2.7, 2",
    "-2.7, -2",
    "NaN, 0"
  })
  void aConstantIsTheSameInt32InAllForms(double value, int converted) {
    Expression x = Expression.input(0);
    Expression constant = Expression.constant(value);
    Expression expression = Expression.select(x.lt(Expression.input(2)), constant, x);
    compare(expression, DType.INT32, 207, Seeds.random(5));
    Loop loop = new Loop(LoopBody.of(expression, 3));
    Buffer[] operands = {int32(1), int32(0), int32(2)};
    assertThat(Kernels.run(loop, DType.INT32, Shape.of(1), operands).ints())
        .containsExactly(converted);
  }

  private static Buffer int32(int value) {
    return Buffer.wrap(new Spec(DType.INT32, Shape.of(1)), new int[] {value});
  }

  private static void compare(Expression expression, DType dtype, int size, Random random) {
    LoopBody body = LoopBody.of(expression, 3);
    Buffer[] operands = {
      numbers(dtype, size, random), numbers(dtype, 1, random), numbers(dtype, size, random)
    };
    Shape shape = Shape.of(size);
    LoopNest nest = LoopNest.over(shape, operands);
    Buffer result = Buffer.allocate(new Spec(dtype, shape));
    Object expected = array(dtype, size);
    LoopBody written = body.expanded(dtype);
    run(new InterpretedMap(written, nest, operands, dtype, 1), operands, size, expected);

    Object usual = array(dtype, size);
    run(MapRunners.of(body, nest, operands, result), operands, size, usual);
    assertSame(expected, usual, body);

    // The result begins elsewhere than the operands, so that one index does not do for all.
    Object shifted = array(dtype, size + 3);
    MapRunners.of(body, nest, operands, result)
        .run(
            new Lanes().first(),
            arrays(operands),
            new int[3],
            new Object[] {shifted},
            new int[] {3},
            0,
            size);
    double[] behind = new double[size];
    Blocks.load(shifted, 3, 1, behind, size);
    assertSame(first(expected, size), behind, body);

    LoopForm form =
        new LoopForm(
            dtype,
            LoopForm.access(new int[] {1, 0, 1}),
            LoopForm.stored(operands),
            LoopForm.stored(dtype));
    if (Simd.isAvailable() && LoopCompiler.fits(written) && form.hasVectors(written)) {
      Object vectors = array(dtype, size);
      CompiledLoop loop = requireNonNull(LoopCompiler.compile(written, form, LoopKind.VECTORS));
      int[] at = new int[3];
      loop.run(arrays(operands), at, at, new Object[] {vectors}, at, 0, size);
      int whole = size - size % Simd.lanes(dtype);
      assertSame(first(expected, whole), first(vectors, whole), body);
    }

    Object cut = array(dtype, size);
    LoopSplit split = LoopSplit.of(written, 5);
    Layout[] results = {result};
    run(requireNonNull(SplitMap.of(split, nest, operands, dtype, results)), operands, size, cut);
    assertSame(expected, cut, body);
    // A loop one element at a time: rows too short for vectors.
    Object scalar = array(dtype, size);
    MapRunner rows =
        MapRunners.of(
            body, LoopNest.over(Shape.of(size == 0 ? 0 : 1), operands(operands)), operands, result);
    Lane lane = new Lanes().first();
    for (int i = 0; i < size; i++) {
      int[] at = {i, 0, i};
      rows.run(lane, arrays(operands), at, new Object[] {scalar}, new int[] {i}, 0, 1);
    }
    assertSame(expected, scalar, body);
  }

  private static void run(MapRunner runner, Buffer[] operands, int size, Object result) {
    Lane lane = new Lanes().first();
    runner.run(lane, arrays(operands), new int[3], new Object[] {result}, new int[1], 0, size);
  }

  private static Object[] arrays(Buffer[] operands) {
    Object[] arrays = new Object[operands.length];
    Arrays.setAll(arrays, i -> operands[i].array());
    return arrays;
  }

  private static Buffer[] operands(Buffer[] operands) {
    Buffer[] firsts = operands.clone();
    Arrays.setAll(
        firsts,
        i ->
            Buffer.allocate(
                operands[i].spec().withShape(Shape.of(operands[i].shape().size() == 0 ? 0 : 1))));
    return firsts;
  }

  @Test
  void thereAreVectorsWhereTheModuleIs() {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    assertThat(Simd.lanes(DType.FLOAT32)).isGreaterThan(1);
    LoopBody body = LoopBody.of(Expression.input(0).plus(1), 1);
    Buffer x = numbers(DType.FLOAT32, 4098, Seeds.random(1));
    Kernels.run(new Loop(body), x.spec(), x);
    long single = LoopForm.stored(x);
    StagedLoop loop =
        requireNonNull(
            LoopForms.of(body).known(DType.FLOAT32, LoopForm.CONTIGUOUS, single, single));
    assertThat(loop.hasVectors()).isEqualTo(Simd.isImmediate());
  }

  private static Object array(DType dtype, int size) {
    return Buffer.allocate(new Spec(dtype, Shape.of(size))).array();
  }

  private static Buffer numbers(DType dtype, int size, Random random) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          random.nextInt(8) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : random.nextGaussian() * Math.exp(2 * random.nextGaussian());
    }
    Buffer buffer = Buffer.allocate(new Spec(dtype, Shape.of(size)));
    Blocks.store(values, buffer.array(), 0, 1, size);
    return buffer;
  }

  private static double[] first(Object array, int n) {
    double[] numbers = new double[n];
    Blocks.load(array, 0, 1, numbers, n);
    return numbers;
  }

  private static void assertSame(Object expected, Object actual, LoopBody body) {
    int n = java.lang.reflect.Array.getLength(expected);
    for (int i = 0; i < n; i++) {
      double a = java.lang.reflect.Array.getDouble(expected, i);
      double b = java.lang.reflect.Array.getDouble(actual, i);
      if (Double.compare(a, b) != 0) {
        throw new AssertionError("element " + i + " is " + b + ", not " + a + " in " + body);
      }
    }
  }

  /** A constant exponent is an integer or not in both dtypes, whatever constants are folded in. */
  @Test
  void aPowerWithAConstantExponentIsThatOfJava() {
    for (double exponent : new double[] {2.5, 3, 0.5, -0.25, -2, 7}) {
      Elementwise power =
          Elementwise.of("power", x -> Expression.pow(x, Expression.constant(exponent)));
      for (float x : new float[] {-2, -1e-3f, 2, 0.75f, Float.NaN}) {
        double exact = Math.pow(x, exponent);
        assertThat(power.apply(Tensor.scalar(x)).item())
            .as("FLOAT32 %s^%s", x, exponent)
            .isCloseTo(exact, withinPercentage(1e-4));
        assertThat(power.apply(Tensor.scalar((double) x)).item())
            .as("FLOAT64 %s^%s", x, exponent)
            .isCloseTo(exact, withinPercentage(1e-4));
      }
    }
  }

  /** A number expression over inputs 0 to 2 with about so many operators. */
  private static Expression expression(Random random, int operators) {
    List<Expression> numbers = new ArrayList<>();
    List<Expression> truths = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(Expression.input(i));
    }
    numbers.add(Expression.constant(random.nextInt(9) / 2.0 - 2));
    truths.add(numbers.get(0).lt(numbers.get(1)));
    Op[] ops = Op.values();
    while (operators > 0) {
      Op op = ops[random.nextInt(ops.length)];
      if (op == Op.POW2 || op == Op.EXPONENT || op == Op.SIGNIFICAND) {
        continue; // defined for some numbers only
      }
      Expression[] operands = new Expression[op.arity()];
      for (int k = 0; k < operands.length; k++) {
        List<Expression> from = op.operand(k) == Op.Kind.NUMBER ? numbers : truths;
        operands[k] = from.get(Math.max(0, from.size() - 1 - random.nextInt(4)));
      }
      (op.result() == Op.Kind.NUMBER ? numbers : truths).add(Expression.apply(op, operands));
      operators--;
    }
    return numbers.get(numbers.size() - 1);
  }
}
