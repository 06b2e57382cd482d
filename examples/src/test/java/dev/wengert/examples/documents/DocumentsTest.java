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

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs/guide"))) {
      pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  @TestFactory
  Stream<DynamicTest> theirCodeRuns() throws IOException {
    List<Program> programs = new ArrayList<>();
    for (Path document : documents()) {
      programs.addAll(new Document(document).programs());
    }
    assertThat(programs).hasSizeGreaterThan(8);
    assertThat(Document.compile(programs, folder)).isEmpty();
    return programs.stream()
        .map(program -> DynamicTest.dynamicTest(program.name(), () -> runs(program)));
  }

  private void runs(Program program) throws Exception {
    String printed = Document.run(program, folder);
    assertThat(printed).containsSubsequence(program.printed());
  }

  @Test
  void theirLinksLeadSomewhere() throws IOException {
    int links = 0;
    for (Path document : documents()) {
      Matcher link =
          Pattern.compile("\\]\\(((?!http)[^)#]+)(?:#[^)]*)?\\)").matcher(Files.readString(document));
      while (link.find()) {
        assertThat(document.resolveSibling(link.group(1))).exists();
        links++;
      }
    }
    assertThat(links).isGreaterThan(40);
  }
}
