package dev.wengert.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.Wengert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole JVMs, on the class path, whose library is missing or broken. */
class FallbackTest {

  @TempDir private Path folder;

  /** What the JVMs run. */
  static final class Product {
    private Product() {}

    public static void main(String[] args) {
      Tensor a = Tensor.of(1.0, 2.0, 7.0);
      System.out.println("product " + a.matmul(a).item());
      System.out.println("product " + a.matmul(a).item());
      System.out.println(Wengert.backend());
    }
  }

  @Test
  void aMissingLibraryCostsOneLine() throws Exception {
    Path missing = folder.resolve("missing.so");
    assertThat(run("-Dwengert.blas.library=" + missing))
        .satisfies(
            lines ->
                assertOneLine(
                    lines, "no native BLAS: openblas: there is no such file: " + missing));
  }

  @Test
  void aCorruptLibraryCostsOneLine() throws Exception {
    Path text = Files.writeString(folder.resolve("text.so"), "no library");
    assertThat(run("-Dwengert.blas.library=" + text))
        .satisfies(
            lines ->
                assertOneLine(
                    lines,
                    "no native BLAS: openblas: the file is not a whole library of this platform: "
                        + text));
  }

  @Test
  void nativeAccessThatIsForbiddenCostsOneLine() throws Exception {
    assertThat(run("--illegal-native-access=deny", "--enable-native-access=java.base"))
        .anyMatch(line -> line.startsWith("matrix products: Java, "))
        .filteredOn(line -> line.contains("INFO: matrix products"))
        .hasSize(1);
  }

  @Test
  void javaServesIfTold() throws Exception {
    assertThat(run("-Dwengert.blas=none"))
        .satisfies(lines -> assertOneLine(lines, "wengert.blas is none"));
  }

  /** Once in the log, once from {@code backend()}. */
  private static void assertOneLine(List<? extends String> lines, String why) {
    assertThat(lines).filteredOn("product 54.0"::equals).hasSize(2);
    assertThat(lines)
        .filteredOn(line -> line.contains("matrix products: Java, "))
        .hasSize(2)
        .allMatch(line -> line.endsWith("(" + why + ")"));
    assertThat(lines).noneMatch(line -> line.contains("Exception"));
  }

  private static List<String> run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-classpath");
    command.add(
        System.getProperty("java.class.path")
            + java.io.File.pathSeparator
            + System.getProperty("jdk.module.path", "")
            + java.io.File.pathSeparator
            + System.getProperty("surefire.test.class.path", ""));
    command.add(Product.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }
}
