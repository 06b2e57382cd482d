package dev.wengert.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is published is known where users look for it. */
class PublishedModulesTest {

  private static final Path ROOT = Path.of("..");

  private static String pom(String module) throws IOException {
    return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Returns the artifacts of all modules that are not kept from being published. */
  private static Set<String> published() throws IOException {
    Set<String> published = new TreeSet<>();
    for (String module : all("<module>(.*)</module>", pom("."))) {
      String pom = pom(module);
      if (!module.equals("bom") && !pom.contains("<maven.deploy.skip>true")) {
        published.add(all("</parent>\\s*<artifactId>(.*)</artifactId>", pom).get(0));
      }
    }
    return published;
  }

  @Test
  void theBomListsThem() throws IOException {
    Set<String> published = published();
    assertThat(published)
        .contains("wengert-core", "wengert-kotlin")
        .doesNotContain("wengert-testing");
    String managed = pom("bom");
    managed = managed.substring(managed.indexOf("<dependencyManagement>"));
    assertThat(new TreeSet<>(all("<artifactId>(wengert-.*)</artifactId>", managed)))
        .isEqualTo(published);
  }

  @Test
  void whatIsNotPublishedIsExcludedFromTheBundle() throws IOException {
    String excluded = all("<excludeArtifacts>(.*)</excludeArtifacts>", pom(".")).get(0);
    for (String module : all("<module>(.*)</module>", pom("."))) {
      String artifact = all("</parent>\\s*<artifactId>(.*)</artifactId>", pom(module)).get(0);
      assertThat(Set.of(excluded.split(",", -1)).contains(artifact))
          .as(artifact)
          .isEqualTo(pom(module).contains("<maven.deploy.skip>true"));
    }
  }

  @Test
  void theVersionStandsInOnePlace() throws IOException {
    for (String module : all("<module>(.*)</module>", pom("."))) {
      assertThat(
              all(
                  "</groupId>\\s*<artifactId>wengert-parent</artifactId>\\s*<version>(.*)</version>",
                  pom(module)))
          .as(module)
          .containsExactly("${revision}");
    }
  }
}
