package dev.wengert.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A program gives what its function gives, to the bit, whatever the function and the numbers. */
@SuppressWarnings("ReferenceEquality") // which of two lists it is
class RandomGraphsTest {

  private static final double[] SPECIAL = {
    0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e-41,
    -4.9e-324,
    1e300,
    -1,
    1
  };

  @Test
  void aProgramGivesTheBitsOfItsFunction() {
    Random random = Seeds.random(1901);
    int failed = 0;
    int graphs = Gates.of(10, 25);
    for (int i = 0; i < graphs; i++) {
      failed += compare(random, DType.FLOAT32, i % 2 == 0);
      failed += compare(random, DType.FLOAT64, i % 2 == 0);
    }
    assertThat(failed).as("functions that throw").isLessThan(graphs);
  }

  /**
   * Returns 1 where the function throws for these arguments, and so does the program.
   *
   * @param all whether passes are applied whether they pay or not
   */
  private static int compare(Random random, DType dtype, boolean all) {
    long seed = random.nextLong();
    int operations = 1 + (int) (200 * random.nextDouble() * random.nextDouble());
    RandomGraph f = new RandomGraph(seed, operations);
    List<Tensor> arguments = arguments(random, dtype);
    List<Tensor> others = arguments(random, dtype);
    Body recorded = Recorder.record(f, Specs.of(arguments), false);
    Program program = new Program(recorded, all ? Passes.ALWAYS : Passes.WHERE_THEY_PAY);
    int threads = 1 + random.nextInt(3);
    String told = "seed " + seed + ", " + operations + " operations, " + threads + " threads\n";
    Object eager = outcome(() -> f.apply(arguments));
    // Between two runs other numbers lie in the program's memory.
    for (List<Tensor> given : List.of(arguments, others, arguments)) {
      List<Object> compiled = new ArrayList<>();
      Wengert.withThreads(threads, () -> compiled.add(outcome(() -> program.run(given))));
      if (given == arguments) {
        assertThat(compiled.get(0).equals(eager)).as(told + program).isTrue();
      }
    }
    return eager instanceof String ? 1 : 0;
  }

  private static List<Tensor> arguments(Random random, DType dtype) {
    ImmutableList.Builder<Tensor> arguments = ImmutableList.builder();
    for (Shape shape : RandomGraph.SHAPES) {
      double[] values = new double[shape.size()];
      boolean special = random.nextBoolean();
      Arrays.setAll(
          values,
          i ->
              special && random.nextInt(3) == 0
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : random.nextGaussian());
      arguments.add(Tensor.wrap(values, shape.sides()).to(dtype));
    }
    arguments.add(Tensor.of(2, 0, 2, 1));
    return arguments.add(Tensor.of(random.nextInt(), 5)).build();
  }

  /** The bits of the results, or the message of the error. */
  private static Object outcome(Supplier<List<Tensor>> computation) {
    try {
      List<Object> results = new ArrayList<>();
      for (Tensor tensor : computation.get()) {
        results.add(tensor.spec());
        results.add(bits(tensor));
      }
      return results;
    } catch (ArithmeticException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static LongArrayList bits(Tensor tensor) {
    double[] values = tensor.to(DType.FLOAT64).toDoubleArray();
    long[] bits = new long[values.length];
    Arrays.setAll(bits, i -> Double.doubleToLongBits(values[i]));
    return LongArrayList.wrap(bits);
  }
}
