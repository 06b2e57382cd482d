package dev.wengert.examples.characters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import dev.wengert.testing.Gates;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharactersCommandTest {

  private static final Pattern RESULT =
      Pattern.compile(
          "bits per character: (\\S+) at first, .* (\\S+) on the held-out tenth; (\\S+) by");

  @TempDir Path folder;

  @Test
  @Tag(Gates.TAG)
  void theSonnetsAreForetoldBetterThanByFrequencies() {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(
            CharactersCommand::new,
            "--quiet",
            "--steps=60",
            "--generate=20",
            "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    Matcher result = RESULT.matcher(run.out());
    assertThat(result.find()).as(run.out()).isTrue();
    // Before training all 56 characters are about as likely: log2(56) = 5.81 bits.
    assertThat(Double.parseDouble(result.group(1))).isBetween(5.6, 6.0);
    assertThat(Double.parseDouble(result.group(2)))
        .isLessThan(Double.parseDouble(result.group(3)) - 0.2);
    String text = run.out().substring(run.out().indexOf('\n')).strip();
    assertThat(text.length()).isBetween(12, 20);
    assertThat(folder.resolve("new/loss.png")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--steps=0 | --steps: out of range: 0; choose from 1 to 100000",
        "--generate=-1 | --generate: out of range: -1; choose from 0 to 100000",
        "--temperature=-0.1 | --temperature: out of range: -0.1; choose from 0 to 100, such as 0.8",
        "--temperature=NaN | --temperature: out of range: NaN; choose from 0 to 100, such as 0.8",
        "--text=nowhere | --text: nowhere: cannot be read: no such file; give another file",
      })
  void aBadOptionIsOneLineAndExitCode2(String option, String message) {
    CommandRun run =
        CommandRun.of(CharactersCommand::new, option, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).containsExactly(message);
    assertThat(run.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
