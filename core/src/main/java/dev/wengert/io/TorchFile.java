package dev.wengert.io;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Gather;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Files that {@code torch.save} of PyTorch 1.6 and later writes, {@code .pt}, {@code .pth} or
 * {@code .bin}: a zip archive with a program of Python's pickle, which says what there is, and the
 * numbers.
 *
 * <p>Such a program may do anything where Python runs it. Here nothing is run: dictionaries, lists,
 * numbers, texts and plain tensors are understood, and a file whose program names any other
 * function or class is refused.
 */
public final class TorchFile {

  private static final String PROGRAM = "/data.pkl";
  private static final int DEEPEST = 64;

  /** How much memory a byte of a program can take: an instruction that makes a dictionary does. */
  private static final long BYTES_PER_BYTE = 100;

  private TorchFile() {}

  /**
   * Returns the tensors of a file by name, in its order; together they may take {@link
   * MemoryLimit#usual} bytes.
   *
   * <p>What lies in dictionaries and lists in others is named {@code outer.inner} and {@code
   * outer.0}; numbers, texts and None are left out. Types become dtypes as {@link Safetensors}
   * says.
   *
   * @throws MalformedFileException if it is no such file, is damaged, has other things than plain
   *     tensors, or unpacks to more than the limit
   * @throws IOException if it cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path file) throws IOException {
    return read(file, MemoryLimit.usual(Files.size(file)));
  }

  /**
   * Returns the tensors of a file by name, as {@link #read(Path)}, within a limit.
   *
   * @param maxBytes how many bytes the unpacked files may take together, and how many bytes of
   *     memory the tensors
   * @throws MalformedFileException as {@link #read(Path)} does
   * @throws IOException if it cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path file, long maxBytes) throws IOException {
    String name = "torch: " + file;
    try (ZipFile archive = new ZipFile(file.toFile())) {
      PackedFiles files = new PackedFiles(name, archive, Files.size(file), maxBytes);
      Map<String, ZipEntry> entries = new HashMap<>();
      for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
        files.add(entry);
        if (entries.put(entry.getName(), entry) != null) {
          throw malformed(name, "it has two files called " + entry.getName() + "; save it again");
        }
      }
      return new Reading(name, files, entries, MemoryLimit.of(maxBytes)).tensors();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new MalformedFileException(
          name
              + ": is not a zip archive, or a damaged one: "
              + PackedFiles.reason(e)
              + "; give a file that torch.save of PyTorch 1.6 or later wrote, or copy it again",
          e);
    }
  }

  private static MalformedFileException malformed(String name, String what) {
    return new MalformedFileException(name + ": " + what);
  }

  /** One archive on its way. */
  private static final class Reading {

    private final String name;
    private final PackedFiles files;
    private final Map<String, ZipEntry> entries;
    private final MemoryLimit limit;
    private final Map<String, Tensor> storages = new HashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());
    private String folder = "";
    private long allowed;

    Reading(String name, PackedFiles files, Map<String, ZipEntry> entries, MemoryLimit limit) {
      this.name = name;
      this.files = files;
      this.entries = entries;
      this.limit = limit;
    }

    ImmutableMap<String, Tensor> tensors() throws IOException {
      ZipEntry program = null;
      for (ZipEntry entry : entries.values()) {
        if (entry.getName().endsWith(PROGRAM)) {
          if (program != null) {
            throw malformed(
                name,
                "it has two programs, "
                    + program.getName()
                    + " and "
                    + entry.getName()
                    + "; save it again");
          }
          program = entry;
        }
      }
      if (program == null) {
        throw malformed(
            name,
            "it has no data.pkl; give a file that torch.save wrote, not one of torch.jit or an"
                + " archive of another kind");
      }
      folder = program.getName().substring(0, program.getName().length() - PROGRAM.length());
      if (entries.containsKey(folder + "/constants.pkl")) {
        throw malformed(
            name, "it holds a compiled model; save model.state_dict() by torch.save instead");
      }
      byte[] code = bytes(program);
      limit.take(name, "its program", 0, BYTES_PER_BYTE * code.length);
      // Shared parts count each time: no more often than a program of this length can have meant.
      allowed = 16L * code.length;
      Object value = TorchPickle.read(source(program), code);
      collect("", value, 0);
      return ImmutableMap.copyOf(tensors);
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
      int size = Math.toIntExact(Math.min(entry.getSize(), Integer.MAX_VALUE - 8));
      return files.read(
          entry,
          limit,
          source -> {
            byte[] bytes = source.read(size, "the file");
            source.requireEnd("the file");
            return bytes;
          });
    }

    /** Returns what gives errors their beginning. */
    @SuppressWarnings("resource") // it holds nothing
    private Source source(ZipEntry entry) {
      return Source.of(name + ": " + entry.getName(), new byte[0]);
    }

