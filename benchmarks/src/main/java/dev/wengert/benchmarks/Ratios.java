package dev.wengert.benchmarks;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Elementary;
import dev.wengert.ops.Normalization;
import dev.wengert.ops.Reductions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;

/**
 * Times single operations on 4,194,304 FLOAT32 elements, with one thread and two, in turn with
 * copies of as many.
 *
 * <p>The turns are what a machine that others share needs: whatever slows an operation slows the
 * copies next to it. A figure is the lower quartile over turns, in microseconds. Beside each
 * operation stand the copies' times for the bytes that it moves at least: into a new array, as the
 * operation has one, and into an array that is there.
 */
public final class Ratios {

  private static final Spec SPEC = new Spec(DType.FLOAT32, Shape.of(4096, 1024));
  private static final int MASK = 1 << 20;
  private static final int TURNS = 61;
  private static final long TURN_NANOS = 10_000_000L;
  private static final long WARM_UP_NANOS = 1_000_000_000L;

  private static volatile Object result = "";

  private Ratios() {}

  /**
   * An operation.
   *
   * @param moved how many times the bytes of a copy of all elements it reads and writes at least
   * @param elements how many it computes on
   */
  private record Row(double moved, int elements, Supplier<Object> compute) {}

  /** Measures the operations that the arguments name; all if there are none. */
  public static void main(String[] arguments) {
    Measure.beginWithVectors();
    Tensor x = Key.of(1).normal(SPEC);
    Tensor y = Key.of(2).normal(SPEC);
    Tensor row = Key.of(3).normal(new Spec(DType.FLOAT32, Shape.of(1024)));
    int n = SPEC.shape().size();
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("add", new Row(1.5, n, () -> x.plus(y)));
    rows.put("mul", new Row(1.5, n, () -> x.times(y)));
    rows.put("relu", new Row(1, n, () -> Activations.relu(x)));
    rows.put("exp", new Row(1, n, () -> Elementary.exp(x)));
    rows.put("sigmoid", new Row(1, n, () -> Activations.sigmoid(x)));
    rows.put("tanh", new Row(1, n, () -> Activations.tanh(x)));
    rows.put("gelu", new Row(1, n, () -> Activations.gelu(x)));
    rows.put("sum", new Row(0.5, n, () -> Reductions.sum(x)));
    rows.put("sum of columns", new Row(0.5, n, () -> Reductions.sum(x, 0)));
    rows.put("softmax", new Row(2, n, () -> Activations.softmax(x, -1)));
    rows.put("layer norm", new Row(2, n, () -> Normalization.layerNorm(x, row, row, 1e-5)));
    rows.put("mask", new Row(0, MASK, () -> Key.of(5).bernoulli(0.5, Shape.of(MASK))));
    System.out.println(
        "operation | one thread | two | two are faster by | ns an element | copies into new arrays"
            + " | one by them | copies into old arrays | on two threads | these by | zeros");
    rows.forEach(
        (name, operation) -> {
          if (arguments.length == 0 || Arrays.asList(arguments).contains(name)) {
            measure(name, operation, x.toFloatArray());
          }
        });
  }

  private static void measure(String name, Row row, float[] array) {
    float[] target = array.clone();
    double[] micros =
        quartiles(
            () -> Wengert.withThreads(1, () -> result = row.compute.get()),
            () -> Wengert.withThreads(2, () -> result = row.compute.get()),
            () -> result = array.clone(),
            () -> System.arraycopy(array, 0, target, 0, array.length),
            () -> copyByTwo(array, target),
            () -> result = new float[array.length]);
    System.out.printf(
        "%s | %.0f | %.0f | %.2f | %.3f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f%n",
        name,
        micros[0],
        micros[1],
        micros[0] / micros[1],
        micros[0] * 1e3 / row.elements,
        micros[2] * row.moved,
        micros[0] / (micros[2] * row.moved),
        micros[3] * row.moved,
        micros[4] * row.moved,
        micros[3] / micros[4],
        micros[5]);
  }

  private static void copyByTwo(float[] array, float[] target) {
    int half = array.length / 2;
    ForkJoinTask<?> other =
        ForkJoinPool.commonPool().submit(() -> System.arraycopy(array, half, target, half, half));
    System.arraycopy(array, 0, target, 0, half);
    other.join();
  }

  private static double[] quartiles(Runnable... bodies) {
    int[] runs = new int[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      long start = System.nanoTime();
      int done = 0;
      for (; System.nanoTime() - start < WARM_UP_NANOS / bodies.length; done++) {
        bodies[i].run();
      }
      runs[i] = (int) Math.max(1, done * TURN_NANOS * bodies.length / WARM_UP_NANOS);
    }
    double[][] micros = new double[bodies.length][TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < bodies.length; i++) {
        long start = System.nanoTime();
        for (int run = 0; run < runs[i]; run++) {
          bodies[i].run();
        }
        micros[i][turn] = (System.nanoTime() - start) / 1e3 / runs[i];
      }
    }
    double[] quartiles = new double[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      Arrays.sort(micros[i]);
      quartiles[i] = micros[i][TURNS / 4];
    }
    return quartiles;
  }
}
