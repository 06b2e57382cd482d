package dev.wengert.io;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
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
    return read(
        file,
        maxBytes,
        (entry, problem) -> {
          throw problem;
        });
  }

  /**
   * What could be read of a file that is bad in parts.
   *
   * @param arrays the good arrays by name, in the order of the archive
   * @param problems for each other file of the archive, such as {@code x.npy}, what {@link
   *     #read(Path)} would say of it; empty if all is well
   */
  public record GoodParts(
      ImmutableMap<String, Tensor> arrays, ImmutableMap<String, MalformedFileException> problems) {}

  /**
   * Returns the arrays of a file that can be read, and what is wrong with the others: one that is
   * damaged, holds text or Python's objects, or is no array costs none of the rest.
   *
   * @throws MalformedFileException if the file as a whole is not a zip archive, or has lost its
   *     directory
   * @throws IOException if it cannot be read
   */
  public static GoodParts readGood(Path file) throws IOException {
    return readGood(file, MemoryLimit.usual(Files.size(file)));
  }

  /**
   * Returns the arrays of a file that can be read within a limit, and what is wrong with the
   * others, as {@link #readGood(Path)}.
   *
   * @param maxBytes as of {@link #read(Path, long)}; an array that would take more is a bad one
   * @throws MalformedFileException if the file as a whole is not a zip archive, or has lost its
   *     directory
   * @throws IOException if it cannot be read
   */
  public static GoodParts readGood(Path file, long maxBytes) throws IOException {
    Map<String, MalformedFileException> problems = new LinkedHashMap<>();
    ImmutableMap<String, Tensor> arrays = read(file, maxBytes, problems::putIfAbsent);
    return new GoodParts(arrays, ImmutableMap.copyOf(problems));
  }

  /** What becomes of a file of the archive that cannot be read; the next ones follow. */
  private interface Problems {
    void found(String entry, MalformedFileException problem) throws MalformedFileException;
  }

  private static ImmutableMap<String, Tensor> read(Path file, long maxBytes, Problems problems)
      throws IOException {
    String name = "npz: " + file;
    try (ZipFile archive = new ZipFile(file.toFile())) {
      PackedFiles files = new PackedFiles(name, archive, Files.size(file), maxBytes);
      Directory directory = new Directory(name, files);
      for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
        try {
          directory.add(entry);
        } catch (MalformedFileException e) {
          problems.found(entry.getName(), e);
        }
      }
      MemoryLimit limit = MemoryLimit.of(maxBytes);
      ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
      for (Map.Entry<String, ZipEntry> entry : directory.arrays.entrySet()) {
        long before = limit.taken();
        try {
          result.put(entry.getKey(), files.read(entry.getValue(), limit, Npy::readAll));
        } catch (MalformedFileException e) {
          limit.backTo(before);
          problems.found(entry.getValue().getName(), e);
        }
      }
      return result.buildOrThrow();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new MalformedFileException(
          name
              + ": is not a zip archive, or a damaged one: "
              + PackedFiles.reason(e)
              + "; give a file that numpy.savez wrote, or copy it again",
          e);
    }
  }

  /** The arrays that an archive says it holds. */
  private static final class Directory {

    private final String name;
    private final PackedFiles files;
    private final Map<String, ZipEntry> arrays = new LinkedHashMap<>();

    Directory(String name, PackedFiles files) {
      this.name = name;
      this.files = files;
    }

    void add(ZipEntry entry) throws MalformedFileException {
      String file = entry.getName();
      if (!file.endsWith(SUFFIX)) {
        throw malformed(name, "holds a file that is no array: " + file + "; take it out");
      }
      String array = file.substring(0, file.length() - SUFFIX.length());
      if (arrays.containsKey(array)) {
        throw malformed(name, "names two arrays alike: " + file + "; give each a name of its own");
      }
      files.add(entry);
      arrays.put(array, entry);
    }
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
