package dev.wengert.openblas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {

  @TempDir private Path folder;

  @Test
  void theJarOfThisPlatformIsUnpackedAndWorks() throws IOException {
    Path unpacked = unpacked();
    assertThat(Library.open(unpacked, true).config()).startsWith("OpenBLAS ");
    assertThat(NativeJar.unpack()).isEqualTo(unpacked);
  }

  @Test
  void aPathIsTheOnlyPlaceToLook() {
    Path missing = folder.resolve("libopenblas.so");
    assertThatThrownBy(() -> Library.find(missing.toString(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("openblas: there is no such file: " + missing);
  }

  @Test
  void aFileThatIsNoLibraryIsAnError() throws IOException {
    Path text = Files.writeString(folder.resolve("libopenblas.so"), "no library");
    assertThatThrownBy(() -> Library.find(text.toString(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("openblas: the file is not a whole library of this platform: " + text);
  }

  @Test
  void aDamagedLibraryIsAnError() throws IOException {
    byte[] whole = Files.readAllBytes(unpacked());
    for (int length : new int[] {0, 3, 63, 64, 200, 5000, whole.length / 2, whole.length - 1}) {
      Path cut = Files.write(folder.resolve(length + ".so"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Library.find(cut.toString(), true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("openblas: the file is not a whole library of this platform: " + cut);
    }
    Arrays.fill(whole, whole.length / 2, whole.length, (byte) 0);
    Path zeros = Files.write(folder.resolve("zeros.so"), whole);
    assertThatThrownBy(() -> Library.find(zeros.toString(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("openblas: the file is not a whole library of this platform: " + zeros);
  }

  @Test
  void aLibraryWithoutTheFunctionsIsAnError() throws IOException {
    Path other;
    try (var files = Files.list(unpacked().resolveSibling("."))) {
      other = files.filter(file -> file.toString().contains("libgcc")).findFirst().orElseThrow();
    }
    assertThatThrownBy(() -> Library.find(other.toString(), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("openblas: the library has no function openblas_set_num_threads: " + other);
  }

  private static Path unpacked() throws IOException {
    Path unpacked = NativeJar.unpack();
    if (unpacked == null) {
      throw new AssertionError("no org.bytedeco:openblas for this platform on the class path");
    }
    return unpacked;
  }
}
