package dev.wengert.cpu.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Ascent;
import dev.wengert.cpu.machine.Contest;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loop goes over from numbers to vectors while it is used. */
class StagedLoopTest {

  private static final int[] NO_STRIDES = {};
  private static final int SIZE = 3_001;

  /** So much an element that the second call finds enough done. */
  private static final int OPERATIONS = (int) (Ascent.ENOUGH / SIZE) + 1;

  private long now;
  private long vectorTime = 1;
  private int made;
  private int byNumbers;
  private int byVectors;

  /** A form that counts the elements it computes, each of which takes a time. */
  private CompiledLoop timed(CompiledLoop loop, boolean isVectors) {
    return (operands, offsets, strides, results, places, from, to) -> {
      if (isVectors) {
        byVectors += to - from;
      } else {
        byNumbers += to - from;
      }
      now += (isVectors ? vectorTime : 2L) * (to - from);
      loop.run(operands, offsets, strides, results, places, from, to);
    };
  }

  /** A loop over two arrays of numbers, and what it gives by the interpreter. */
  private final class Sample {
    final Object[] arrays;
    final Object expected;
    final StagedLoop loop;

    Sample(DType dtype, Ascent ascent, Contest contest) {
      Expression x = Expression.input(0);
      Expression y = Expression.input(1);
      Expression formula = Expression.select(x.lt(y), Expression.exp(x), Expression.tanh(y)).div(x);
      LoopBody body = LoopBody.of(formula, 2).expanded(dtype);
      Shape shape = Shape.of(SIZE);
      Buffer[] operands = {numbers(dtype, Seeds.random(11)), numbers(dtype, Seeds.random(12))};
      arrays = new Object[] {operands[0].array(), operands[1].array()};
      expected = Buffer.allocate(new Spec(dtype, shape)).array();
      new InterpretedMap(body, LoopNest.over(shape, operands), operands, dtype, 1)
          .run(
              new Lanes().first(),
              arrays,
              new int[2],
              new Object[] {expected},
              new int[1],
              0,
              SIZE);
      long access = LoopForm.access(new int[] {1, 1});
      LoopForm form =
          new LoopForm(dtype, access, LoopForm.stored(operands), LoopForm.stored(dtype));
      CompiledLoop numbers = timed(compile(body, form, LoopKind.ALIGNED), false);
      CompiledLoop vectors = timed(compile(body, form, LoopKind.VECTORS), true);
      loop =
          new StagedLoop(
              body,
              form,
              numbers,
              () -> timed(compile(body, form, LoopKind.EACH), false),
              () -> {
                made++;
                return vectors;
              },
              OPERATIONS,
              ascent,
              contest);
    }

    void run(Object result, int from, int to, boolean isLong) {
      loop.run(arrays, new int[2], NO_STRIDES, new Object[] {result}, new int[1], from, to, isLong);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aLoopGoesOverToVectorsOnceAndKeepsItsBits(DType dtype) {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    Ascent ascent = new Ascent(() -> now, false);
    Sample sample = new Sample(dtype, ascent, new Contest(() -> now, false));
    int calls = 0;
    for (boolean isDone = false; !isDone; calls++) {
      assertThat(calls).isLessThan(3 * Ascent.CALLS);
      isDone = ascent.hasArrived();
      boolean pays = ascent.pays();
      byNumbers = 0;
      byVectors = 0;
      Object result = Buffer.allocate(new Spec(dtype, Shape.of(SIZE))).array();
      sample.run(result, 0, SIZE, true);
      assertSame(sample.expected, result);
      assertThat(byNumbers + byVectors).isEqualTo(SIZE);
      assertThat(byVectors > 0).as("vectors in call %s", calls).isEqualTo(pays);
      assertThat(made).as("forms with vectors").isEqualTo(pays ? 1 : 0);
      assertThat(sample.loop.hasVectors()).isEqualTo(pays);
    }
    assertThat(calls).isGreaterThan(100);
    assertThat(byNumbers).isEqualTo(SIZE % Simd.lanes(dtype));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void inShortRowsTheFormThatWinsComputesWholeCalls(DType dtype) {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    for (boolean vectorsAreQuick : new boolean[] {true, false}) {
      made = 0;
      vectorTime = vectorsAreQuick ? 1 : 3;
      Contest contest = new Contest(() -> now, false);
      Sample sample = new Sample(dtype, new Ascent(() -> now, false), contest);
      Object result = Buffer.allocate(new Spec(dtype, Shape.of(SIZE))).array();
      int row = 31;
      int calls = 0;
      for (int at = 0; !contest.isOver(); at = at + 2 * row > SIZE ? 0 : at + row) {
        assertThat(calls++).isLessThan(10_000_000);
        byNumbers = 0;
        byVectors = 0;
        sample.run(result, at, at + row, false);
        assertThat(byNumbers + byVectors).isEqualTo(row);
        assertThat(byVectors).isIn(0, row - row % Simd.lanes(dtype));
      }
      assertThat(made).isEqualTo(1);
      sample.run(result, SIZE - SIZE % row, SIZE, false);
      assertSame(sample.expected, result);
      Object last = Buffer.allocate(new Spec(dtype, Shape.of(SIZE))).array();
      for (int at = 0; at < SIZE; at += row) {
        byVectors = 0;
        sample.run(last, at, Math.min(SIZE, at + row), false);
        assertThat(byVectors > 0).isEqualTo(vectorsAreQuick && SIZE - at >= 16);
      }
      assertSame(sample.expected, last);
    }
  }

  private static CompiledLoop compile(LoopBody body, LoopForm form, LoopKind kind) {
    return requireNonNull(LoopCompiler.compile(body, form, kind));
  }

  private static Buffer numbers(DType dtype, Random random) {
    double[] values = random.doubles(SIZE, -30, 30).toArray();
    values[17] = Double.NaN;
    values[1_400] = Double.NEGATIVE_INFINITY;
    values[2_999] = -0.0;
    Buffer buffer = Buffer.allocate(new Spec(dtype, Shape.of(SIZE)));
    Blocks.store(values, buffer.array(), 0, 1, SIZE);
    return buffer;
  }

  private static void assertSame(Object expected, Object actual) {
    double[] a = new double[SIZE];
    double[] b = new double[SIZE];
    Blocks.load(expected, 0, 1, a, SIZE);
    Blocks.load(actual, 0, 1, b, SIZE);
    assertThat(b).isEqualTo(a);
  }
}
