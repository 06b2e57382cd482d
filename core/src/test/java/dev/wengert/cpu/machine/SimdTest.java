package dev.wengert.cpu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.expression.LoopBody;
import dev.wengert.kernel.Kernels;
import dev.wengert.kernel.Loop;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimdTest {

  /** Prints what computes, and the bits of a loop. */
  static final class Program {
    public static void main(String[] args) {
      Spec spec = new Spec(DType.FLOAT32, Shape.of(1000));
      float[] x = new float[1000];
      for (int i = 0; i < x.length; i++) {
        x[i] = (i - 500) * 0.013f;
      }
      LoopBody body = LoopBody.of(Expression.exp(Expression.input(0)), 1);
      float[] y =
          Kernels.run(new Loop(body), spec, dev.wengert.array.Buffer.wrap(spec, x)).floats();
      System.out.println("digest " + Arrays.hashCode(y));
      System.out.println(Simd.description());
      System.out.println("fused " + Fma.FUSED);
    }
  }

  private static List<String> run(String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-classpath");
    command.add(
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(Program.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return Splitter.on(System.lineSeparator()).splitToList(text);
  }

  /** What a JVM without flags says. */
  private static List<String> usual = List.of();

  @BeforeAll
  static void runWithoutFlags() throws Exception {
    usual = run();
  }

  private static List<String> with(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  /**
   * Vectors that only the first compiler sees are objects, and several times slower than numbers.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:TieredStopAtLevel=0",
        "-XX:TieredStopAtLevel=1",
        "-XX:TieredStopAtLevel=3",
        "-XX:CompilationMode=quick-only",
        "-XX:-UseCompiler",
        "-Xint"
      })
  void withoutTheOptimizingCompilerLoopsAreScalarAndOneLineSaysSo(String flag) throws Exception {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    List<String> lines = run(flag);
    String obstacle =
        "the JVM's optimizing compiler is off, start it without -XX:TieredStopAtLevel and -Xint";
    assertThat(with(lines, "loops run without SIMD")).hasSize(1);
    assertThat(with(lines, "loops run without SIMD").getFirst())
        .endsWith("loops run without SIMD, several times slower: " + obstacle);
    assertThat(lines).contains("SIMD: none; " + obstacle);
    assertThat(with(lines, "digest")).isEqualTo(with(usual, "digest"));
  }

  @Test
  void nobodyNeedsToTakeVectors() throws Exception {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    List<String> lines = run("-Dwengert.simd=none");
    assertThat(with(lines, "loops run without SIMD").getFirst())
        .endsWith("loops run without SIMD, several times slower: wengert.simd is none");
    assertThat(lines).contains("SIMD: none; wengert.simd is none");
    for (String wanted : new String[] {"auto", "always"}) {
      List<String> others = run("-Dwengert.simd=" + wanted);
      assertThat(with(others, "loops run without SIMD")).isEmpty();
      assertThat(with(others, "digest")).isEqualTo(with(lines, "digest"));
    }
  }

  @Test
  void withItTheyAreNot() throws Exception {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    // The last is a runtime image for a service: nothing in it tells the flags.
    for (String flag :
        new String[] {
          "-XX:TieredStopAtLevel=4",
          "-XX:-TieredCompilation",
          "--limit-modules=java.base,java.logging,jdk.incubator.vector"
        }) {
      List<String> lines = run(flag);
      assertThat(with(lines, "loops run without SIMD")).isEmpty();
      assertThat(with(lines, "SIMD: ").getFirst()).contains("bits (jdk.incubator.vector)");
      assertThat(lines).contains("fused " + Fma.FUSED);
    }
  }
}
