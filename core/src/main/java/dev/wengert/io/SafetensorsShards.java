package dev.wengert.io;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.wengert.Tensor;
import java.io.IOException;
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

  private SafetensorsShards() {}

  /**
   * Returns the tensors that an index names, in its order.
   *
   * @param index the index; its shards are in the same folder
   * @throws MalformedFileException if the index or a shard is damaged, a shard is not there or has
   *     other tensors than the index says, or the index names a file elsewhere
   * @throws IOException if one of the files cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path index) throws IOException {
    ShardIndex text = ShardIndex.read(FORMAT, index);
    ImmutableMap<String, String> places = places(text);
    SetMultimap<String, String> namesByShard = LinkedHashMultimap.create();
    places.forEach((name, shard) -> namesByShard.put(shard, name));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String shard : namesByShard.keySet()) {
      ImmutableMap<String, Tensor> found = Safetensors.read(text.shard(shard)).tensors();
      checkSame(text, shard, namesByShard.get(shard), found.keySet());
      tensors.putAll(found);
    }
    ImmutableMap.Builder<String, Tensor> inOrder = ImmutableMap.builder();
    for (String name : places.keySet()) {
      inOrder.put(name, Preconditions.checkNotNull(tensors.get(name)));
    }
    return inOrder.buildOrThrow();
  }

  private static void checkSame(ShardIndex index, String shard, Set<String> said, Set<String> found)
      throws MalformedFileException {
    if (!said.equals(found)) {
      Set<String> missing = new TreeSet<>(said);
      missing.removeAll(found);
      Set<String> more = new TreeSet<>(found);
      more.removeAll(said);
      throw index.malformed(
          "%s has not what the index says: %s are missing, %s are not in the index; take index and"
              + " shards of one model",
          shard, missing, more);
    }
  }

  /** Returns the file of each tensor. */
  private static ImmutableMap<String, String> places(ShardIndex index)
      throws MalformedFileException {
    JsonText json = index.json();
    Map<String, String> places = null;
    for (boolean more = json.open(); more; more = json.next()) {
      String key = json.key();
      if (!key.equals(MAP)) {
        json.skip();
      } else if (places == null) {
        places = map(index);
      } else {
        throw index.malformed("%s is there twice; the file is damaged, save it again", MAP);
      }
    }
    index.cursor().expectEnd();
    if (places == null) {
      throw index.malformed("it has no %s; name the index of a model in shards", MAP);
    }
    return ImmutableMap.copyOf(places);
  }

  private static Map<String, String> map(ShardIndex index) throws MalformedFileException {
    JsonText json = index.json();
    Map<String, String> places = new LinkedHashMap<>();
    for (boolean more = json.open(); more; more = json.next()) {
      String name = json.key();
      String shard = json.string();
      if (!ShardIndex.isPlain(shard) || !shard.endsWith(".safetensors")) {
        throw index.malformed(
            "the tensor \"%s\" is said to be in \"%s\"; shards are in the folder of the index,"
                + " give their names alone",
            name, shard);
      }
      if (places.put(name, shard) != null) {
        throw json.twice(name, "it");
      }
    }
    return places;
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
