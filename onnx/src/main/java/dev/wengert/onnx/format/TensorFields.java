package dev.wengert.onnx.format;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import dev.wengert.io.MemoryLimit;
import dev.wengert.io.proto.ProtoReader;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one tensor: its numbers stand in one of five lists, as bytes, or elsewhere. */
final class TensorFields {

  private static final int MOST_AXES = 64;
  private static final long EXTERNAL = 1;

  private final @Nullable Path folder;
  private final LongArrayList sides = new LongArrayList();
  private final FloatArrayList floats = new FloatArrayList();
  private final DoubleArrayList doubles = new DoubleArrayList();
  private final LongArrayList wholes = new LongArrayList();
  private final Map<String, String> external = new HashMap<>();
  private String name = "";
  private long typeNumber;
  private long location;
  private @Nullable ByteBuffer raw;

  /** Makes fields of which nothing is known. */
  TensorFields(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Returns the tensor of a message. */
  OnnxTensor read(ProtoReader in) throws MalformedFileException {
    while (in.next()) {
      switch (in.field()) {
        case Fields.TENSOR_SIDES -> in.int64s(sides);
        case Fields.TENSOR_TYPE -> typeNumber = in.int64();
        case Fields.TENSOR_NAME -> name = in.string();
        case Fields.TENSOR_RAW -> raw = in.bytes();
        case Fields.TENSOR_FLOATS -> in.float32s(floats);
        case Fields.TENSOR_DOUBLES -> in.float64s(doubles);
        case Fields.TENSOR_INTS, Fields.TENSOR_LONGS, Fields.TENSOR_UNSIGNED_LONGS ->
            in.int64s(wholes);
        case Fields.TENSOR_LOCATION -> location = in.int64();
        case Fields.TENSOR_EXTERNAL -> entry(in.message());
        default -> {}
      }
    }
    OnnxType type = OnnxType.of(typeNumber);
    Shape shape = shape(in);
    ByteBuffer bytes = type.bytes() == 0 ? ByteBuffer.allocate(0) : bytes(in, type, shape);
    return new OnnxTensor(name, type, ImmutableIntArray.copyOf(shape.sides()), bytes);
  }

  private void entry(ProtoReader in) throws MalformedFileException {
    String key = "";
    String value = "";
    while (in.next()) {
      if (in.field() == Fields.ENTRY_KEY) {
        key = in.string();
      } else if (in.field() == Fields.ENTRY_VALUE) {
        value = in.string();
      }
    }
    external.put(key, value);
  }

  private Shape shape(ProtoReader in) throws MalformedFileException {
    int[] all = new int[sides.size()];
    boolean fits = all.length <= MOST_AXES;
    for (int i = 0; i < all.length && fits; i++) {
      long side = sides.getLong(i);
      fits = side >= 0 && side <= Integer.MAX_VALUE;
      all[i] = (int) side;
    }
    try {
      if (fits) {
        return Shape.of(all);
      }
    } catch (IllegalArgumentException e) {
      // Too many elements.
    }
    throw in.malformed(
        "the tensor \"%s\" has a shape that no array has: %s; sides are from 0 on, with less than"
            + " 2^31 elements in all",
        name, sides.size() <= MOST_AXES ? sides : sides.size() + " axes");
  }

  private ByteBuffer bytes(ProtoReader in, OnnxType type, Shape shape)
      throws MalformedFileException {
    long size = (long) shape.size() * type.bytes();
    if (size > Integer.MAX_VALUE - 8) {
      throw in.malformed(
          "the tensor \"%s\" of type %s and shape %s takes %s bytes, and one tensor is read up to 2"
              + " GB; write it as several",
          name, type, shape, size);
    }
    ByteBuffer bytes;
    if (location == EXTERNAL) {
      return external(in, size);
    } else if (raw != null) {
      bytes = raw;
    } else {
      bytes = packed(in, type, shape.size());
    }
    if (bytes.remaining() != size) {
      throw in.malformed(
          "the tensor \"%s\" of type %s and shape %s has %s bytes of numbers, and it takes %s; the"
              + " file is damaged, save it again",
          name, type, shape, bytes.remaining(), size);
    }
    return bytes;
  }

  /** The numbers of a list, as bytes. */
  private ByteBuffer packed(ProtoReader in, OnnxType type, int size) throws MalformedFileException {
    int there =
        switch (type) {
          case FLOAT, COMPLEX64 -> floats.size();
          case DOUBLE, COMPLEX128 -> doubles.size();
          default -> wholes.size();
        };
    boolean isComplex = type == OnnxType.COMPLEX64 || type == OnnxType.COMPLEX128;
    if (there != (isComplex ? 2L : 1L) * size) {
      throw in.malformed(
          "the tensor \"%s\" of type %s has %s numbers, and its shape %s takes %s; the file is"
              + " damaged, save it again",
          name, type, there, sides, size);
    }
    MemoryLimit.ofHeap().take("onnx", "\"" + name + "\"", (long) size * type.bytes(), 0);
    ByteBuffer bytes = ByteBuffer.allocate(size * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case FLOAT, COMPLEX64 -> floats.forEach(bytes::putFloat);
      case DOUBLE, COMPLEX128 -> doubles.forEach(bytes::putDouble);
      default -> {
        for (int i = 0; i < size; i++) {
          long value = wholes.getLong(i);
          switch (type.bytes()) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
          }
        }
      }
    }
    return bytes.flip();
  }

