package dev.wengert.cpu.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.RunningSum;
import dev.wengert.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningSumTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0",
    "3, 0, 4, 1",
    "0, 2, 2, 0",
    "5, 13, 1, 1",
    "5, 13, 7, 1",
    "5, 13, 7, 2",
    "5, 13, 7, 0",
    "1, 207, 1025, 1",
    "1000, 3, 65, 2",
    "64, 300, 2, 1",
    "2, 4098, 3, 1"
  })
  void addsUpAlongTheAxisForAnyNumberOfThreads(int a, int b, int c, int axis) {
    Shape shape = Shape.of(a, b, c);
    Random random = Seeds.random(a * 31L + b * 7L + c + axis);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
      Buffer x = integers(random, dtype, shape);
      for (boolean fromEnd : new boolean[] {false, true}) {
        for (int threads = 1; threads <= 3; threads++) {
          Buffer[] got = new Buffer[1];
          RunningSum kernel = new RunningSum(axis, fromEnd);
          Threads.with(threads, () -> got[0] = Kernels.run(kernel, dtype, shape, x));
          assertThat(Buffers.read(got[0]))
              .as("%s %s, %s threads", x, kernel, threads)
              .isEqualTo(expected(Buffers.read(x), shape, axis, fromEnd));
        }
      }
    }
  }

  /** Small integers, so that every sum is exact. */
  private static Buffer integers(Random random, DType dtype, Shape shape) {
    double[] values = new double[shape.size()];
    java.util.Arrays.setAll(values, i -> random.nextInt(201) - 100);
    return Buffers.of(dtype, shape, values);
  }

  private static double[] expected(double[] x, Shape shape, int axis, boolean fromEnd) {
    double[] sums = x.clone();
    int stride = shape.strides()[axis];
    int side = shape.side(axis);
    for (int k = 0; k < x.length; k++) {
      int i = fromEnd ? x.length - 1 - k : k;
      int position = i / stride % side;
      if (fromEnd ? position < side - 1 : position > 0) {
        sums[i] += sums[fromEnd ? i + stride : i - stride];
      }
    }
    return sums;
  }

  @Test
  void aLongFloat32SumKeepsItsDigits() {
    int n = 10_000_000;
    Buffer tenths = Buffer.filled(new Spec(DType.FLOAT32, Shape.of(n)), 0.1f);
    float[] sums =
        Kernels.run(new RunningSum(0, false), DType.FLOAT32, Shape.of(n), tenths).floats();
    assertThat((double) sums[n - 1]).isCloseTo(n * (double) 0.1f, within(1e-7 * n * 0.1));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void int32WrapsAround() {
    Buffer x = Buffers.of(DType.INT32, Shape.of(3), Integer.MAX_VALUE, 1, 1);
    assertThat(Kernels.run(new RunningSum(0, false), DType.INT32, Shape.of(3), x).ints())
        .containsExactly(Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1);
  }
}
