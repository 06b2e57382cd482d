package dev.wengert.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.nn.Model;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.train.Blobs;
import dev.wengert.nn.train.States;
import dev.wengert.nn.train.TrainingState;
import dev.wengert.testing.Gates;
import dev.wengert.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is killed at random points, and started again after each. */
class KilledRunTest {

  private static final int KILLS = Gates.of(2, 10);
  private static final int STEPS = 130;
  private static final int EVERY = 3;
  private static final long SEED = 20;

  @Test
  void endsAtTheSameBitsAsOneThatWasNot(@TempDir Path folder) throws Exception {
    Path broken = folder.resolve("broken");
    Path whole = folder.resolve("whole");
    Process reference = LongRun.start(whole, STEPS, STEPS);
    Random random = Seeds.random(SEED);
    int killed = 0;
    long reached = 0;
    for (int i = 0; i < KILLS; i++) {
      // Up to 12 steps further than before, and a little later: somewhere within a step.
      Process process = LongRun.start(broken, STEPS, EVERY);
      int further = 1 + random.nextInt(12);
      reached = Math.max(reached, killAfter(process, further, random.nextInt(4000)));
      killed += process.exitValue() == 0 ? 0 : 1;
    }
    assertThat(killed).as("seed %s", SEED).isEqualTo(KILLS);
    assertThat(reached).isGreaterThan(2L * KILLS);

    Process last = LongRun.start(broken, STEPS, EVERY);
    assertThat(LongRun.rest(last)).endsWith("LIMIT " + STEPS);
    assertThat(LongRun.rest(reference)).endsWith("LIMIT " + STEPS);
    Model<Sequential> model = Blobs.model();
    States.assertSame(state(broken, model), state(whole, model));
  }

  private static TrainingState state(Path folder, Model<Sequential> model) {
    return Checkpoints.of(folder, EVERY).latest(model, LongRun.optimizer(model)).orElseThrow();
  }

  /** Kills a process so many steps and microseconds after its start, and returns its last step. */
  private static long killAfter(Process process, int steps, int microseconds)
      throws IOException, InterruptedException {
    long reached = 0;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (int seen = 0; seen < steps; ) {
        String line = reader.readLine();
        assertThat(line).as("the program ended by itself").isNotNull();
        if (line.startsWith("step ")) {
          reached = Long.parseLong(line.substring(5));
          seen++;
        }
      }
      TimeUnit.MICROSECONDS.sleep(microseconds);
      process.destroyForcibly().waitFor();
    }
    return reached;
  }
}