  /** The numbers of a file beside the model: never of one elsewhere. */
  private ByteBuffer external(ProtoReader in, long size) throws MalformedFileException {
    String place = external.getOrDefault("location", "");
    if (folder == null) {
      throw in.malformed(
          "the tensor \"%s\" lies in the file \"%s\", and the model was given as bytes; read it as"
              + " a file",
          name, place);
    }
    long offset = number(in, "offset", 0);
    long length = number(in, "length", size);
    if (length != size) {
      throw in.malformed(
          "the tensor \"%s\" takes %s bytes, and %s bytes of the file \"%s\" are named; the file is"
              + " damaged, save it again",
          name, size, length, place);
    }
    try {
      Path file = within(in, folder, place);
      try (FileChannel channel = FileChannel.open(file)) {
        if (offset > channel.size() - length) {
          throw in.malformed(
              "the tensor \"%s\" ends behind its file \"%s\": bytes %s to %s of %s; the file is cut"
                  + " short, copy it again",
              name, place, offset, offset + length, channel.size());
        }
        MemoryLimit.ofHeap().take("onnx", "\"" + name + "\"", length, 0);
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        channel.position(offset);
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw in.malformed("the file \"%s\" became shorter; copy it again", place);
          }
        }
        return bytes.flip();
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw in.malformed(
          "the tensor \"%s\" lies in the file \"%s\", which cannot be read: %s; put it beside the"
              + " model",
          name, place, e);
    }
  }

  private Path within(ProtoReader in, Path inside, String place) throws IOException {
    Path home = inside.normalize();
    Path file = home;
    try {
      Path given = Path.of(place);
      file = given.isAbsolute() ? home : home.resolve(given).normalize();
    } catch (InvalidPathException e) {
      // As one that is outside.
    }
    boolean isInside = file.startsWith(home) && !file.equals(home);
    if (!isInside || (Files.exists(file) && !file.toRealPath().startsWith(home.toRealPath()))) {
      throw in.malformed(
          "the tensor \"%s\" lies outside the model's folder: \"%s\"; no other file is read, put it"
              + " beside the model",
          name, place);
    }
    return file;
  }

  private long number(ProtoReader in, String key, long otherwise) throws MalformedFileException {
    String text = external.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // As a negative one.
    }
    throw in.malformed(
        "the tensor \"%s\" has a %s of \"%s\" in its file, which is no number of bytes; the file is"
            + " damaged",
        name, key, text);
  }
}
