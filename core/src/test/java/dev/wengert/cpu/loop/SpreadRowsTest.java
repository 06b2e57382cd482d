package dev.wengert.cpu.loop;

import static dev.wengert.expression.Expression.input;
import static dev.wengert.expression.Expression.logical;
import static dev.wengert.expression.Expression.select;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Lanes;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.device.Frame;
import dev.wengert.expression.LoopBody;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpreadRowsTest {

  private static final Shape SPACE = Shape.of(3, 4, 11, 7);
  private static final int SIZE = 3 * 4 * 11 * 7;

  /** How operands lie: along, repeated within rows and between them, the same everywhere. */
  private static final Shape[] SHAPES = {
    SPACE,
    Shape.of(3, 4, 11, 1),
    Shape.of(7),
    Shape.SCALAR,
    Shape.of(4, 1, 1),
    Shape.of(3, 1, 11, 7)
  };

  private static final LoopBody BODY =
      LoopBody.of(
          select(
              logical(5),
              input(0).times(input(1)).plus(input(2)),
              input(3).minus(input(0).div(input(4)))),
          6);

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aStretchIsTheFormulasWhereverItBegins(DType dtype) {
    Random random = Seeds.random(11);
    Layout[] operands = new Layout[SHAPES.length];
    double[][] numbers = new double[SHAPES.length][];
    Frame frame = new Frame(SHAPES.length + 1, new Lanes());
    for (int k = 0; k < SHAPES.length; k++) {
      DType own = k == 5 ? DType.BOOL : dtype;
      operands[k] = Layout.contiguous(new Spec(own, SHAPES[k]));
      numbers[k] = random.doubles(SHAPES[k].size(), -2, 2).toArray();
      frame.set(k, array(own, numbers[k], k), k);
    }
    Layout[] results = {Layout.contiguous(new Spec(dtype, SPACE))};
    BoundLoop loop = new BoundLoop(BODY, SPACE, operands, results);
    int[][] stretches = {{0, SIZE}, {0, 1}, {3, 4}, {4, 9}, {17, 391}, {SIZE - 1, SIZE}, {77, 700}};
    for (int[] stretch : stretches) {
      Object target = array(dtype, new double[SIZE], 2);
      frame.set(SHAPES.length, target, 2);
      loop.run(frame, new Lanes().first(), stretch[0], stretch[1]);
      for (int i = 0; i < SIZE; i++) {
        double expected = i < stretch[0] || i >= stretch[1] ? 0 : expected(dtype, numbers, i);
        assertThat(number(target, i + 2)).as("%s of %s", i, stretch).isEqualTo(expected);
      }
    }
  }

  @Test
  void longRowsAndThoseThatLieAlongAreLeftAlone() {
    assertThat(spread(Shape.of(5, 200), Shape.of(200))).isNull();
    assertThat(spread(Shape.of(50, 20), Shape.of(50, 20))).isNull();
    assertThat(spread(Shape.of(5, 3), Shape.of(3))).isNull();
    assertThat(spread(Shape.of(50, 20), Shape.of(20)) != null).isEqualTo(Simd.isAvailable());
  }

  private static @Nullable Object spread(Shape space, Shape other) {
    Layout[] operands = {
      Layout.contiguous(new Spec(DType.FLOAT32, space)),
      Layout.contiguous(new Spec(DType.FLOAT32, other))
    };
    Layout[] results = {operands[0]};
    LoopBody body = LoopBody.of(input(0).plus(input(1)), 2);
    return SpreadRows.of(body, LoopNest.over(space, operands), operands, results);
  }

  /** What the formula gives for an element, in the dtype's own steps. */
  private static double expected(DType dtype, double[][] numbers, int i) {
    int column = i % 7;
    int row = i / 7;
    int middle = row / 11 % 4;
    int outer = row / 44;
    double a = numbers[0][i];
    double b = numbers[1][row];
    double c = numbers[2][column];
    double d = numbers[3][0];
    double e = numbers[4][middle];
    boolean which = numbers[5][outer * 77 + i % 77] > 0;
    if (dtype == DType.FLOAT32) {
      float product = (float) a * (float) b;
      float ratio = (float) a / (float) e;
      return which ? product + (float) c : (float) d - ratio;
    }
    return which ? a * b + c : d - a / e;
  }

  /** Returns numbers behind so many zeros. */
  private static Object array(DType dtype, double[] numbers, int before) {
    int size = before + numbers.length;
    float[] floats = new float[size];
    double[] doubles = new double[size];
    boolean[] truths = new boolean[size];
    for (int i = 0; i < numbers.length; i++) {
      floats[before + i] = (float) numbers[i];
      doubles[before + i] = numbers[i];
      truths[before + i] = numbers[i] > 0;
    }
    return dtype == DType.BOOL ? truths : dtype == DType.FLOAT32 ? floats : doubles;
  }

  private static double number(Object array, int at) {
    return array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
  }
}