    private void collect(String path, Object value, int depth) throws IOException {
      if (--allowed < 0 || depth > DEEPEST || !around.add(value)) {
        throw malformed(
            name,
            "it is nested without end, or too deeply, at \""
                + path
                + "\"; save a dictionary of tensors");
      }
      switch (value) {
        case Map<?, ?> map -> {
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            collect(inner(path, entry.getKey()), entry.getValue(), depth + 1);
          }
        }
        case List<?> list -> {
          for (int i = 0; i < list.size(); i++) {
            collect(inner(path, i), list.get(i), depth + 1);
          }
        }
        case TorchPickle.Strided tensor -> {
          String own = path.isEmpty() ? "tensor" : path;
          if (tensors.put(own, tensor(own, tensor)) != null) {
            throw malformed(
                name, "it has two tensors called \"" + own + "\"; give each a name of its own");
          }
        }
        default -> {
          // A number, a text, None, or the name of a class says nothing of tensors.
        }
      }
      around.remove(value);
    }

    private static String inner(String path, Object key) {
      return path.isEmpty() ? key.toString() : path + "." + key;
    }

    private Tensor tensor(String own, TorchPickle.Strided tensor) throws IOException {
      Tensor storage = storage(own, tensor.storage());
      Shape shape = shape(own, tensor);
      long last = Math.min(tensor.offset(), Integer.MAX_VALUE);
      for (int axis = 0; axis < shape.rank(); axis++) {
        last += (shape.side(axis) - 1L) * Math.min(tensor.strides().get(axis), Integer.MAX_VALUE);
      }
      if (shape.size() > 0 && last >= storage.size()) {
        throw malformed(
            name,
            "the tensor \""
                + own
                + "\" of sides "
                + tensor.sides()
                + " and strides "
                + tensor.strides()
                + " reaches number "
                + last
                + " of "
                + storage.size()
                + "; the file is damaged, copy or save it again");
      }
      int offset = shape.size() == 0 ? 0 : Math.toIntExact(tensor.offset());
      if (isPlain(shape, tensor)) {
        Tensor part = storage.get(Index.range(offset, offset + shape.size()));
        return part.reshape(shape.sides());
      }
      limit.take(name, "the tensor \"" + own + "\"", 2L * Integer.BYTES * shape.size(), 0);
      int[] places = new int[shape.size()];
      for (int i = 0; i < places.length; i++) {
        int[] indices = shape.indices(i);
        long place = offset;
        for (int axis = 0; axis < indices.length; axis++) {
          place += indices[axis] * tensor.strides().get(axis);
        }
        places[i] = (int) place;
      }
      return new Gather(0, 0)
          .apply(storage, Tensor.wrap(places, places.length))
          .reshape(shape.sides());
    }

    private Shape shape(String own, TorchPickle.Strided tensor) throws MalformedFileException {
      long size = 1;
      int[] sides = new int[tensor.sides().size()];
      for (int i = 0; i < sides.length; i++) {
        long side = tensor.sides().get(i);
        size = side == 0 ? 0 : size * Math.min(side, Integer.MAX_VALUE);
        if (sides.length > ClaimedShape.MAX_RANK
            || side > Integer.MAX_VALUE
            || size > Integer.MAX_VALUE) {
          throw malformed(
              name,
              "the tensor \""
                  + own
                  + "\" has the sides "
                  + tensor.sides()
                  + "; an array has up to 2^31 - 1 elements, split it");
        }
        sides[i] = (int) side;
      }
      return Shape.of(sides);
    }

    /** Returns whether elements lie one behind the other in row-major order. */
    private static boolean isPlain(Shape shape, TorchPickle.Strided tensor) {
      int[] strides = shape.strides();
      for (int axis = 0; axis < strides.length; axis++) {
        if (shape.side(axis) > 1 && strides[axis] != tensor.strides().get(axis)) {
          return false;
        }
      }
      return true;
    }

    /** Returns the numbers of a storage, which several tensors may share. */
    private Tensor storage(String own, TorchPickle.Storage storage) throws IOException {
      Tensor known = storages.get(storage.key() + " " + storage.type());
      if (known != null) {
        return known;
      }
      ZipEntry entry = entries.get(folder + "/data/" + storage.key());
      long bytes = storage.size() * storage.type().bytes();
      if (entry == null || storage.size() > Integer.MAX_VALUE || entry.getSize() != bytes) {
        throw malformed(
            name,
            "the numbers of the tensor \""
                + own
                + "\" should be "
                + bytes
                + " bytes in the file "
                + folder
                + "/data/"
                + storage.key()
                + ", which "
                + (entry == null ? "is not there" : "has " + entry.getSize())
                + "; the file is damaged, copy or save it again");
      }
      ByteOrder order = order();
      Tensor read =
          files.read(
              entry,
              limit,
              source -> {
                Shape shape = Shape.of((int) storage.size());
                Tensor tensor = storage.type().read(source, order, shape, "the numbers");
                source.requireEnd("the numbers");
                return tensor;
              });
      storages.put(storage.key() + " " + storage.type(), read);
      return read;
    }

    private ByteOrder order() throws IOException {
      @Nullable ZipEntry entry = entries.get(folder + "/byteorder");
      if (entry == null) {
        return ByteOrder.LITTLE_ENDIAN;
      }
      String said = new String(bytes(entry), StandardCharsets.UTF_8);
      return switch (said) {
        case "little" -> ByteOrder.LITTLE_ENDIAN;
        case "big" -> ByteOrder.BIG_ENDIAN;
        default ->
            throw malformed(
                name, "its byte order is \"" + said + "\"; save it again on a usual machine");
      };
    }
  }
}
