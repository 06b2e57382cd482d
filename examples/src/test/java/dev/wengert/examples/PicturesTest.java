package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wengert.examples.newoperation.NewOperationCommand;
import dev.wengert.examples.physics.PhysicsCommand;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed pictures are those that their commands draw: dot for dot, where this machine draws
 * letters as the one did that drew them. One that takes a while, and is the same everywhere without
 * OpenBLAS only, is drawn with {@code -Dtest.pictures -Dtest.blas=none}.
 */
class PicturesTest {

  private static final Path COMMITTED = Path.of("../docs/pictures");

  /** Of a line of text, as the machine draws it that drew the committed pictures. */
  private static final int LETTERS = 1935124252;

  @TempDir Path folder;

  @Test
  void ofNewOperationAreThoseThatItsCommandDraws() throws IOException {
    check(NewOperationCommand::new, "snake.png", "new-operation-snake.png");
  }

  @Test
  @EnabledIfSystemProperty(named = "test.pictures", matches = ".*")
  void ofPhysicsAreThoseThatItsCommandDraws() throws IOException {
    check(PhysicsCommand::new, "oscillator.png", "physics-oscillator.png");
  }

  private void check(Function<Terminal, Object> command, String drawn, String committed)
      throws IOException {
    Drawing.assumePossible();
    assumeTrue(letters() == LETTERS, "skipped: this machine has other fonts");
    CommandRun.of(command, "--output=" + folder.resolve("new"));
    BufferedImage now = ImageIO.read(folder.resolve("new").resolve(drawn).toFile());
    BufferedImage then = ImageIO.read(COMMITTED.resolve(committed).toFile());
    assertThat(now.getWidth()).isEqualTo(then.getWidth());
    assertThat(now.getHeight()).isEqualTo(then.getHeight());
    assertThat(Arrays.equals(dots(now), dots(then)))
        .as("%s is not what its command draws; draw it again, see CONTRIBUTING.md", committed)
        .isTrue();
  }

  private static int[] dots(BufferedImage image) {
    int width = image.getWidth();
    return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
  }

  private static int letters() {
    BufferedImage image = new BufferedImage(400, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    int y = 0;
    for (String family : new String[] {Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED}) {
      graphics.setFont(new Font(family, Font.PLAIN, 20));
      graphics.drawString("0123456789 The quick brown fox", 5, y += 35);
    }
    graphics.dispose();
    return Arrays.hashCode(dots(image));
  }
}
