package dev.wengert.examples.gradientcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.examples.ChartStyle;
import dev.wengert.examples.CommandRun;
import dev.wengert.gradcheck.Classic;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import dev.wengert.ops.Elementary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures are those that NumPy prints for the textbook's own code. */
class GradientCheckCommandTest {

  @TempDir Path folder;

  private final TextbookNetwork network = TextbookNetwork.draw();

  @Test
  void oneParameterHasTheTextbooksDifference() {
    Classic check = GradientCheckCommand.oneParameterCheck();
    assertThat(check.difference()).isEqualTo(2.919335883291695e-10);
    assertThat(check.isCorrect()).isTrue();
  }

  @Test
  void twoMistakesHaveTheTextbooksDifference() {
    Classic check = GradientCheckCommand.classic(network, true, 1e-7);
    assertThat(check.difference()).isCloseTo(0.2850931567206389, within(1e-7));
    assertThat(check.toString()).startsWith("There is a mistake in the backward propagation!");
  }

  /** NumPy finds 1.19e-7 at the same step: only rounding decides between the textbook's words. */
  @Test
  void theRightGradientIsOnTheTextbooksThreshold() {
    assertThat(GradientCheckCommand.classic(network, false, 1e-7).difference())
        .isBetween(1e-8, 3e-7);
    assertThat(GradientCheckCommand.classic(network, false, 1e-8).isCorrect()).isFalse();
  }

  @Test
  void theCostAndTheHandWrittenGradientAreTheTextbooks() {
    assertThat(network.cost(network.theta()).item()).isCloseTo(2.407833389834357, within(1e-12));
    Tensor byHand = network.backward(network.theta()).toVector();
    Tensor byTape =
        Autodiff.grad(theta -> network.cost(network.theta().fromVector(theta)))
            .apply(network.theta().toVector());
    assertThat(byHand.size()).isEqualTo(47);
    assertThat(byHand.toDoubleArray()).containsExactly(byTape.toDoubleArray(), within(1e-12));
  }

  @Test
  void theCheckerFindsBothMistakesAndNoOther() {
    Report wrong = GradientCheckCommand.check(network, true);
    assertThat(wrong.findings())
        .filteredOn(finding -> finding.verdict() == Verdict.WRONG)
        .extracting(Finding::input)
        .containsExactly("b1", "W2");
    assertThat(wrong.findings())
        .filteredOn(finding -> finding.verdict() == Verdict.PASS)
        .hasSize(4);
    assertThat(GradientCheckCommand.check(network, false).verdict()).isEqualTo(Verdict.PASS);
  }

  /** A one-sided error falls as the step, a central one as its square. */
  @Test
  void theErrorsFallWithTheStepAsTheyShould() {
    double exact = Math.exp(Math.sin(1)) * Math.cos(1);
    StepErrors errors =
        StepErrors.measure(x -> Elementary.exp(Elementary.sin(x)), 1, exact, -14, 0);
    int at = 4 * 10; // 1e-4
    assertThat(errors.oneSided()[at + 4] / errors.oneSided()[at]).isCloseTo(10, within(0.2));
    assertThat(errors.central()[at + 4] / errors.central()[at]).isCloseTo(100, within(2.0));
    assertThat(errors.oneSided()[StepErrors.best(errors.oneSided())]).isBetween(1e-11, 1e-7);
    assertThat(errors.central()[StepErrors.best(errors.central())]).isLessThan(1e-10);
  }

  @Test
  void dropoutIsCheckableOnceItsMaskComesFromAKey() {
    assertThat(DropoutCheck.fresh().verdict()).isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(DropoutCheck.keyed().verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void theCommandSaysItInTheTextbooksWordsAndDraws() {
    CommandRun run = CommandRun.of(GradientCheckCommand::new, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(List.of(run.out().split("\\R")))
        .contains("The gradient is correct!", "difference = 2.919335883291695E-10")
        .anyMatch(line -> line.startsWith("with two mistakes: There is a mistake in the"))
        .anyMatch(line -> line.startsWith("  NONDETERMINISTIC"));
    if (ChartStyle.canDraw()) {
      assertThat(folder.resolve("new/steps.png")).isNotEmptyFile();
    }
  }
}
