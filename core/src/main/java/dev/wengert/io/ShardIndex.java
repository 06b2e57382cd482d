package dev.wengert.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The JSON text of a file that says which tensors are in which of the files beside it.
 *
 * @param file where it is
 * @param source what gives errors their beginning
 * @param cursor the place in the text
 * @param json the text
 */
record ShardIndex(Path file, Source source, TextCursor cursor, JsonText json) {

  private static final int LONGEST = 100_000_000;

  /** What a byte of the text takes as an entry at most. */
  private static final long BYTES_PER_BYTE = 16;

  /** Reads an index; the cursor is at its front. */
  static ShardIndex read(String format, Path file) throws IOException {
    try (Source source = Source.open(format, file)) {
      long length = Files.size(file);
      if (length > LONGEST) {
        throw source.malformed(
            "it has %s bytes, %s are the limit; it is no index", length, LONGEST);
      }
      source.require(length, "the index", 0, length * BYTES_PER_BYTE);
      byte[] bytes = source.read((int) length, "the index");
      String text = source.text(ByteBuffer.wrap(bytes), StandardCharsets.UTF_8, "the index");
      TextCursor cursor = new TextCursor(source, "the index", text);
      return new ShardIndex(file, source, cursor, new JsonText(cursor));
    }
  }

  /** Returns an error about it. */
  MalformedFileException malformed(String what, @Nullable Object... values) {
    return source.malformed(what, values);
  }

  /**
   * Returns a file beside it.
   *
   * @throws MalformedFileException if it is not there, or no plain file
   */
  Path shard(String name) throws MalformedFileException {
    String found;
    try {
      Path shard = file.resolveSibling(name);
      if (Files.readAttributes(shard, BasicFileAttributes.class).isRegularFile()) {
        return shard;
      }
      found = "is not a plain file";
    } catch (InvalidPathException e) {
      throw source.malformed(
          e, "\"%s\" is no name of a file here: %s; rename the shard", name, e.getReason());
    } catch (NoSuchFileException e) {
      found = "is not there";
    } catch (IOException e) {
      found = "cannot be looked at (" + e.getMessage() + ")";
    }
    throw malformed("the shard %s %s; copy all files of the model into one folder", name, found);
  }

  /** Returns whether a name is one in the same folder, on any system, and not hidden. */
  static boolean isPlain(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> c > ' ' && "/\\:\"*?<>|".indexOf(c) < 0 && c != 0x7f)
        && !name.startsWith(".");
  }
}
