package dev.wengert.examples.customgradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import dev.wengert.gradcheck.Report;
import dev.wengert.gradcheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomGradientCommandTest {

  @TempDir Path folder;

  @Test
  void theNotesAreWrongInTheInputAndTheShift() {
    Report report = BatchNormBackward.check(BatchNormBackward::fromTheNotes);
    assertThat(report.finding("x").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("gamma").verdict()).isEqualTo(Verdict.PASS);
    assertThat(report.finding("beta").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(report.finding("beta").hint()).isEqualTo("the same as the gradient of gamma");
    assertThat(report.finding("x").hint()).contains("the path through the mean over axes [0]");
  }

  @Test
  void theCorrectedPassIsRight() {
    assertThat(BatchNormBackward.check(BatchNormBackward::corrected).isCorrect()).isTrue();
  }

  @Test
  void theCommandShowsBothAndWritesThePages() throws IOException {
    CommandRun run = CommandRun.of(CustomGradientCommand::new, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .containsSubsequence(
            "The backward pass of the notes",
            "  hint: the same as the gradient of gamma",
            "The corrected one");
    assertThat(Files.readString(folder.resolve("new/from-the-notes.html")))
        .contains("<html", "WRONG", "beta");
    assertThat(Files.readString(folder.resolve("new/corrected.html"))).doesNotContain("WRONG");
  }
}
