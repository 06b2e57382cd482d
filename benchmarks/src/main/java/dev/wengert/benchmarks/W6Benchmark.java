package dev.wengert.benchmarks;

import dev.wengert.Wengert;
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

/** Times {@link W6}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "-Dwengert.simd=always",
      "--enable-native-access=ALL-UNNAMED"
    })
public class W6Benchmark {

  /** Dtype and side. */
  @Param public W6.Variant variant = W6.Variant.F32_64;

  /** How many threads share a product at most. */
  @Param({"1", "2"})
  public int threads = 1;

  private Workload workload = new W6(W6.Variant.F32_64);

  /** Draws the matrices. */
  @Setup
  public void draw() {
    workload = new W6(variant);
  }

  /** Forward and backward once. */
  @Benchmark
  public void forwardAndBackward() {
    Wengert.withThreads(threads, workload::run);
  }
}
