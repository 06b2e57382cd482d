package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import me.tongfei.progressbar.ProgressBarStyle;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void lineGrowsToItsFullWidth() {
    try (ProgressDisplay display = ProgressDisplay.line(out, "task", 1000)) {
      assertThat(text).hasToString("task [");
      display.done(19);
      assertThat(text).hasToString("task [");
      display.done(20);
      assertThat(text).hasToString("task [=");
      display.done(500);
      assertThat(text).hasToString("task [" + "=".repeat(25));
      display.done(1000);
    }
    assertThat(text).hasToString("task [" + "=".repeat(50) + "]" + System.lineSeparator());
  }

  @Test
  void lineTakesAsManyStepsAsAnIntHolds() {
    try (ProgressDisplay display = ProgressDisplay.line(out, "task", Integer.MAX_VALUE)) {
      display.done(Integer.MAX_VALUE);
    }
    assertThat(text.toString()).contains("=".repeat(50) + "]");
  }

  @Test
  void barEndsWithEveryStepDoneAndANewLine() {
    try (ProgressDisplay display = ProgressDisplay.bar(out, "task", 300, ProgressBarStyle.ASCII)) {
      display.done(300);
    }
    assertThat(text.toString())
        .startsWith("\rtask ")
        .endsWith(System.lineSeparator())
        .matches("(?s).*task 100% \\[=+] 300/300 .*");
  }
}
