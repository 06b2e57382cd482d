package dev.wengert.io;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a weights manifest of TensorFlow.js: a JSON array of groups, each with the paths of its
 * shards and the weights whose bytes are in them, one behind the other; or an object that has such
 * an array as {@code weightsManifest}.
 */
final class TensorFlowJsManifest {

  private static final String MANIFEST = "weightsManifest";

  private final ShardIndex index;
  private final TextCursor cursor;
  private final JsonText json;
  private final Set<String> names = new HashSet<>();
  private final Set<String> paths = new HashSet<>();

  private TensorFlowJsManifest(ShardIndex index) {
    this.index = index;
    this.cursor = index.cursor();
    this.json = index.json();
  }

  /**
   * Weights and the files in which they are.
   *
   * @param paths the shards, relative to the manifest's folder
   * @param weights the weights, in the order of their bytes
   */
  record Group(ImmutableList<String> paths, ImmutableList<TensorFlowJsWeight> weights) {}

  /** Returns the groups of a manifest; no weight and no path is in it twice. */
  static ImmutableList<Group> groups(ShardIndex index) throws MalformedFileException {
    return new TensorFlowJsManifest(index).all();
  }

  private ImmutableList<Group> all() throws MalformedFileException {
    ImmutableList<Group> groups = cursor.peek() == '[' ? manifest() : model();
    cursor.expectEnd();
    return groups;
  }

  private ImmutableList<Group> model() throws MalformedFileException {
    ImmutableList<Group> groups = null;
    for (boolean more = json.open(); more; more = json.next()) {
      String key = json.key();
      if (!key.equals(MANIFEST)) {
        json.skip();
      } else if (groups == null) {
        groups = manifest();
      } else {
        throw json.twice(MANIFEST, "the model");
      }
    }
    if (groups == null) {
      throw index.malformed(
          "it has no %s; name model.json of a model of TensorFlow.js, or a weights manifest",
          MANIFEST);
    }
    return groups;
  }

  private ImmutableList<Group> manifest() throws MalformedFileException {
    ImmutableList.Builder<Group> groups = ImmutableList.builder();
    for (boolean more = json.openArray(); more; more = json.nextElement()) {
      groups.add(group());
    }
    return groups.build();
  }

  private Group group() throws MalformedFileException {
    ImmutableList<String> shards = null;
    ImmutableList<TensorFlowJsWeight> weights = null;
    for (boolean more = json.open(); more; more = json.next()) {
      String key = json.key();
      switch (key) {
        case "paths" -> shards = json.once(shards, key, "a group", paths());
        case "weights" -> weights = json.once(weights, key, "a group", weights());
        default -> json.skip();
      }
    }
    if (shards == null || weights == null) {
      throw index.malformed("a group lacks an entry; it must have paths and weights");
    }
    return new Group(shards, weights);
  }

  private ImmutableList<String> paths() throws MalformedFileException {
    List<String> result = new ArrayList<>();
    for (boolean more = json.openArray(); more; more = json.nextElement()) {
      String path = json.string();
      for (String part : path.split("/", -1)) {
        if (!ShardIndex.isPlain(part)) {
          throw index.malformed(
              "a shard is said to be in \"%s\"; shards are in the folder of the manifest or below"
                  + " it, give their paths from there",
              path);
        }
      }
      // Some file systems see no difference between a and A.
      if (!paths.add(path.toLowerCase(Locale.ROOT))) {
        throw json.twice(path, "the manifest");
      }
      result.add(path);
    }
    return ImmutableList.copyOf(result);
  }

  private ImmutableList<TensorFlowJsWeight> weights() throws MalformedFileException {
    ImmutableList.Builder<TensorFlowJsWeight> result = ImmutableList.builder();
    for (boolean more = json.openArray(); more; more = json.nextElement()) {
      TensorFlowJsWeight weight = weight();
      if (!names.add(weight.name())) {
        throw json.twice(weight.name(), "the manifest");
      }
      result.add(weight);
    }
    return result.build();
  }

