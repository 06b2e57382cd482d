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
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times single operations on 4,194,304 FLOAT32 elements, [4096, 1024], beside copies of as many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsPrepend = {
      "--add-modules=jdk.incubator.vector",
      "-Dwengert.simd=always",
      "--enable-native-access=ALL-UNNAMED",
      "-Xms3g",
      "-Xmx3g",
      "-XX:+AlwaysPreTouch"
    })
public class KernelBenchmark {

  private static final Spec SPEC = new Spec(DType.FLOAT32, Shape.of(4096, 1024));

  /** What is computed. */
  @Param public Operation operation = Operation.COPY;

  /** How many threads may be used. */
  @Param({"1", "2"})
  public int threads = 1;

  private Tensor x = Tensor.zeros(SPEC);
  private Tensor y = Tensor.zeros(SPEC);
  private Tensor row = Tensor.zeros(SPEC);
  private float[] array = new float[0];
  private float[] target = new float[0];
  private Object result = x;

  /** The operations, and the copies that they are measured by. */
  public enum Operation {
    /** A copy into an array that is there; of a half by each of two threads. */
    COPY_INTO,
    /** A new array of zeros: what Java does, on one thread, before a result is written. */
    ZEROS,
    /** A new array with a copy. */
    COPY,
    /** The same twice. */
    COPY_TWICE,
    /** x + y. */
    ADD,
    /** x * y. */
    MUL,
    /** max(x, 0). */
    RELU,
    /** e^x. */
    EXP,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** tanh x. */
    TANH,
    /** gelu x with erf. */
    GELU,
    /** The sum of all. */
    SUM,
    /** softmax along the last axis. */
    SOFTMAX,
    /** Layer normalization over the last axis. */
    LAYER_NORM,
    /** A dropout mask of 1,048,576 elements. */
    MASK
  }

  /** Draws the operands. */
  @Setup
  public void draw() {
    x = Key.of(1).normal(SPEC);
    y = Key.of(2).normal(SPEC);
    row = Key.of(3).normal(new Spec(DType.FLOAT32, Shape.of(1024)));
    array = x.toFloatArray();
    target = array.clone();
  }

  /** Computes once. */
  @Benchmark
  public Object run() {
    Wengert.withThreads(threads, () -> result = compute());
    return result;
  }

  private Object compute() {
    return switch (operation) {
      case COPY_INTO -> copyInto(target);
      case ZEROS -> new float[array.length];
      case COPY -> array.clone();
      case COPY_TWICE -> new Object[] {array.clone(), array.clone()};
      case ADD -> x.plus(y);
      case MUL -> x.times(y);
      case RELU -> on(Activations::relu);
      case EXP -> on(Elementary::exp);
      case SIGMOID -> on(Activations::sigmoid);
      case TANH -> on(Activations::tanh);
      case GELU -> on(Activations::gelu);
      case SUM -> Reductions.sum(x);
      case SOFTMAX -> Activations.softmax(x, -1);
      case LAYER_NORM -> Normalization.layerNorm(x, row, row, 1e-5);
      case MASK -> Key.of(5).bernoulli(0.5, Shape.of(1 << 20));
    };
  }

  private Object copyInto(float[] copy) {
    int each = array.length / threads;
    ForkJoinTask<?>[] others = new ForkJoinTask<?>[threads - 1];
    for (int i = 0; i < others.length; i++) {
      int from = (i + 1) * each;
      others[i] =
          ForkJoinPool.commonPool().submit(() -> System.arraycopy(array, from, copy, from, each));
    }
    System.arraycopy(array, 0, copy, 0, each);
    for (ForkJoinTask<?> other : others) {
      other.join();
    }
    return copy;
  }

  private Tensor on(UnaryOperator<Tensor> function) {
    return function.apply(x);
  }
}
