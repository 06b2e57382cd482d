package dev.wengert.io;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.ByteStreams;
import dev.wengert.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Files of named arrays in NumPy's npz format, as {@code numpy.savez}, {@code
 * numpy.savez_compressed} and {@code numpy.load} write and read them: a zip archive with a file
 * {@code NAME.npy} in the format of {@link Npy} for each array.
 *
 * <p>An archive may unpack to a thousand times its size. So reading has a limit, and no more is
 * unpacked of an array than the archive's directory says; both are checked before memory is taken.
 */
public final class Npz {

  private static final String SUFFIX = ".npy";

  /** Deflate makes of one byte at most 1032; a few bytes are its own. */
  private static final long MAX_RATIO = 1032;

  /** The first that a zip archive can name: the same tensors give the same bytes at any time. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Returns the arrays of a file by name, in the order of the archive; together they may take
   * {@link MemoryLimit#usual} bytes.
   *
   * @throws MalformedFileException if the file is not a zip archive of npy files, is damaged, names
   *     two arrays alike, unpacks to more, or {@link Npy#read(Path)} would refuse one of its arrays
   * @throws IOException if it cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path file) throws IOException {
    return read(file, MemoryLimit.usual(Files.size(file)));
  }

  /**
   * Returns the arrays of a file by name, in the order of the archive.
   *
   * @param maxBytes how many bytes the unpacked files may take together, and how many bytes of
   *     memory the arrays
   * @throws MalformedFileException as {@link #read(Path)} does
   * @throws IOException if it cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path file, long maxBytes) throws IOException {
    String name = "npz: " + file;
    long size = Files.size(file);
    try (ZipFile archive = new ZipFile(file.toFile())) {
      Map<String, ZipEntry> entries = entries(name, archive, size, maxBytes);
      MemoryLimit limit = MemoryLimit.of(maxBytes);
      ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
      for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
        result.put(entry.getKey(), read(name, archive, entry.getValue(), limit));
      }
      return result.buildOrThrow();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new MalformedFileException(
          name
              + ": is not a zip archive, or a damaged one: "
              + reason(e)
              + "; give a file that numpy.savez wrote, or copy it again",
          e);
    }
  }

  private static Map<String, ZipEntry> entries(
      String name, ZipFile archive, long size, long maxBytes) throws MalformedFileException {
    Map<String, ZipEntry> result = new LinkedHashMap<>();
    long packed = 0;
    long unpacked = 0;
    for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
      String array = entry.getName();
      if (!array.endsWith(SUFFIX)) {
        throw malformed(name, "holds a file that is no array: " + array + "; take it out");
      }
      if (result.put(array.substring(0, array.length() - SUFFIX.length()), entry) != null) {
        throw malformed(name, "names two arrays alike: " + array + "; give each a name of its own");
      }
      packed += entry.getCompressedSize();
      unpacked += entry.getSize();
      if (packed > size || packed < 0 || entry.getSize() > MAX_RATIO * (packed + 1)) {
        throw malformed(
            name,
            "the sizes of its files cannot be true: "
                + array
                + " claims "
                + entry.getCompressedSize()
                + " bytes packed and "
                + entry.getSize()
                + " unpacked, the archive has "
                + size
                + "; it is damaged, copy or save it again");
      }
      if (unpacked > maxBytes || unpacked < 0) {
        throw malformed(
            name,
            "unpacks to more than the limit: with "
                + array
                + " to "
                + unpacked
                + " bytes, "
                + maxBytes
                + " are allowed; allow more if you trust the file");
      }
    }
    return result;
  }

  private static Tensor read(String name, ZipFile archive, ZipEntry entry, MemoryLimit limit)
      throws IOException {
    CRC32 checksum = new CRC32();
    String path = name + ": " + entry.getName();
    try (InputStream in = archive.getInputStream(entry);
        // One byte more, so that a file which is longer than it says shows.
        InputStream limited = ByteStreams.limit(in, entry.getSize() + 1);
        Source source = Source.of(path, new CheckedInputStream(limited, checksum), limit)) {
      Tensor result = Npy.readAll(source);
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

  private static String reason(Exception e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  private static MalformedFileException malformed(String name, String what) {
    return new MalformedFileException(name + ": " + what);
  }

  /**
   * Writes arrays as they are, as {@code numpy.savez} does, whole or not at all.
   *
   * @throws IllegalArgumentException if a name is empty, or too long for a zip archive
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, ZipEntry.STORED);
  }

  /**
   * Writes arrays packed, as {@code numpy.savez_compressed} does, whole or not at all.
   *
   * @throws IllegalArgumentException if a name is empty, or too long for a zip archive
   * @throws IOException if the file cannot be written
   */
  public static void writeCompressed(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, ZipEntry.DEFLATED);
  }

  private static void write(Path file, Map<String, Tensor> tensors, int method) throws IOException {
    List<String> names = List.copyOf(tensors.keySet());
    Preconditions.checkArgument(
        !names.contains(""), "npz: an array has no name; give each one that is not empty");
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream archive = new ZipOutputStream(out);
          for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            ZipEntry entry = new ZipEntry(tensor.getKey() + SUFFIX);
            entry.setTimeLocal(TIME);
            entry.setMethod(method);
            if (method == ZipEntry.STORED) {
              entry.setSize(Npy.byteCount(tensor.getValue()));
              entry.setCrc(checksum(tensor.getValue()));
            }
            archive.putNextEntry(entry);
            Npy.write(archive, tensor.getValue());
            archive.closeEntry();
          }
          archive.finish();
        });
  }

  private static long checksum(Tensor tensor) throws IOException {
    CRC32 checksum = new CRC32();
    Npy.write(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum), tensor);
    return checksum.getValue();
  }
}
