package dev.wengert.nn;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.wengert.Structured;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Tensors by path, in a fixed order: the values of a model's parameters and statistics, or
 * gradients. A transformation of {@link dev.wengert.Autodiff} takes them, and returns them, as they
 * are.
 *
 * @param byPath the tensors
 */
public record Values(ImmutableMap<String, Tensor> byPath) implements Structured<Values> {

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
    others.byPath.forEach(
        (path, value) -> {
          Spec spec = get(path).spec();
          Preconditions.checkArgument(
              value.spec().equals(spec),
              "values: %s is %s; it must stay %s",
              path,
              value.spec(),
              spec);
        });
    if (others.byPath.keySet().asList().equals(byPath.keySet().asList())) {
      return others;
    }
    Map<String, Tensor> result = new LinkedHashMap<>(byPath);
    result.putAll(others.byPath);
    return new Values(ImmutableMap.copyOf(result));
  }

  /**
   * Returns the values of some paths, in their order here.
   *
   * @throws IllegalArgumentException if a path is not there
   */
  public Values only(Set<String> paths) {
    paths.forEach(this::get);
    return new Values(ImmutableMap.copyOf(Maps.filterKeys(byPath, paths::contains)));
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
    ImmutableMap.Builder<String, Tensor> result =
        ImmutableMap.builderWithExpectedSize(byPath.size());
    byPath.forEach((path, value) -> result.put(path, function.apply(path, value)));
    return new Values(result.buildOrThrow());
  }

  /**
   * Returns all tensors as one vector, in the order of their paths, each in row-major order. Its
   * pullback is {@link #fromVector}'s forward direction, and the other way round.
   *
   * @throws IllegalArgumentException if there is none, or their dtypes differ
   */
  public Tensor toVector() {
    Preconditions.checkArgument(
        !byPath.isEmpty(), "toVector: there are no values; a vector needs at least one");
    Map.Entry<String, Tensor> first = byPath.entrySet().iterator().next();
    List<Tensor> parts = new ArrayList<>();
    byPath.forEach(
        (path, value) -> {
          Preconditions.checkArgument(
              value.dtype() == first.getValue().dtype(),
              "toVector: %s is %s and %s is %s; a vector has one dtype, convert with to(...)",
              first.getKey(),
              first.getValue().dtype(),
              path,
              value.dtype());
          parts.add(value.reshape(value.size()));
        });
    return Shapes.concat(0, parts);
  }

  /**
   * Returns tensors of these paths and shapes, with the numbers of a vector as {@link #toVector}
   * lays them out.
   *
   * @param vector [n], n the number of elements of all tensors
   * @throws IllegalArgumentException if it has another shape
   */
  public Values fromVector(Tensor vector) {
    int[] sizes = byPath.values().stream().mapToInt(Tensor::size).toArray();
    int size = IntStream.of(sizes).reduce(0, Math::addExact);
    Preconditions.checkArgument(
        vector.rank() == 1 && vector.size() == size,
        "fromVector: the vector is %s; %s tensors of these paths take [%s]",
        vector.shape(),
        sizes.length,
        size);
    Iterator<Tensor> parts = Shapes.split(vector, 0, sizes).iterator();
    return map((path, value) -> parts.next().reshape(value.shape()));
  }

  /** Returns the tensors by path. */
  @Override
  public ImmutableMap<String, Tensor> parts() {
    return byPath;
  }

  /** Returns tensors of these paths. */
  @Override
  public Values withParts(List<?> parts) {
    Iterator<?> others = parts.iterator();
    return map((path, value) -> (Tensor) others.next());
  }
}
