package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.nn.Model;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.checkpoint.LongRun;
import dev.wengert.nn.layer.Sequential;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownTest {

  /** INT is what Ctrl-C sends, TERM what {@code kill} and most supervisors do. */
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  @DisabledOnOs(OS.WINDOWS) // has no signal that a process could answer
  void aProgramThatIsToldToEndFinishesItsStepAndWritesACheckpoint(
      String signal, @TempDir Path folder) throws Exception {
    Process process = LongRun.startAnswering(signal, folder, 1_000_000, 1_000_000);
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = "";
      while (!line.equals("step 5")) {
        line = String.valueOf(reader.readLine());
        assertThat(line).isNotEqualTo("null");
      }
      send(signal, process);
      // It may end before it takes another step.
      List<String> rest = Stream.concat(Stream.of(line), reader.lines()).toList();
      assertThat(process.waitFor()).isNotZero();
      String last = rest.getLast();
      assertThat(last).startsWith("INTERRUPTED ");
      long step = Long.parseLong(last.substring("INTERRUPTED ".length()));
      assertThat(rest).contains("step " + step).doesNotContain("step " + (step + 1));
      Model<Sequential> model = Blobs.model();
      assertThat(
              Checkpoints.of(folder, 1)
                  .latest(model, LongRun.optimizer(model))
                  .orElseThrow()
                  .step())
          .isEqualTo(step);
    }
  }

  private static void send(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void givesTheResultAndLeavesTheThreadAlone() {
    assertThat(Shutdown.<String>waiting(1, () -> "done")).isEqualTo("done");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void finishesTheWorkAndPassesOnItsFault() {
    StringBuilder done = new StringBuilder();
    Shutdown.finishing(1, () -> done.append("done"));
    assertThat(done).hasToString("done");
    assertThatThrownBy(
            () ->
                Shutdown.finishing(
                    1,
                    () -> {
                      throw new IllegalStateException("a fault");
                    }))
        .hasMessage("a fault");
  }
}
