package dev.wengert.benchmarks;

import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Gemm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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
 * Times one float32 product through the kernel against one call of OpenBLAS. With {@code
 * -Dwengert.blas=none} the kernel is the one in Java.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "-Dwengert.simd=always",
      "--enable-native-access=ALL-UNNAMED"
    })
public class GemmBenchmark {

  /** The sides: m, n and k. */
  @Param({"20x211x2", "64x64x64", "256x256x256", "512x512x512", "1024x1024x1024"})
  public String sides = "64x64x64";

  private final Gemm gemm = new Gemm(false, false);
  private int m;
  private int n;
  private int k;
  private Buffer[] operands = {};
  private Spec[] result = {};
  private MemorySegment a = MemorySegment.NULL;
  private MemorySegment b = MemorySegment.NULL;
  private MemorySegment c = MemorySegment.NULL;

  /** Fills the matrices. */
  @Setup
  public void fill() {
    int[] side = Arrays.stream(sides.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    m = side[0];
    n = side[1];
    k = side[2];
    float[] left = wave(m * k);
    float[] right = wave(k * n);
    operands =
        new Buffer[] {
          Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(m, k)), left),
          Buffer.wrap(new Spec(DType.FLOAT32, Shape.of(k, n)), right)
        };
    result = new Spec[] {new Spec(DType.FLOAT32, Shape.of(m, n))};
    Arena arena = Arena.ofAuto();
    a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, left);
    b = arena.allocateFrom(ValueLayout.JAVA_FLOAT, right);
    c = arena.allocate(ValueLayout.JAVA_FLOAT, (long) m * n);
  }

  private static float[] wave(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) Math.sin(i);
    }
    return values;
  }

  /** One native call into memory that is there already. */
  @Benchmark
  public MemorySegment raw() {
    RawBlas.multiply(m, n, k, a, b, c);
    return c;
  }

  /** The kernel on one thread, its result's allocation included. */
  @Benchmark
  public Buffer[] kernel() {
    Buffer[][] product = new Buffer[1][];
    Wengert.withThreads(1, () -> product[0] = Wengert.device().run(gemm, operands, result));
    return product[0];
  }
}
