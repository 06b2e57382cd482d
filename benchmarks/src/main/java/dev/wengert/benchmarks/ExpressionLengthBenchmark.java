package dev.wengert.benchmarks;

import dev.wengert.Elementwise;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times elementwise expressions of more and more operations on FLOAT32 elements, one thread: what
 * an operation costs an element, in picoseconds, must not jump where an expression is split.
 *
 * <p>Eight chains of multiplications and additions run side by side, so that the processor is never
 * short of something to do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(
    value = 1,
    jvmArgsPrepend = {
      "--add-modules=jdk.incubator.vector",
      "-Dwengert.simd=always",
      "--enable-native-access=ALL-UNNAMED"
    })
public class ExpressionLengthBenchmark {

  /** Operations times elements: the same for all lengths. */
  private static final int WORK = 48_000_000;

  private static final int CHAINS = 8;

  /** How many operations the expression has. */
  @Param({"50", "100", "200", "300", "302", "400", "600", "1000", "2000"})
  public int operations = 50;

  private Elementwise function = Elementwise.NEG;
  private Tensor x = Tensor.scalar(0f);

  /** Builds the expression and draws as many elements as give the same work. */
  @Setup
  public void build() {
    Expression[] chains = new Expression[CHAINS];
    for (int i = 0; i < CHAINS; i++) {
      chains[i] = Expression.input(0).times(i + 1);
    }
    for (int i = 2 * CHAINS - 1; i < operations; i++) {
      Expression chain = chains[i % CHAINS];
      boolean isProduct = i / CHAINS % 2 == 0;
      chains[i % CHAINS] = isProduct ? chain.times(0.75) : chain.plus(Expression.input(0));
    }
    Expression sum = chains[0];
    for (int i = 1; i < CHAINS; i++) {
      sum = sum.plus(chains[i]);
    }
    function = Elementwise.of("chains", 1, sum);
    x = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(WORK / operations)));
  }

  /** Computes once; counted in thousands of operations on an element. */
  @Benchmark
  @OperationsPerInvocation(WORK / 1000)
  public Tensor[] run() {
    Tensor[] result = new Tensor[1];
    Wengert.withThreads(1, () -> result[0] = function.apply(x));
    return result;
  }
}
