package dev.wengert.benchmarks;

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

/** Times a training step of each variant of {@link W1}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class W1Benchmark {

  /** What is added to the plain network. */
  @Param public W1.Variant variant = W1.Variant.BASE;

  private Workload workload = new W1(W1.Variant.BASE);

  /** Draws data and first parameters. */
  @Setup
  public void draw() {
    workload = new W1(variant);
  }

  /** Takes one step. */
  @Benchmark
  public void step() {
    workload.run();
  }
}
