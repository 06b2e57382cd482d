package dev.wengert.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  private static AtomicFile.Content text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("old"));
    AtomicFile.write(file, text("new"));
    assertThat(file).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void takesANameWithoutAFolder() throws IOException {
    Path file = Path.of("AtomicFileTest.tmp.txt");
    try {
      AtomicFile.write(file, text("here"));
      assertThat(file).hasContent("here");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void theOldContentStandsUntilAllOfTheNewIsThere() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("old"));
    AtomicFile.write(
        file,
        out -> {
          out.write("new".getBytes(UTF_8));
          out.flush();
          assertThat(file).hasContent("old");
          try (var files = Files.list(folder)) {
            // The new content is in the same folder: else no rename would be one step.
            assertThat(files.filter(path -> !path.equals(file)).toList())
                .singleElement()
                .satisfies(path -> assertThat(path).hasContent("new"));
          }
        });
    assertThat(file).hasContent("new");
  }

  @Test
  void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("old"));
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void aFolderThatIsMissingIsAnError() {
    Path file = folder.resolve("no/a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, text("x")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(
            file
                + ": its folder "
                + folder.resolve("no")
                + " is missing; make it with"
                + " Files.createDirectories");
  }

  @Test
  void whatIsInTheWayIsNamedAndNeverTheTemporaryFile() throws IOException {
    Path other = folder.resolve("a.txt");
    AtomicFile.write(other, text("x"));
    assertThatThrownBy(() -> AtomicFile.write(other.resolve("b.txt"), text("x")))
        .isInstanceOf(java.nio.file.NotDirectoryException.class)
        .hasMessage(other.toString());
    Path taken = Files.createDirectory(folder.resolve("taken"));
    assertThatThrownBy(() -> AtomicFile.write(taken, text("x")))
        .isInstanceOf(java.nio.file.FileSystemException.class)
        .hasMessage(taken + ": is a folder; name a file in it");
    String longName = "x".repeat(300);
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve(longName), text("x")))
        .isInstanceOf(java.nio.file.FileSystemException.class)
        .hasMessageStartingWith(folder.resolve(longName) + ": ")
        .hasMessageNotContaining(".tmp");
    // What the content itself could not read is its own affair.
    assertThatThrownBy(
            () -> AtomicFile.write(other, out -> Files.copy(folder.resolve("none"), out)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(folder.resolve("none").toString());
  }

  @Test
  void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
    Path file = folder.resolve("a.txt");
    Thread.currentThread().interrupt();
    AtomicFile.write(file, text("all"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("all");
  }

  @Test
  void aSymbolicLinkStays() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "this system makes no symbolic links without leave");
    Path target = Files.createFile(Files.createDirectory(folder.resolve("sub")).resolve("a.txt"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFile.write(link, text("new"));
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(target).hasContent("new");
  }
}
