package dev.wengert.examples.newoperation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Tensor;
import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewOperationCommandTest {

  @TempDir Path folder;

  @Test
  void theFormulaIsTheFunction() {
    assertThat(Snake.snake(Tensor.of(0.0, Math.PI / 2, -Math.PI)).toDoubleArray())
        .containsExactly(new double[] {0, Math.PI / 2 + 1, -Math.PI}, within(1e-15));
  }

  @Test
  void theProductOfAShiftedUnitTurnsTheOther() {
    Tensor turned =
        CircularConvolution.convolve(Tensor.of(0.0, 1.0, 0.0, 0.0), Tensor.of(5.0, 6.0, 7.0, 8.0));
    assertThat(turned.toDoubleArray()).containsExactly(8, 5, 6, 7);
  }

  @Test
  void otherShapesAreRefused() {
    assertThatThrownBy(() -> CircularConvolution.convolve(Tensor.of(1.0, 2.0), Tensor.of(1.0)))
        .hasMessage(
            "circularConvolution: a is FLOAT64[2], b is FLOAT64[1]; give two equal FLOAT64[n]");
  }

  @Test
  void theCommandChecksAndDraws() {
    Drawing.assumePossible();
    CommandRun run = CommandRun.of(NewOperationCommand::new, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .contains("  PASS  SECOND_ORDER  x", "  PASS  FORWARD_MODE  a", "  PASS  SECOND_ORDER  b");
    assertThat(run.out()).doesNotContain("WRONG");
    assertThat(folder.resolve("new/snake.png")).exists();
  }
}
