package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tensors by path, in a fixed order: the values of a model's parameters and statistics, or
 * gradients.
 *
 * @param byPath the tensors
 */
public record Values(ImmutableMap<String, Tensor> byPath) {

  /** Returns nothing. */
  public static Values empty() {
    return new Values(ImmutableMap.of());
  }

  /**
   * Returns the tensor at a path.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String path) {
    Tensor value = byPath.get(path);
    Preconditions.checkArgument(
        value != null, "values: nothing at path %s; there are %s", path, byPath.keySet());
    return value;
  }

  /**
   * Returns these values with one replaced.
   *
   * @throws IllegalArgumentException if the path is not there, or dtype or shape differ
   */
  public Values with(String path, Tensor value) {
    return with(new Values(ImmutableMap.of(path, value)));
  }

  /**
   * Returns these values with some replaced.
   *
   * @throws IllegalArgumentException if a path is not there, or dtype or shape differ
   */
  public Values with(Values others) {
    if (others.byPath.isEmpty()) {
      return this;
    }
    Map<String, Tensor> result = new LinkedHashMap<>(byPath);
    others.byPath.forEach(
        (path, value) -> {
          Preconditions.checkArgument(
              value.spec().equals(get(path).spec()),
              "values: %s is %s; it must stay %s",
              path,
              value.spec(),
              get(path).spec());
          result.put(path, value);
        });
    return new Values(ImmutableMap.copyOf(result));
  }

  /**
   * Returns how these values differ from what is expected, in words, one for each path that is
   * missing, has another dtype or shape, or is not expected.
   */
  public ImmutableList<String> differences(ImmutableMap<String, Spec> expected) {
    ImmutableList.Builder<String> differences = ImmutableList.builder();
    expected.forEach(
        (path, spec) -> {
          Tensor tensor = byPath.get(path);
          if (tensor == null) {
            differences.add(path + " " + spec + " is missing");
          } else if (!tensor.spec().equals(spec)) {
            differences.add(path + " is " + tensor.spec() + " and should be " + spec);
          }
        });
    byPath.forEach(
        (path, tensor) -> {
          if (!expected.containsKey(path)) {
            differences.add(path + " " + tensor.spec() + " is not expected");
          }
        });
    return differences.build();
  }

  /** Returns these values, each replaced by what a function makes of path and tensor. */
  public Values map(BiFunction<String, Tensor, Tensor> function) {
    ImmutableMap.Builder<String, Tensor> result = ImmutableMap.builder();
    byPath.forEach((path, value) -> result.put(path, function.apply(path, value)));
    return new Values(result.buildOrThrow());
  }
}
