package dev.wengert.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import dev.wengert.testing.Gates;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsCommandTest {

  private static final Pattern RESULT = Pattern.compile("(\\S+)% of 2000 digits read right");

  @TempDir Path folder;

  @Test
  @Tag(Gates.TAG)
  void aFewImagesAreEnoughForNineDigitsOfTen() throws IOException {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(
            DigitsCommand::new, "--images=3000", "--epochs=5", "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Digits: drawn, 3000 to train on and 2000 to test with");
    Matcher result = RESULT.matcher(run.out());
    assertThat(result.find()).as(run.out()).isTrue();
    assertThat(Double.parseDouble(result.group(1))).isGreaterThan(90);
    BufferedImage confusion = ImageIO.read(folder.resolve("new/confusion.png").toFile());
    assertThat(confusion.getWidth()).isGreaterThan(600);
    BufferedImage mistakes = ImageIO.read(folder.resolve("new/mistakes.png").toFile());
    assertThat(mistakes.getWidth()).isGreaterThan(800);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--images=20 | --images: out of range: 20; choose from 256 to 60000",
        "--images=60001 | --images: out of range: 60001; choose from 256 to 60000",
        "--epochs=0 | --epochs: out of range: 0; choose from 1 to 1000",
        "--epochs=1001 | --epochs: out of range: 1001; choose from 1 to 1000",
        "--mnist=nowhere | --mnist: nowhere lacks train-images-idx3-ubyte,"
            + " train-labels-idx1-ubyte, plain or with .gz; give the folder with the files of"
            + " MNIST, from http://yann.lecun.com/exdb/mnist",
      })
  void aBadOptionIsOneLineAndExitCode2(String option, String message) {
    CommandRun run = CommandRun.of(DigitsCommand::new, option, "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).containsExactly(message);
    assertThat(run.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
