package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Ctrl-C does to a program that works or writes: real processes and real signals. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {

  /** What a process returns that the signal ended: 128 and its number. */
  private static final int INTERRUPTED = 128 + 2;

  /** These are done in a second or two: the signal may come too late. */
  private static final ImmutableSet<String> SHORT =
      ImmutableSet.of("custom-gradient", "gradient-check", "new-operation", "graph");

  @TempDir Path folder;

  /** A program that was started in the background of a script does not hear the signal. */
  @BeforeEach
  void assumeSignalsAreHeard() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    long signals = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
    assumeTrue((signals >> 1 & 1) == 0, "skipped: this process ignores SIGINT");
  }

  @ParameterizedTest
  @MethodSource("dev.wengert.examples.SubcommandsTest#subcommands")
  void aSubcommandThatWorksEndsAtOnceAndLeavesNoHalfFile(String name) throws Exception {
    Path output = folder.resolve("new");
    Path log = folder.resolve("classes.log");
    Process process =
        start(
            List.of("-Xlog:class+load:file=" + log),
            WengertExamples.class,
            name.equals("graph") ? List.of(name, "digits") : List.of(name, "--output=" + output));
    // It computes once it has loaded a kernel.
    while (process.isAlive() && !(Files.exists(log) && Files.readString(log).contains("kernel."))) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    interrupt(process);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(err).doesNotContain("Exception", "\tat ");
    assertThat(out + err).as("colours").doesNotContain("\u001b");
    if (process.exitValue() != INTERRUPTED) {
      assertThat(SHORT).contains(name);
      assertThat(process.exitValue()).isZero();
    } else {
      assertThat(output).doesNotExist();
    }
    assertThat(folder.toFile().list((place, file) -> file.startsWith("."))).isEmpty();
  }

  @Test
  void resultsThatAreBeingWrittenAreWrittenToTheEnd() throws Exception {
    Path output = folder.resolve("new");
    Process process = start(List.of(), SlowSave.class, List.of(output.toString()));
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(reader.readLine()).isEqualTo("half");
      interrupt(process);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(folder.toFile().list()).containsExactly("new");
    assertThat(output.toFile().list()).containsExactlyInAnyOrder("a", "b");
  }

  /** A run that writes its files slowly. */
  static final class SlowSave {
    public static void main(String[] arguments) {
      OutputFolder.at(Path.of(arguments[0]))
          .save(
              ImmutableSet.of("a", "b"),
              place -> {
                Files.writeString(place.resolve("a"), "1");
                System.out.println("half");
                pause();
                Files.writeString(place.resolve("b"), "2");
              });
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Process start(List<String> flags, Class<?> main, List<String> arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(1, flags);
    builder.command().addAll(arguments);
    return builder.start();
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    int result = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(result == 0 || !process.isAlive()).isTrue();
  }
}
