package dev.wengert.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  private static final ImmutableSet<String> NAMES = ImmutableSet.of("a", "b");

  @TempDir Path folder;

  @Test
  void filesAppearInAFolderThatWasNotThere() throws IOException {
    Path target = folder.resolve("x").resolve("y");
    OutputFolder output = OutputFolder.at(target);
    assertThat(list(folder)).as("before anything is saved").isEmpty();
    output.save(NAMES, place -> Files.writeString(place.resolve("a"), "1"));
    assertThat(list(target)).containsExactly("a");
    assertThat(list(folder)).containsExactly("x");
    assertThat(list(folder.resolve("x"))).containsExactly("y");
    assertThat(output).hasToString(target.toString());
  }

  @Test
  void aLaterRunReplacesTheFilesOfAnEarlierOneAndNoOthers() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    Files.writeString(folder.resolve("b"), "old");
    Files.writeString(folder.resolve("notes"), "mine");
    OutputFolder.at(folder).save(NAMES, place -> Files.writeString(place.resolve("b"), "new"));
    assertThat(list(folder)).containsExactly("b", "notes");
    assertThat(folder.resolve("b")).hasContent("new");
    assertThat(folder.resolve("notes")).hasContent("mine");
  }

  @Test
  void nothingIsLeftOfARunThatFailsHalfway() throws IOException {
    Files.writeString(folder.resolve("a"), "old");
    Path fresh = folder.resolve("fresh");
    for (Path target : List.of(folder, fresh)) {
      assertThatThrownBy(
              () ->
                  OutputFolder.at(target)
                      .save(
                          NAMES,
                          place -> {
                            Files.writeString(place.resolve("a"), "half");
                            throw new IOException("disk full");
                          }))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "--output: "
                  + target
                  + ": the results cannot be written: java.io.IOException: disk full;"
                  + " choose another folder");
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  OutputFolder.at(target)
                      .save(
                          NAMES,
                          place -> {
                            Files.writeString(place.resolve("a"), "half");
                            throw new IllegalStateException("a fault");
                          }));
      assertThat(list(folder)).containsExactly("a");
      assertThat(folder.resolve("a")).hasContent("old");
    }
  }

  @Test
  void aPlaceThatIsNoFolderIsRefusedAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertError(file, file + " is not a folder");
    assertError(file.resolve("x").resolve("y"), file + " is not a folder");
    assertError(Path.of(""), "the name is empty");
    assertThat(list(folder)).containsExactly("file");
  }

  @Test
  void aPlaceThatTakesNoFilesIsRefusedAtOnce() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false), "skipped: no permissions on this file system");
    try {
      assumeTrue(!Files.isWritable(locked), "skipped: this user may write anywhere");
      assertError(locked.resolve("x"), locked + " cannot be written to: permission denied");
    } finally {
      assertThat(locked.toFile().setWritable(true)).isTrue();
    }
  }

  @Test
  void aFileSystemThatTakesNoFilesIsRefusedAtOnce() {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc.resolve("self")), "skipped: not Linux");
    assertThatThrownBy(() -> OutputFolder.at(proc.resolve("x")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--output: /proc/x: /proc cannot be written to: ")
        .hasMessageEndingWith("; choose another folder");
  }

  private static void assertError(Path target, String problem) {
    assertThatThrownBy(() -> OutputFolder.at(target))
        .isInstanceOf(UserError.class)
        .hasMessage("--output: " + target + ": " + problem + "; choose another folder");
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
