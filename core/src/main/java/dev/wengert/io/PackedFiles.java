package dev.wengert.io;

import com.google.common.io.ByteStreams;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a zip archive says that it holds, as far as it can be true. An archive may unpack to a
 * thousand times its size: so no more is unpacked of a file than the archive's directory says, and
 * that is checked before memory is taken.
 */
final class PackedFiles {

  /** Deflate makes of one byte at most 1032; a few bytes are its own. */
  private static final long MAX_RATIO = 1032;

  private final String name;
  private final ZipFile archive;
  private final long size;
  private final long maxBytes;
  private long packed;
  private long unpacked;

  /**
   * Creates it without files.
   *
   * @param name what is read, for errors
   * @param size how many bytes the archive has
   * @param maxBytes how many bytes its files may have together
   */
  PackedFiles(String name, ZipFile archive, long size, long maxBytes) {
    this.name = name;
    this.archive = archive;
    this.size = size;
    this.maxBytes = maxBytes;
  }

  /** Makes sure that what a file claims can be true, together with those before. */
  void add(ZipEntry entry) throws MalformedFileException {
    long packedBy = packed + entry.getCompressedSize();
    long unpackedBy = unpacked + entry.getSize();
    if (packedBy > size || packedBy < 0 || entry.getSize() > MAX_RATIO * (packedBy + 1)) {
      throw malformed(
          "the sizes of its files cannot be true: "
              + entry.getName()
              + " claims "
              + entry.getCompressedSize()
              + " bytes packed and "
              + entry.getSize()
              + " unpacked, the archive has "
              + size
              + "; it is damaged, copy or save it again");
    }
    if (unpackedBy > maxBytes || unpackedBy < 0) {
      throw malformed(
          "unpacks to more than the limit: with "
              + entry.getName()
              + " to "
              + unpackedBy
              + " bytes, "
              + maxBytes
              + " are allowed; allow more if you trust the file");
    }
    packed = packedBy;
    unpacked = unpackedBy;
  }

  /**
   * What reads a file to its end.
   *
   * @param <T> what it holds
   */
  interface Content<T> {
    T read(Source source) throws IOException;
  }

  /** Returns what a file holds, its checksum compared. */
  <T> T read(ZipEntry entry, MemoryLimit limit, Content<T> content) throws IOException {
    CRC32 checksum = new CRC32();
    String path = name + ": " + entry.getName();
    try (InputStream in = archive.getInputStream(entry);
        // One byte more, so that a file which is longer than it says shows.
        InputStream limited = ByteStreams.limit(in, entry.getSize() + 1);
        Source source = Source.of(path, new CheckedInputStream(limited, checksum), limit)) {
      T result = content.read(source);
      if (checksum.getValue() != entry.getCrc()) {
        throw source.malformed(
            "the checksum differs: %s, the archive says %s; the file is damaged, copy or save it"
                + " again",
            Long.toHexString(checksum.getValue()), Long.toHexString(entry.getCrc()));
      }
      return result;
    } catch (ZipException | EOFException e) {
      throw new MalformedFileException(
          path + ": cannot be unpacked: " + reason(e) + "; copy or save the file again", e);
    }
  }

  /** Returns in a few words what is wrong with an archive. */
  static String reason(Exception e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  private MalformedFileException malformed(String what) {
    return new MalformedFileException(name + ": " + what);
  }
}
