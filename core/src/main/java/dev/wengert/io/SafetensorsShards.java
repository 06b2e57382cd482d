package dev.wengert.io;

import static com.google.common.base.Strings.lenientFormat;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.wengert.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Named tensors in several files of {@link Safetensors}, with an index beside them that says which
 * tensor is in which: {@code model.safetensors.index.json}, {@code
 * model-00001-of-00002.safetensors}, ..., as Hugging Face splits large models.
 */
public final class SafetensorsShards {

  private static final String INDEX = "model.safetensors.index.json";
  private static final String FORMAT = "safetensors index";
  private static final String MAP = "weight_map";
  private static final int LONGEST_INDEX = 100_000_000;

  private SafetensorsShards() {}

  /**
   * Returns the tensors that an index names, in its order.
   *
   * @param index the index; its shards are in the same folder
   * @throws MalformedFileException if the index or a shard is damaged, a shard has other tensors
   *     than the index says, or the index names a file elsewhere
   * @throws IOException if one of the files cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path index) throws IOException {
    ImmutableMap<String, String> places = places(index);
    SetMultimap<String, String> namesByShard = LinkedHashMultimap.create();
    places.forEach((name, shard) -> namesByShard.put(shard, name));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String shard : namesByShard.keySet()) {
      ImmutableMap<String, Tensor> found = Safetensors.read(index.resolveSibling(shard)).tensors();
      checkSame(index, shard, namesByShard.get(shard), found.keySet());
      tensors.putAll(found);
    }
    ImmutableMap.Builder<String, Tensor> inOrder = ImmutableMap.builder();
    for (String name : places.keySet()) {
      inOrder.put(name, Preconditions.checkNotNull(tensors.get(name)));
    }
    return inOrder.buildOrThrow();
  }

  private static void checkSame(Path index, String shard, Set<String> said, Set<String> found)
      throws MalformedFileException {
    if (!said.equals(found)) {
      Set<String> missing = new TreeSet<>(said);
      missing.removeAll(found);
      Set<String> more = new TreeSet<>(found);
      more.removeAll(said);
      throw malformed(
          index,
          "%s has not what the index says: %s are missing, %s are not in the index; take index and"
              + " shards of one model",
          shard,
          missing,
          more);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the templates are those of Guava
  private static MalformedFileException malformed(Path index, String what, Object... values) {
    return new MalformedFileException(FORMAT + ": " + index + ": " + lenientFormat(what, values));
  }

  /** Returns the file of each tensor. */
  private static ImmutableMap<String, String> places(Path index) throws IOException {
    try (Source source = Source.open(FORMAT, index)) {
      long length = Files.size(index);
      if (length > LONGEST_INDEX) {
        throw malformed(
            index, "it has %s bytes, %s are the limit; it is no index", length, LONGEST_INDEX);
      }
      byte[] bytes = source.read((int) length, "the index");
      String text = source.text(ByteBuffer.wrap(bytes), StandardCharsets.UTF_8, "the index");
      TextCursor cursor = new TextCursor(source, "the index", text);
      JsonText json = new JsonText(cursor);
      Map<String, String> places = null;
      for (boolean more = json.open(); more; more = json.next()) {
        String key = json.string();
        cursor.expect(':');
        if (!key.equals(MAP)) {
          json.skip();
        } else if (places == null) {
          places = map(index, cursor, json);
        } else {
          throw malformed(index, "%s is there twice; the file is damaged, save it again", MAP);
        }
      }
      cursor.expectEnd();
      if (places == null) {
        throw malformed(index, "it has no %s; name the index of a model in shards", MAP);
      }
      return ImmutableMap.copyOf(places);
    }
  }

  private static Map<String, String> map(Path index, TextCursor cursor, JsonText json)
      throws MalformedFileException {
    Map<String, String> places = new LinkedHashMap<>();
    for (boolean more = json.open(); more; more = json.next()) {
      String name = json.string();
      cursor.expect(':');
      String shard = json.string();
      if (!isPlain(shard)) {
        throw malformed(
            index,
            "the tensor \"%s\" is said to be in \"%s\"; shards are in the folder of the index,"
                + " give their names alone",
            name,
            shard);
      }
      if (places.put(name, shard) != null) {
        throw malformed(index, "it names \"%s\" twice; give each a name of its own", name);
      }
    }
    return places;
  }

  /** Returns whether a name is one in the same folder, on any system. */
  private static boolean isPlain(String shard) {
    return shard.endsWith(".safetensors")
        && shard.chars().allMatch(c -> c > ' ' && "/\\:\"*?<>|".indexOf(c) < 0 && c != 0x7f)
        && !shard.startsWith(".");
  }

  /**
   * Writes tensors into a folder that exists, in as few shards as there must be, and the index
   * last: where that is there, all is. An index of before goes first.
   *
   * @param folder where the files go
   * @param mostBytes how many bytes of numbers a shard has at most, unless a single tensor has more
   * @param floats in how many bits FLOAT32 is written
   * @return the index
   * @throws IllegalArgumentException if there are no tensors, the number is not positive, a tensor
   *     is called {@code __metadata__}, or the format has no place for a number
   * @throws IOException if a file cannot be written
   */
  public static Path write(
      Path folder, Map<String, Tensor> tensors, long mostBytes, FloatFormat floats)
      throws IOException {
    Preconditions.checkArgument(
        !tensors.isEmpty() && mostBytes > 0,
        "safetensors: %s tensors in shards of %s bytes; give one or more, and 1 or more",
        tensors.size(),
        mostBytes);
    List<Map<String, Tensor>> shards = new ArrayList<>();
    long all = 0;
    long bytes = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      long own = TensorBytes.count(tensor, floats.type(tensor.dtype()));
      if (shards.isEmpty() || bytes + own > mostBytes) {
        shards.add(new LinkedHashMap<>());
        bytes = 0;
      }
      shards.getLast().put(named.getKey(), tensor);
      bytes += own;
      all += own;
    }
    Path index = folder.resolve(INDEX);
    Files.deleteIfExists(index);
    StringBuilder text = new StringBuilder("{\"metadata\":{\"total_size\":" + all + "},");
    JsonText.quote(MAP, text).append(":{");
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      Safetensors.write(folder.resolve(name), shards.get(i), ImmutableMap.of(), floats);
      for (String tensor : shards.get(i).keySet()) {
        JsonText.quote(name, JsonText.quote(tensor, text).append(':')).append(',');
      }
    }
    text.setLength(text.length() - 1);
    byte[] written = text.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(index, out -> out.write(written));
    return index;
  }
}
