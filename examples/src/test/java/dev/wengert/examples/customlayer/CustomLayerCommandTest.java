package dev.wengert.examples.customlayer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.CommandRun;
import dev.wengert.examples.Drawing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomLayerCommandTest {

  private static final Pattern RESULT =
      Pattern.compile("loss (\\S+) at first, (\\S+) in the end; (\\S+)% of 400 points right");

  @TempDir Path folder;

  @Test
  void theBlockIsRightAndLearnsTheSpirals() throws IOException {
    Drawing.assumePossible();
    CommandRun run =
        CommandRun.of(CustomLayerCommand::new, "--steps=300", "--output=" + folder.resolve("new"));
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("PASS  GRADIENT  gain", "PASS  SECOND_ORDER  gate.weight");
    Matcher result = RESULT.matcher(run.out());
    assertThat(result.find()).as(run.out()).isTrue();
    assertThat(Double.parseDouble(result.group(2))).isLessThan(0.05);
    assertThat(Double.parseDouble(result.group(3))).isGreaterThan(95);
    BufferedImage picture = ImageIO.read(folder.resolve("new/loss.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(960);
  }

  @Test
  void theIdeaFitsOnOnePage() throws IOException {
    Path source = Path.of("src/main/java/dev/wengert/examples/customlayer/GatedResidual.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(80);
  }
}
