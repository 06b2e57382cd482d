package dev.wengert.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.examples.documents.Document.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What README and the guide show compiles, runs, and prints what they say. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");

  @TempDir private Path folder;

  private static List<Path> guide() throws IOException {
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/guide"))) {
      return pages.sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> theGuidesCodeRuns() throws IOException {
    List<Program> programs = new ArrayList<>();
    for (Path page : guide()) {
      programs.addAll(new Document(page).programs());
    }
    assertThat(programs.stream().filter(program -> !program.printed().isEmpty())).hasSize(14);
    assertThat(Document.compile(programs, folder)).isEmpty();
    return programs.stream()
        .map(program -> DynamicTest.dynamicTest(program.name(), () -> runs(program)));
  }

  private void runs(Program program) throws Exception {
    String printed = Document.run(program, folder);
    assertThat(printed).containsSubsequence(program.printed());
  }

  /** Returns what README's programs print. */
  private String readme(String mark) throws Exception {
    List<Program> programs = new Document(ROOT.resolve("README.md")).programs();
    Program program =
        programs.stream().filter(p -> p.source().contains(mark)).findFirst().orElseThrow();
    assertThat(program.source().lines().filter(line -> !line.isBlank()))
        .hasSizeLessThanOrEqualTo(29);
    assertThat(Document.compile(List.of(program), folder)).isEmpty();
    return Document.run(program, folder);
  }

  @Test
  void theClassifierIsRightNearlyAlways() throws Exception {
    String printed = readme("predictor");
    assertThat(printed).endsWith("[1 0] INT32[2]" + System.lineSeparator());
    Matcher accuracy = Pattern.compile("test.accuracy=(\\S+)}").matcher(printed);
    assertThat(accuracy.find()).isTrue();
    assertThat(Double.parseDouble(accuracy.group(1))).isBetween(0.96, 1.0);
  }

  @Test
  void theWeightsAreFoundAgain() throws Exception {
    String printed = readme("Autodiff.grad");
    Matcher numbers =
        Pattern.compile("\\[ *(\\S+) +(\\S+) +(\\S+)\\] FLOAT64\\[3\\]").matcher(printed);
    assertThat(numbers.find()).as(printed).isTrue();
    assertThat(Double.parseDouble(numbers.group(1))).isBetween(0.9995, 1.0005);
    assertThat(Double.parseDouble(numbers.group(2))).isBetween(-2.0005, -1.9995);
    assertThat(Double.parseDouble(numbers.group(3))).isBetween(0.4995, 0.5005);
  }

  @Test
  void readmeNamesTheVersion() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    Matcher revision = Pattern.compile("<revision>(.*)</revision>").matcher(pom);
    assertThat(revision.find()).isTrue();
    Matcher named =
        Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+-SNAPSHOT")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    int count = 0;
    for (; named.find(); count++) {
      assertThat(named.group()).isEqualTo(revision.group(1));
    }
    assertThat(count).isEqualTo(2);
  }

  @Test
  void theirLinksLeadSomewhere() throws IOException {
    int links = 0;
    for (Path document : guide()) {
      Matcher link =
          Pattern.compile("\\]\\(((?!http)[^)#]+)(?:#[^)]*)?\\)")
              .matcher(Files.readString(document));
      while (link.find()) {
        assertThat(document.resolveSibling(link.group(1))).exists();
        links++;
      }
    }
    assertThat(links).isGreaterThan(15);
  }
}
