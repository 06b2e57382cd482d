package dev.wengert.examples.regularization.data;

import dev.wengert.examples.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A data file in memory, under the name that the user gave it. */
final class DataFile {

  /** A larger file is not a set of points to plot; it is refused before it fills the memory. */
  private static final long MAX_BYTES = 64L << 20;

  private final Path path;
  private final byte[] bytes;

  private DataFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /**
   * Reads a file whole.
   *
   * @throws UserError if it is missing, a folder, too large, or cannot be read
   */
  static DataFile read(Path path) {
    if (Files.isDirectory(path)) {
      throw new UserError(path + ": is a folder; name a file");
    }
    if (!Files.exists(path)) {
      throw new UserError(
          path + ": no such file (in " + Path.of("").toAbsolutePath() + "); correct the name");
    }
    if (!Files.isRegularFile(path)) {
      throw new UserError(path + ": is not a regular file; copy the data into one");
    }
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw new UserError(
            path + ": " + size + " bytes; the examples read files of up to " + MAX_BYTES);
      }
      return new DataFile(path, Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UserError(
          path + ": cannot be read: " + UserError.reason(e) + "; check its permissions", e);
    }
  }

  Path path() {
    return path;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Tells if the file says of itself that it is a MATLAB file with the given version. */
  boolean isMatlab(String version) {
    byte[] opening = ("MATLAB " + version + " MAT-file").getBytes(StandardCharsets.US_ASCII);
    return bytes.length >= opening.length
        && Arrays.equals(bytes, 0, opening.length, opening, 0, opening.length);
  }

  /** Returns an error about this file. */
  UserError error(String problem) {
    return new UserError(path + ": " + problem);
  }

  /** Returns an error about this file that keeps its cause. */
  UserError error(String problem, Throwable cause) {
    return new UserError(path + ": " + problem, cause);
  }
}
