package dev.wengert.benchmarks;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.gradcheck.GradCheck;
import dev.wengert.gradcheck.Report;
import dev.wengert.ops.Activations;
import dev.wengert.ops.Creation;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Losses;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Times the verdict on a gradient, and counts the evaluations of the function that it takes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "-Dwengert.simd=always",
      "--enable-native-access=ALL-UNNAMED"
    })
public class GradCheckBenchmark {

  private static final Key KEY = Key.of(211);

  /** What is checked. */
  public enum Problem {
    /** The hyperbolic tangent on [3, 5], each element on its own. */
    ELEMENTWISE {
      @Override
      GradCheck check() {
        return GradCheck.of(in -> Activations.tanh(in.get(0)))
            .input("x", draw(0, 1, 3, 5))
            .mode(dev.wengert.gradcheck.Mode.FULL);
      }
    },
    /** The network 2-20-3-1, 127 parameters, 211 examples, each parameter on its own. */
    NETWORK {
      @Override
      GradCheck check() {
        Tensor x = draw(1, 1, 211, 2);
        Tensor y = draw(2, 1, 211, 1).gt(0).to(DType.FLOAT64);
        return GradCheck.of(
                in -> {
                  Tensor first = Activations.relu(layer(x, in, 0));
                  Tensor second = Activations.relu(layer(first, in, 2));
                  return Losses.binaryCrossEntropyWithLogits(layer(second, in, 4), y);
                })
            .input("w1", draw(3, 1, 20, 2))
            .input("b1", draw(4, 0.1, 20))
            .input("w2", draw(5, 0.5, 3, 20))
            .input("b2", draw(6, 0.1, 3))
            .input("w3", draw(7, 1, 1, 3))
            .input("b3", draw(8, 0.1, 1))
            .mode(dev.wengert.gradcheck.Mode.FULL);
      }
    },
    /** A network 249-249-151, 100,000 parameters, 32 examples, along random directions. */
    MODEL {
      @Override
      GradCheck check() {
        Tensor x = draw(1, 1, 32, 249);
        Tensor classes = Creation.arange(32);
        return GradCheck.of(
                in -> Losses.crossEntropy(layer(Activations.tanh(layer(x, in, 0)), in, 2), classes))
            .input("w1", draw(3, 0.1, 249, 249))
            .input("b1", draw(4, 0.1, 249))
            .input("w2", draw(5, 0.1, 151, 249))
            .input("b2", draw(6, 0.1, 151))
            .mode(dev.wengert.gradcheck.Mode.PROJECTED);
      }
    };

    abstract GradCheck check();
  }

  private static Tensor draw(int stream, double limit, int... sides) {
    return Creation.uniform(
        KEY.fold(stream), new Spec(DType.FLOAT64, Shape.of(sides)), -limit, limit);
  }

  private static Tensor layer(Tensor x, List<Tensor> parameters, int at) {
    return LinearAlgebra.matmul(x, parameters.get(at), false, true).plus(parameters.get(at + 1));
  }

  /** What is checked. */
  @Param public Problem problem = Problem.ELEMENTWISE;

  /** How often the function was evaluated for the last verdict. */
  private long evaluations;

  private GradCheck check = Problem.ELEMENTWISE.check();

  /** Draws the inputs. */
  @Setup
  public void draw() {
    check = problem.check();
  }

  /** Runs the check once, which must find the gradient right. */
  @Benchmark
  public Report verdict() {
    Report report = check.run();
    report.assertCorrect();
    evaluations = report.evaluations();
    return report;
  }

  /** Prints what the time went into. */
  @TearDown
  public void count() {
    System.out.printf("%nevaluations a verdict: %d%n", evaluations);
  }
}
