package dev.wengert.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a data set that somebody has downloaded: as it is, or packed with gzip.
 *
 * @param name its name, without .gz
 * @param bytes how long it is, unpacked
 * @param packedMd5 the published MD5 of it packed; null if none is
 */
record DataFile(String name, long bytes, @Nullable String packedMd5) {

  private static final String PACKED = ".gz";

  /** Returns where the file is in one of some folders; null if it is in none. */
  @Nullable Path find(ImmutableList<Path> folders) {
    // Some sites name train-images-idx3-ubyte with a point in front of idx3.
    String pointed = name.replace("-idx", ".idx");
    for (Path folder : folders) {
      for (String candidate : ImmutableList.of(name, name + PACKED, pointed, pointed + PACKED)) {
        Path file = folder.resolve(candidate);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
    }
    return null;
  }

  private static boolean isPacked(Path file) {
    return file.toString().endsWith(PACKED);
  }

  /** Returns what a file holds, unpacked. */
  static InputStream open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return isPacked(file) ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  /** Returns in what a file differs from the one that is published; null if in nothing known. */
  @Nullable String difference(Path file) throws IOException {
    if (!isPacked(file)) {
      long size = Files.size(file);
      return size == bytes ? null : "it has " + size + " bytes, the published one " + bytes;
    }
    if (packedMd5 == null) {
      return null;
    }
    @SuppressWarnings("deprecation") // it is what is published
    HashFunction md5 = Hashing.md5();
    String found = com.google.common.io.Files.asByteSource(file.toFile()).hash(md5).toString();
    return found.equals(packedMd5)
        ? null
        : "its MD5 is " + found + ", the published one " + packedMd5;
  }
}
