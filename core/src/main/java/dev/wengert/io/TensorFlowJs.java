package dev.wengert.io;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import dev.wengert.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights of models of TensorFlow.js: a JSON file, {@code model.json} of a layers model or a graph
 * model, or {@code weights_manifest.json}, and binary shards beside it, {@code
 * group1-shard1of2.bin}, ..., as its converter writes them and packages of npm have them.
 *
 * <p>float32, float16, int32, uint8, uint16 and bool are read; and what is quantized: float32 that
 * is stored as uint8, uint16 or float16, and int32 that is stored as uint8 or uint16. A stored
 * number q stands for {@code q * scale + min}, to the bit what TensorFlow.js makes of it. What the
 * model computes with the weights is not read.
 *
 * <p>Names are those of the manifest, {@code dense/kernel}. Kernels of dense layers have the shape
 * [in, out], those of convolutions [height, width, in, out], and of depthwise ones [height, width,
 * in, multiplier].
 */
public final class TensorFlowJs {

  private static final String FORMAT = "tensorflow.js";

  private TensorFlowJs() {}

  /**
   * Returns the weights of a model by name, in the order of its manifest.
   *
   * <p>A group's shards are one sequence of bytes, opened one after the other. Memory is taken for
   * no more than they hold.
   *
   * @param file {@code model.json} or a weights manifest; the shards are in the same folder or
   *     below it
   * @throws MalformedFileException if the file is no manifest or is damaged; if it names a weight
   *     or a shard twice, or a shard elsewhere; if a shard is missing, or a group's shards together
   *     are shorter or longer than its weights; if a dtype is not read (texts and complex numbers
   *     are not), or a number has no place in it
   * @throws IOException if one of the files cannot be read
   */
  public static ImmutableMap<String, Tensor> read(Path file) throws IOException {
    ShardIndex index = ShardIndex.read(FORMAT, file);
    ImmutableList<TensorFlowJsManifest.Group> groups = TensorFlowJsManifest.groups(index);
    for (TensorFlowJsManifest.Group group : groups) {
      checkLengths(index, group);
    }
    ImmutableMap.Builder<String, Tensor> tensors = ImmutableMap.builder();
    for (TensorFlowJsManifest.Group group : groups) {
      List<Path> shards = new ArrayList<>();
      for (String path : group.paths()) {
        shards.add(index.shard(path));
      }
      try (Source source =
          Source.of(
              FORMAT + ": " + file + ": " + named(group), new JoinedFiles(shards), bytes(group))) {
        for (TensorFlowJsWeight weight : group.weights()) {
          tensors.put(weight.name(), weight.read(source));
        }
      }
    }
    return tensors.buildOrThrow();
  }

  /** Returns the first and the last shard of a group. */
  private static String named(TensorFlowJsManifest.Group group) {
    ImmutableList<String> paths = group.paths();
    return switch (paths.size()) {
      case 0 -> "no shards";
      case 1 -> paths.getFirst();
      default -> paths.getFirst() + " to " + paths.getLast();
    };
  }

  private static long bytes(TensorFlowJsManifest.Group group) {
    long bytes = 0;
    for (TensorFlowJsWeight weight : group.weights()) {
      bytes += weight.bytes();
    }
    return bytes;
  }

  /** Makes sure that a group's shards are there and have as many bytes as its weights. */
  private static void checkLengths(ShardIndex index, TensorFlowJsManifest.Group group)
      throws IOException {
    long there = 0;
    List<String> lengths = new ArrayList<>();
    for (String path : group.paths()) {
      long length = Files.size(index.shard(path));
      there = LongMath.saturatedAdd(there, length);
      lengths.add(path + " has " + length);
    }
    long end = 0;
    for (TensorFlowJsWeight weight : group.weights()) {
      end += weight.bytes();
      if (end > there) {
        throw index.malformed(
            "the shards end within %s: it ends at byte %s, they have %s (%s); one is cut short or"
                + " of another model, copy all of them again",
            weight.what(), end, there, String.join(", ", lengths));
      }
    }
    if (end < there) {
      throw index.malformed(
          "the shards are too long: the weights take %s bytes, they have %s (%s); one is of another"
              + " model, copy all of them again",
          end, there, String.join(", ", lengths));
    }
  }
}
