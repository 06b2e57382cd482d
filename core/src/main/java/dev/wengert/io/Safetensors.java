package dev.wengert.io;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of named tensors in the safetensors format of Hugging Face: a JSON header that says where
 * each tensor is, and the numbers, little-endian, row-major and without gaps.
 *
 * <p>F16, BF16, F32, F64, BOOL and all integers (as INT32 if they fit) are read; F32, F64, I32 and
 * BOOL are written, and FLOAT32 as F16 or BF16 if that is asked for. Models that lie in several
 * files are read and written by {@link SafetensorsShards}.
 */
public final class Safetensors {

  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param tensors the tensors by name, in the order of the header
   * @param metadata what the file says of itself
   */
  public record Contents(
      ImmutableMap<String, Tensor> tensors, ImmutableMap<String, String> metadata) {}

  /**
   * Returns what a file holds.
   *
   * @throws MalformedFileException if the file is not in this format or is damaged: its header does
   *     not parse or names something twice, tensors overlap, leave gaps, or end elsewhere than the
   *     file; or if a dtype is not read or an integer does not fit INT32
   * @throws IOException if the file cannot be read
   */
  public static Contents read(Path file) throws IOException {
    try (Source source = Source.open("safetensors", file)) {
      return read(source);
    }
  }

  /**
   * Returns what bytes hold.
   *
   * @throws MalformedFileException as {@link #read(Path)} does
   */
  public static Contents read(byte[] bytes) throws IOException {
    try (Source source = Source.of("safetensors", bytes)) {
      return read(source);
    }
  }

  /**
   * Returns what a stream holds to its end; the stream stays open.
   *
   * @throws MalformedFileException as {@link #read(Path)} does
   * @throws IOException if the stream cannot be read
   */
  @SuppressWarnings("resource") // the caller's stream stays open
  public static Contents read(InputStream in) throws IOException {
    return read(Source.of("safetensors", in));
  }

  private static Contents read(Source source) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(source);
    List<Map.Entry<String, SafetensorsHeader.Entry>> inFileOrder = header.inFileOrder();
    checkCover(source, inFileOrder);
    source.require(header.dataBytes(), "the tensors", 0);
    Map<String, Tensor> tensors = new HashMap<>();
    for (Map.Entry<String, SafetensorsHeader.Entry> named : inFileOrder) {
      SafetensorsHeader.Entry entry = named.getValue();
      tensors.put(
          named.getKey(),
          entry
              .type()
              .read(source, ByteOrder.LITTLE_ENDIAN, entry.shape(), "\"" + named.getKey() + "\""));
    }
    source.requireEnd("the tensors");
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    for (String name : header.entries().keySet()) {
      result.put(name, Preconditions.checkNotNull(tensors.get(name)));
    }
    return new Contents(result.buildOrThrow(), header.metadata());
  }

  /** Each tensor must begin where the one before ends. */
  private static void checkCover(
      Source source, List<Map.Entry<String, SafetensorsHeader.Entry>> inFileOrder)
      throws MalformedFileException {
    long end = 0;
    String before = "the header";
    for (Map.Entry<String, SafetensorsHeader.Entry> named : inFileOrder) {
      long begin = named.getValue().begin();
      if (begin != end) {
        throw source.malformed(
            "%s: the tensor \"%s\" begins at %s, %s ends at %s; the file is damaged, save it again",
            begin < end ? "tensors overlap" : "there is a gap between tensors",
            named.getKey(),
            begin,
            before,
            end);
      }
      end = named.getValue().end();
      before = "\"" + named.getKey() + "\"";
    }
  }

  /**
   * Writes tensors, whole or not at all.
   *
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, ImmutableMap.of());
  }

  /**
   * Writes tensors and what is to be said of them, whole or not at all.
   *
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(file, tensors, metadata, FloatFormat.F32);
  }

  /**
   * Writes tensors and what is to be said of them, whole or not at all.
   *
   * @param floats in how many bits FLOAT32 is written; other dtypes are written as they are
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}, or the format has
   *     no place for a number
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata, FloatFormat floats)
      throws IOException {
    AtomicFile.write(file, out -> write(out, tensors, metadata, floats));
  }

  /**
   * Writes tensors and what is to be said of them to a stream, which stays open.
   *
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(out, tensors, metadata, FloatFormat.F32);
  }

  /**
   * Writes tensors and what is to be said of them to a stream, which stays open.
   *
   * @param floats in how many bits FLOAT32 is written; other dtypes are written as they are
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}, or the format has
   *     no place for a number
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      OutputStream out,
      Map<String, Tensor> tensors,
      Map<String, String> metadata,
      FloatFormat floats)
      throws IOException {
    Preconditions.checkArgument(
        !tensors.containsKey(SafetensorsHeader.METADATA),
        "safetensors: a tensor cannot be called %s; give it another name",
        SafetensorsHeader.METADATA);
    // Wide numbers first, so that each tensor begins at a multiple of its number's bytes.
    List<Map.Entry<String, Tensor>> inFileOrder = new ArrayList<>(tensors.entrySet());
    inFileOrder.sort(
        Comparator.comparingInt(entry -> -floats.type(entry.getValue().dtype()).bytes()));
    Map<String, SafetensorsHeader.Entry> places = new HashMap<>();
    long at = 0;
    for (Map.Entry<String, Tensor> named : inFileOrder) {
      Tensor tensor = named.getValue();
      ElementType type = floats.type(tensor.dtype());
      long end = at + TensorBytes.count(tensor, type);
      places.put(named.getKey(), new SafetensorsHeader.Entry(type, tensor.shape(), at, end));
      at = end;
    }
    ImmutableMap.Builder<String, SafetensorsHeader.Entry> entries = ImmutableMap.builder();
    for (String name : tensors.keySet()) {
      entries.put(name, Preconditions.checkNotNull(places.get(name)));
    }
    out.write(
        new SafetensorsHeader(entries.buildOrThrow(), ImmutableMap.copyOf(metadata)).format());
    for (Map.Entry<String, Tensor> named : inFileOrder) {
      Tensor tensor = named.getValue();
      String name = "safetensors: the tensor \"" + named.getKey() + "\"";
      TensorBytes.write(tensor, floats.type(tensor.dtype()), name, out);
    }
  }
}
