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

/** Times the {@linkplain Workloads workloads} that have no benchmark of their own. */
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
      "--enable-native-access=ALL-UNNAMED",
      // Else the first touch of each page of the heap is measured too.
      "-Xms4g",
      "-Xmx4g",
      "-XX:+AlwaysPreTouch"
    })
public class WorkloadBenchmark {

  /** The workload's name. */
  @Param({
    "W2/base",
    "W3/layernorm",
    "W4/batchnorm",
    "W5/elementwise",
    "W7/chain",
    "W8/base",
    "W9/base",
    "W10/base",
    "W1/layers-base",
    "W1/layers-l2",
    "W1/layers-dropout",
    "W2/layers",
    "W3/layers",
    "W4/layers",
    "W8/layers",
    "W9/layers",
    "operation/conv2d-first",
    "operation/conv2d-second",
    "operation/attention",
    "operation/embedding",
    "operation/cross-entropy",
    "operation/einsum"
  })
  public String workload = "W7/chain";

  /** How many threads share the work at most. */
  @Param({"1", "2"})
  public int threads = 1;

  private Workload drawn = GradientWorkload.chain();

  /** Draws data and first parameters. */
  @Setup
  public void draw() {
    drawn = Workloads.draw(workload);
  }

  /** Does the work once. */
  @Benchmark
  public void run() {
    Wengert.withThreads(threads, drawn::run);
  }
}
