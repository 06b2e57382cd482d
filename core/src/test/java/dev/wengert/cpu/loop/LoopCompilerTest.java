package dev.wengert.cpu.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Buffer;
import dev.wengert.array.Buffers;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import dev.wengert.kernel.Reduction;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole JVMs: what they do where classes cannot be defined, and where memory is short. */
class LoopCompilerTest {

  /** Prints what loops and reductions compute, as hashes of the bits. */
  static final class Suite {
    private Suite() {}

    public static void main(String[] args) {
      System.out.println("compiles: " + LoopCompiler.isPossible());
      Random random = Seeds.random(7);
      Expression x = Expression.input(0);
      Expression y = Expression.input(1);
      ImmutableList<Expression> formulas =
          ImmutableList.of(
              x.plus(y).times(2),
              Expression.max(x, y).div(y),
              Expression.sigmoid(x).times(Expression.tanh(y)),
              Expression.erf(x).plus(Expression.exp(y)),
              Expression.sin(x.times(1e6)).minus(Expression.cos(y)),
              Expression.log1p(Expression.abs(x)).plus(Expression.expm1(y)),
              Expression.pow(Expression.abs(x), y),
              Expression.atan2(x, y),
              Expression.select(x.lt(y), Expression.floor(x), Expression.rint(y)));
      for (int n : new int[] {0, 1, 13, 207, 4098}) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
          Spec spec = new Spec(dtype, Shape.of(3, n));
          Buffer a = Buffers.random(random, dtype, spec.shape());
          Buffer b = Buffers.random(random, dtype, Shape.of(3, 1));
          for (Expression formula : formulas) {
            LoopBody body = LoopBody.of(formula, 2);
            print(formula, Kernels.run(new Loop(body), spec, a, b));
            for (Fold fold : Fold.values()) {
              for (int axis = 0; axis < 2; axis++) {
                Reduction reduction = new Reduction(fold, body, ImmutableIntArray.of(axis));
                Shape kept = Shape.of(axis == 0 ? n : 3);
                print(formula, Kernels.run(reduction, dtype, kept, a, b));
              }
            }
          }
        }
      }
    }

    private static void print(Expression formula, Buffer result) {
      int hash =
          result.array() instanceof float[] floats
              ? Arrays.hashCode(floats)
              : Arrays.hashCode(result.doubles());
      System.out.println(formula + " " + result.spec() + " " + hash);
    }
  }

  @Test
  void interpretedLoopsHaveTheBitsOfCompiledOnes() throws Exception {
    List<String> compiled = run(Suite.class);
    List<String> interpreted = run(Suite.class, "-Dwengert.loops=interpreted");
    assertThat(compiled).hasSize(1 + 10 * 9 * 9).startsWith("compiles: true");
    assertThat(interpreted).startsWith("compiles: false");
    assertThat(interpreted.subList(1, interpreted.size()))
        .isEqualTo(compiled.subList(1, compiled.size()));
  }

  /** Compiles loops and prints how many of their classes are left after memory ran short. */
  static final class Unloading {
    private Unloading() {}

    public static void main(String[] args) throws InterruptedException {
      List<LoopBody> bodies = new ArrayList<>();
      List<WeakReference<Class<?>>> classes = new ArrayList<>();
      Buffer x = Buffers.counting(DType.FLOAT64, Shape.of(5));
      for (int i = 0; i < 50; i++) {
        LoopBody body = LoopBody.of(Expression.input(0).times(i + 2), 1);
        bodies.add(body);
        double[] y = Kernels.run(new Loop(body), x.spec(), x).doubles();
        System.out.println("last " + y[4]);
        classes.add(new WeakReference<>(loop(body).numbers().getClass()));
      }
      for (int i = 0; i < 50 && count(classes) > 0; i++) {
        System.gc();
        Thread.sleep(20);
      }
      System.out.println("left " + count(classes));
      for (LoopBody body : bodies) {
        System.out.println("last " + Kernels.run(new Loop(body), x.spec(), x).doubles()[4]);
      }
    }

    private static StagedLoop loop(LoopBody body) {
      long twofold = LoopForm.stored(Buffers.counting(DType.FLOAT64, Shape.of(5)));
      StagedLoop loop =
          LoopForms.of(body).known(DType.FLOAT64, LoopForm.CONTIGUOUS, twofold, twofold);
      return java.util.Objects.requireNonNull(loop);
    }

    private static long count(List<WeakReference<Class<?>>> classes) {
      return classes.stream().filter(c -> c.get() != null).count();
    }
  }

  /** Memory counts as short at once: soft references are kept for no time. */
  @Test
  void loopsAreUnloadedWhenMemoryIsShortAndCompiledAgain() throws Exception {
    List<String> lines = run(Unloading.class, "-XX:SoftRefLRUPolicyMSPerMB=0", "-Xmx64m");
    assertThat(lines).hasSize(101);
    assertThat(lines.get(50)).isEqualTo("left 0");
    for (int i = 0; i < 50; i++) {
      assertThat(lines.get(i)).isEqualTo("last " + 4.0 * (i + 2)).isEqualTo(lines.get(51 + i));
    }
  }

  /** Runs a loop until its work pays for vectors, and prints at each run whether it has them. */
  static final class Ascending {
    private Ascending() {}

    public static void main(String[] args) {
      LoopBody body = LoopBody.of(Expression.exp(Expression.input(0)), 1);
      Buffer x = Buffers.counting(DType.FLOAT32, Shape.of(1 << 20));
      long single = LoopForm.stored(x);
      for (int i = 0; i < 20; i++) {
        float[] y = Kernels.run(new Loop(body), x.spec(), x).floats();
        StagedLoop loop =
            LoopForms.of(body)
                .written(DType.FLOAT32)
                .known(DType.FLOAT32, LoopForm.CONTIGUOUS, single, single);
        System.out.println(Arrays.hashCode(y) + " " + (loop != null && loop.hasVectors()));
      }
    }
  }

  /** Eighteen operations a million times are little, twenty times as much is enough. */
  @Test
  @Tag(Gates.TAG)
  void vectorsComeWhenWorkHasPaidForThem() throws Exception {
    assumeTrue(Simd.isAvailable(), "skipped: the JVM runs without jdk.incubator.vector");
    List<String> lines = run(Ascending.class, "-Dwengert.simd=auto");
    assertThat(lines).hasSize(20);
    String hash = lines.getFirst().substring(0, lines.getFirst().indexOf(' '));
    assertThat(lines.getFirst()).isEqualTo(hash + " false");
    assertThat(lines.getLast()).isEqualTo(hash + " true");
    assertThat(run(Ascending.class, "-Dwengert.simd=always")).containsOnly(hash + " true");
    assertThat(run(Ascending.class, "-Dwengert.simd=none")).containsOnly(hash + " false");
  }

  private static List<String> run(Class<?> main, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    if (Simd.isAvailable()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-classpath");
    command.add(
        System.getProperty("java.class.path")
            + java.io.File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + java.io.File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(main.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }
}
