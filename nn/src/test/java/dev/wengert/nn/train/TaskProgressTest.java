package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TaskProgressTest {

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void lineGrowsToItsFullWidth() {
    try (TaskProgress display = TaskProgress.growing(out, "task", 1000)) {
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
  void lineTakesAsManyStepsAsALongHolds() {
    try (TaskProgress display = TaskProgress.growing(out, "task", Long.MAX_VALUE)) {
      display.done(Long.MAX_VALUE);
    }
    assertThat(text.toString()).contains("=".repeat(50) + "]");
  }

  @Test
  void barEndsWithEveryStepDoneAndANewLine() {
    try (TaskProgress display = TaskProgress.redrawn(out, "task", 300, false)) {
      display.done(300);
    }
    assertThat(text.toString())
        .startsWith("\rtask ")
        .endsWith(System.lineSeparator())
        .matches("(?s).*task 100% \\[=+] 300/300 .*");
  }
}
