package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.regularization.training.FakeTrainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows compiles and does what README says. */
class ReadmeTest {

  @Test
  void theFirstProgramFindsTheWeightsAgain(@TempDir Path folder) throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    Path source = folder.resolve("FirstProgram.java");
    Files.writeString(source, block.group(1));
    assertThat(block.group(1).lines().filter(line -> !line.isBlank())).hasSize(15);
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Class<?> program = loader.loadClass("FirstProgram");
      Constructor<?> maker = program.getDeclaredConstructor();
      Method main = program.getDeclaredMethod("main");
      maker.setAccessible(true);
      main.setAccessible(true);
      main.invoke(maker.newInstance());
    } finally {
      System.setOut(out);
    }
    Matcher numbers =
        Pattern.compile("\\[ *(\\S+) +(\\S+) +(\\S+)\\] FLOAT64\\[3\\]")
            .matcher(printed.toString(StandardCharsets.UTF_8));
    assertThat(numbers.find()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
    assertThat(Double.parseDouble(numbers.group(1))).isBetween(0.9995, 1.0005);
    assertThat(Double.parseDouble(numbers.group(2))).isBetween(-2.0005, -1.9995);
    assertThat(Double.parseDouble(numbers.group(3))).isBetween(0.4995, 0.5005);
  }

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
