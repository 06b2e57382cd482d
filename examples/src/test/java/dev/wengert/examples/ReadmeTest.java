package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.regularization.training.FakeTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README shows compiles and does what README says. */
class ReadmeTest {

  @Test
  void itsPicturesAndLinksAreThereAndThePicturesSmall() throws IOException {
    Path root = Path.of("..");
    int pictures = 0;
    for (String document : List.of("README.md", "CONTRIBUTING.md")) {
      Matcher link =
          Pattern.compile("\\]\\(((?!http)[^)#]+)\\)")
              .matcher(Files.readString(root.resolve(document)));
      while (link.find()) {
        Path target = root.resolve(link.group(1));
        assertThat(target).exists();
        if (link.group(1).endsWith(".png")) {
          assertThat(Files.size(target)).as(link.group(1)).isLessThanOrEqualTo(60 * 1024);
          pictures++;
        }
      }
    }
    assertThat(pictures).isGreaterThan(8);
  }

  @Test
  void theCommandLineTakesWhatItTellsToType() throws IOException {
    Matcher example =
        Pattern.compile("-Dexample=(?:\"([^\"]+)\"|([a-z-]+))")
            .matcher(Files.readString(Path.of("..", "README.md")));
    Set<String> seen = new TreeSet<>();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    while (example.find()) {
      String arguments = example.group(1) == null ? example.group(2) : example.group(1);
      WengertExamples.commandLine(new FakeTrainer(), Terminal.plain(nowhere, nowhere))
          .parseArgs(arguments.split(" ", -1));
      seen.add(arguments);
    }
    assertThat(seen).contains("normalization", "digits").hasSizeGreaterThan(5);
  }
}
