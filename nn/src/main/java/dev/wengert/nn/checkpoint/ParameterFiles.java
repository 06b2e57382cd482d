package dev.wengert.nn.checkpoint;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.io.Npz;
import dev.wengert.io.Safetensors;
import dev.wengert.nn.Model;
import dev.wengert.nn.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A model's parameters and statistics in files, by path: safetensors ({@code .safetensors}) or
 * NumPy's npz ({@code .npz}), as the file's name says.
 *
 * <p>A file that is read must have what the model has, each with the model's dtype and shape; if
 * not, the error names everything that differs.
 */
public final class ParameterFiles {

  private ParameterFiles() {}

  /**
   * Writes values, whole or not at all.
   *
   * @throws IllegalArgumentException if the file's name ends in neither of the two
   * @throws IOException if writing fails
   */
  public static void write(Path file, Values values) throws IOException {
    if (isNpz(file)) {
      Npz.write(file, values.byPath());
    } else {
      Safetensors.write(file, values.byPath());
    }
  }

  /**
   * Returns the values in a file.
   *
   * @throws IllegalArgumentException if the file's name ends in neither of the two, or names,
   *     shapes or dtypes are not the model's
   * @throws IOException if reading fails or the file is damaged
   */
  public static Values read(Path file, Model<?> model) throws IOException {
    ImmutableMap<String, Tensor> found =
        isNpz(file) ? Npz.read(file) : Safetensors.read(file).tensors();
    return Specs.of(model).take("parameters", file, found);
  }

  private static boolean isNpz(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".npz")) {
      return true;
    }
    if (name.endsWith(".safetensors")) {
      return false;
    }
    throw new IllegalArgumentException(
        "parameters: the format of "
            + file
            + " is not known; end its name in .safetensors or"
            + " .npz");
  }

  /**
   * What tensors a file must have.
   *
   * @param byName dtype and shape of each, in order
   */
  record Specs(ImmutableMap<String, Spec> byName) {

    static Specs of(Model<?> model) {
      return new Specs(model.specs());
    }

    /** Returns the specs of several parts, their names after the part's prefix. */
    static Specs joined(Map<String, Specs> parts) {
      ImmutableMap.Builder<String, Spec> specs = ImmutableMap.builder();
      parts.forEach(
          (prefix, part) -> part.byName.forEach((name, spec) -> specs.put(prefix + name, spec)));
      return new Specs(specs.buildOrThrow());
    }

    /**
     * Returns the tensors of a file in this order.
     *
     * @throws IllegalArgumentException if they are not these, with all differences
     */
    Values take(String operation, Path file, Map<String, Tensor> found) {
      ImmutableList<String> differences =
          new Values(ImmutableMap.copyOf(found)).differences(byName);
      if (!differences.isEmpty()) {
        throw new IllegalArgumentException(
            operation
                + ": "
                + file
                + " differs in "
                + differences.size()
                + " of its tensors: "
                + String.join("; ", differences)
                + "; build the model as it was built when the file was written");
      }
      ImmutableMap.Builder<String, Tensor> ordered = ImmutableMap.builder();
      byName.keySet().forEach(name -> ordered.put(name, Objects.requireNonNull(found.get(name))));
      return new Values(ordered.buildOrThrow());
    }
  }
}
