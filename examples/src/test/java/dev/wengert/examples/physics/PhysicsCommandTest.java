package dev.wengert.examples.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import dev.wengert.ops.Elementary;
import dev.wengert.testing.Gates;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhysicsCommandTest {

  private static final Pattern RESULT = Pattern.compile("largest error of u (\\S+)");

  @TempDir Path folder;

  @Test
  void aKnownSolutionLeavesNoResidual() {
    // Without damping the solution is cos(w t).
    Tensor t = Tensor.of(new double[][] {{0}, {0.4}, {1.3}, {5}});
    Tensor left = new Oscillator(0, 3).residual(x -> Elementary.cos(x.times(3)), t);
    assertThat(left.toDoubleArray()).containsExactly(new double[4], within(1e-13));
  }

  @Test
  void theExactSolutionObeysTheEquation() {
    // u'' + 2 d u' + w^2 u by central differences; their error is of the order h^2.
    Oscillator oscillator = new Oscillator(0.25, 2);
    double h = 1e-4;
    for (double t : new double[] {0.5, 2, 5}) {
      double before = oscillator.exact(t - h);
      double here = oscillator.exact(t);
      double after = oscillator.exact(t + h);
      double left =
          (after - 2 * here + before) / (h * h) + 0.5 * (after - before) / (2 * h) + 4 * here;
      assertThat(left).isCloseTo(0, within(1e-6));
    }
    assertThat(oscillator.exact(0)).isEqualTo(1);
  }

  @Test
  @Tag(Gates.TAG)
  void theNetworkFindsTheSolution() {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(PhysicsCommand::new, "--steps=250", "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    Matcher result = RESULT.matcher(run.out());
    assertThat(result.find()).as(run.out()).isTrue();
    assertThat(Double.parseDouble(result.group(1))).isLessThan(0.02);
    assertThat(folder.resolve("new/oscillator.png")).exists();
  }

  @Test
  void anOscillatorThatDoesNotSwingIsRefused() {
    CommandRun run = CommandRun.of(PhysicsCommand::new, "--damping=3");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "--frequency: 2.0 with damping 3.0; choose a damping of 0 or more and a frequency above"
                + " it and below 10");
  }
}
