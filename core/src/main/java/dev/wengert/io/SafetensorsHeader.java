package dev.wengert.io;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.array.Shape;
import it.unimi.dsi.fastutil.longs.LongList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands before the numbers of a safetensors file: the length of a text as 8 little-endian
 * bytes, and the text, a JSON object of one flat object a tensor and an optional object {@code
 * __metadata__} of strings.
 *
 * @param entries the tensors by name, in the order of the text
 * @param metadata what the file says of itself
 */
record SafetensorsHeader(
    ImmutableMap<String, Entry> entries, ImmutableMap<String, String> metadata) {

  static final String METADATA = "__metadata__";

  /** The limit of the format's reference implementation. */
  private static final long MAX_BYTES = 100_000_000;

  /** What a byte of the text takes as an entry at most: the shortest entries have 50. */
  private static final long BYTES_PER_BYTE = 16;

  /**
   * Where a tensor is.
   *
   * @param type how a number is stored
   * @param shape the sides
   * @param begin where its bytes begin, counted from the end of the header
   * @param end where they end
   */
  record Entry(ElementType type, Shape shape, long begin, long end) {}

  /** Reads a header; the numbers follow. */
  static SafetensorsHeader read(Source source) throws IOException {
    long length =
        ByteBuffer.wrap(source.read(Long.BYTES, "the length of the header"))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    if (length < 0 || length > MAX_BYTES) {
      throw source.malformed(
          "the header is too long: %s bytes; %s are the limit, the file is damaged or not in the"
              + " safetensors format",
          Long.toUnsignedString(length), MAX_BYTES);
    }
    source.require(length, "the header", 0, length * BYTES_PER_BYTE);
    byte[] text = source.read((int) length, "the header");
    return new Parser(
            source, source.text(ByteBuffer.wrap(text), StandardCharsets.UTF_8, "the header"))
        .parse();
  }

  /** Returns the tensors in the order of their bytes. */
  List<Map.Entry<String, Entry>> inFileOrder() {
    List<Map.Entry<String, Entry>> result = new ArrayList<>(entries.entrySet());
    result.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> entry) -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    return result;
  }

  /** Returns the number of bytes that the tensors take together. */
  long dataBytes() {
    long end = 0;
    for (Entry entry : entries.values()) {
      end = Math.max(end, entry.end());
    }
    return end;
  }

  /** Returns the header's bytes, the length before the text included, a multiple of 8. */
  byte[] format() {
    StringBuilder text = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      JsonText.quote(METADATA, text).append(":{");
      metadata.forEach(
          (key, value) -> JsonText.quote(value, JsonText.quote(key, text).append(':')).append(','));
      text.setCharAt(text.length() - 1, '}');
      text.append(',');
    }
    entries.forEach(
        (name, entry) ->
            JsonText.quote(name, text)
                .append(
                    lenientFormat(
                        ":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]},",
                        entry.type(),
                        entry.shape().toString().replace(" ", ""),
                        entry.begin(),
                        entry.end())));
    if (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
    byte[] bytes = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(bytes.length, Long.BYTES) * Long.BYTES;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    header.put(bytes);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  /** Reads the text: strict JSON, of this one form. */
  private static final class Parser {

    private final Source source;
    private final TextCursor cursor;
    private final JsonText json;

    Parser(Source source, String text) {
      this.source = source;
      this.cursor = new TextCursor(source, text);
      this.json = new JsonText(cursor);
    }

    SafetensorsHeader parse() throws MalformedFileException {
      Map<String, Entry> entries = new LinkedHashMap<>();
      Map<String, String> metadata = null;
      for (boolean more = json.open(); more; more = json.next()) {
        String name = json.key();
        if (name.equals(METADATA) && metadata == null) {
          metadata = metadata();
        } else if (name.equals(METADATA) || entries.put(name, entry(name)) != null) {
          throw json.twice(name, "the header");
        }
      }
      cursor.expectEnd();
      return new SafetensorsHeader(
          ImmutableMap.copyOf(entries),
          metadata == null ? ImmutableMap.of() : ImmutableMap.copyOf(metadata));
    }

    private Map<String, String> metadata() throws MalformedFileException {
      Map<String, String> result = new LinkedHashMap<>();
      for (boolean more = json.open(); more; more = json.next()) {
        String key = json.key();
        if (result.put(key, json.string()) != null) {
          throw json.twice(key, "the metadata");
        }
      }
      return result;
    }

    private Entry entry(String name) throws MalformedFileException {
      ElementType type = null;
      Shape shape = null;
      LongList offsets = null;
      for (boolean more = json.open(); more; more = json.next()) {
        String key = json.key();
        switch (key) {
          case "dtype" -> type = json.once(type, key, tensor(name), type(name));
          case "shape" -> shape = json.once(shape, key, tensor(name), shape(name));
          case "data_offsets" ->
              offsets = json.once(offsets, key, tensor(name), json.naturals("an offset"));
          default ->
              throw source.malformed(
                  "%s has an unknown entry \"%s\"; it must have dtype, shape and data_offsets",
                  tensor(name), key);
        }
      }
      if (type == null || shape == null || offsets == null) {
        throw source.malformed(
            "%s lacks an entry; it must have dtype, shape and data_offsets", tensor(name));
      }
      return checked(name, type, shape, offsets);
    }

    private Entry checked(String name, ElementType type, Shape shape, LongList offsets)
        throws MalformedFileException {
      long bytes = (long) shape.size() * type.bytes();
      if (offsets.size() != 2
          || offsets.getLong(0) > offsets.getLong(1)
          || offsets.getLong(1) - offsets.getLong(0) != bytes) {
        throw source.malformed(
            "%s has wrong offsets: %s; %s%s takes %s bytes, the file is damaged, save it again",
            tensor(name), offsets, type, shape, bytes);
      }
      return new Entry(type, shape, offsets.getLong(0), offsets.getLong(1));
    }

    private Shape shape(String name) throws MalformedFileException {
      return ClaimedShape.of(source, tensor(name), json.naturals("a side"));
    }

    private ElementType type(String name) throws MalformedFileException {
      String type = json.string();
      for (ElementType known : ElementType.values()) {
        if (known.name().equals(type)) {
          return known;
        }
      }
      throw source.malformed(
          "%s has a dtype that is not read: %s; convert it to F16, BF16, F32, F64, an integer type"
              + " or BOOL",
          tensor(name), type);
    }

    private static String tensor(String name) {
      return "the tensor \"" + name + "\"";
    }
  }
}
