package dev.wengert.examples.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import dev.wengert.nn.data.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCommandTest {

  private static final Pattern RESULT =
      Pattern.compile(
          "ROC curve (\\S+), average precision (\\S+), of 300 customers of whom (\\d+)");
  private static final Pattern SCORE = Pattern.compile("with 4 calls: score (\\S+), (\\S+)");

  @TempDir Path folder;

  @Test
  void thoseWhoLeaveAreToldFromOthers() throws IOException {
    CommandRun run =
        CommandRun.of(
            TableCommand::new,
            "--quiet",
            "--rows=2000",
            "--epochs=6",
            "--output=" + folder.resolve("new"));
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    Matcher result = RESULT.matcher(run.out());
    assertThat(result.find()).as(run.out()).isTrue();
    double left = Integer.parseInt(result.group(3)) / 300.0;
    // By chance these would be a half and the share of those who left.
    assertThat(Double.parseDouble(result.group(1))).isGreaterThan(0.75);
    assertThat(Double.parseDouble(result.group(2))).isGreaterThan(left + 0.2);
    assertThat(run.out()).contains("stays", "leaves", "weighted avg");
    Matcher score = SCORE.matcher(run.out());
    assertThat(score.find()).as(run.out()).isTrue();
    // By the formula 0.98 at the least of ages.
    assertThat(Double.parseDouble(score.group(1))).isGreaterThan(0.8);
    assertThat(score.group(2)).isEqualTo("leaves");
    assertThat(folder.resolve("new/churn.safetensors")).isNotEmptyFile();
    Table table = Table.csv(folder.resolve("new/customers.csv"));
    assertThat(table.rows()).isEqualTo(2000);
    assertThat(table.leftOut().keySet()).containsExactly("customer", "remark");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows=499 | --rows: out of range: 499; choose from 500 to 1000000",
        "--epochs=0 | --epochs: out of range: 0; choose from 1 to 1000",
      })
  void aBadOptionIsOneLineAndExitCode2(String option, String message) {
    CommandRun run = CommandRun.of(TableCommand::new, option, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).containsExactly(message);
    assertThat(run.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