  private TensorFlowJsWeight weight() throws MalformedFileException {
    String name = null;
    Shape shape = null;
    String type = null;
    Quantization quantization = null;
    for (boolean more = json.open(); more; more = json.next()) {
      String key = json.key();
      String where = name == null ? "a weight" : weight(name);
      switch (key) {
        case "name" -> name = json.once(name, key, where, json.string());
        case "shape" -> shape = json.once(shape, key, where, shape(where));
        case "dtype" -> type = json.once(type, key, where, json.string());
        case "quantization" ->
            quantization = json.once(quantization, key, where, quantization(where));
        default -> json.skip();
      }
    }
    if (name == null || shape == null || type == null) {
      throw index.malformed(
          "%s lacks an entry; it must have name, shape and dtype",
          name == null ? "a weight" : weight(name));
    }
    return quantization == null
        ? new TensorFlowJsWeight(name, shape, plain(name, type), null)
        : quantized(name, shape, type, quantization);
  }

  private Shape shape(String where) throws MalformedFileException {
    return ClaimedShape.of(index.source(), where, json.naturals("a side"));
  }

  private static String weight(String name) {
    return "the weight \"" + name + "\"";
  }

  private ElementType plain(String name, String type) throws MalformedFileException {
    return switch (type) {
      case "float32" -> ElementType.F32;
      case "float16" -> ElementType.F16;
      case "int32" -> ElementType.I32;
      case "uint16" -> ElementType.U16;
      case "uint8" -> ElementType.U8;
      case "bool" -> ElementType.BOOL;
      default ->
          throw index.malformed(
              "%s has a dtype that is not read: %s; convert it to float32, float16, int32, uint16,"
                  + " uint8 or bool, or leave it out of the model",
              weight(name), type);
    };
  }

  /**
   * What a weight says of its quantization.
   *
   * @param type how a number is stored
   * @param scale what a stored number is multiplied by
   * @param min what 0 stands for
   * @param original the dtype before, if it is said again
   */
  private record Quantization(
      @Nullable String type,
      @Nullable Double scale,
      @Nullable Double min,
      @Nullable String original) {}

  private Quantization quantization(String outer) throws MalformedFileException {
    String where = "the quantization of " + outer;
    String type = null;
    Double scale = null;
    Double min = null;
    String original = null;
    for (boolean more = json.open(); more; more = json.next()) {
      String key = json.key();
      switch (key) {
        case "dtype" -> type = json.once(type, key, where, json.string());
        case "scale" -> scale = json.once(scale, key, where, cursor.number("a scale"));
        case "min" -> min = json.once(min, key, where, cursor.number("a least value"));
        case "original_dtype" -> original = json.once(original, key, where, json.string());
        default -> json.skip();
      }
    }
    return new Quantization(type, scale, min, original);
  }

  private TensorFlowJsWeight quantized(
      String name, Shape shape, String dtype, Quantization quantization)
      throws MalformedFileException {
    boolean isFloat = dtype.equals("float32");
    boolean isHalf = "float16".equals(quantization.type);
    boolean isInteger = "uint8".equals(quantization.type) || "uint16".equals(quantization.type);
    boolean isConsistent = quantization.original == null || quantization.original.equals(dtype);
    boolean isKnown = isInteger ? isFloat || dtype.equals("int32") : isHalf && isFloat;
    if (!isKnown || !isConsistent) {
      throw index.malformed(
          "%s of dtype %s has a quantization that is not read: dtype %s, original_dtype %s; float32"
              + " is stored as uint8, uint16 or float16, int32 as uint8 or uint16, convert the"
              + " model again",
          weight(name), dtype, quantization.type, quantization.original);
    }
    if (isHalf) {
      return new TensorFlowJsWeight(name, shape, ElementType.F16, null);
    }
    if (quantization.scale == null || quantization.min == null) {
      throw index.malformed(
          "%s is stored as %s with scale %s and min %s; it must have both, convert the model again",
          weight(name), quantization.type, quantization.scale, quantization.min);
    }
    return new TensorFlowJsWeight(
        name,
        shape,
        "uint8".equals(quantization.type) ? ElementType.U8 : ElementType.U16,
        new TensorFlowJsWeight.Steps(
            quantization.scale, quantization.min, isFloat ? DType.FLOAT32 : DType.INT32));
  }
}
