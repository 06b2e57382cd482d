package dev.wengert;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a function is {@linkplain Autodiff#vmap(java.util.function.Function, Object, Mapping)
 * mapped}: over which axis of each argument, where the axis stands in the results, what it is
 * called, and how many examples at a time.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="mapping"}
 *
 * <p>Parts of arguments and results are called as {@link Leaves} names them; a name stands for
 * everything below it too, {@code encoder} for {@code encoder.weight}, unless that is named itself.
 *
 * @param inputAxis the axis of what is not named
 * @param inputAxes the axes of what is
 * @param shared what is the same for all examples
 * @param outputAxis where the axis stands in the results that are not named
 * @param outputAxes where it stands in those that are
 * @param name what {@link Collectives} call the axis; empty if they do not
 * @param chunkSize how many examples are computed at a time; 0 if all are
 */
public record Mapping(
    int inputAxis,
    ImmutableMap<String, Integer> inputAxes,
    ImmutableSet<String> shared,
    int outputAxis,
    ImmutableMap<String, Integer> outputAxes,
    String name,
    int chunkSize) {

  /** Returns the mapping over one axis of all arguments, which comes first in the results. */
  public static Mapping along(int axis) {
    return new Mapping(axis, ImmutableMap.of(), ImmutableSet.of(), 0, ImmutableMap.of(), "", 0);
  }

  /** Returns the same over another axis of an argument, or a part of it. */
  public Mapping input(String part, int axis) {
    return new Mapping(
        inputAxis, with(inputAxes, part, axis), shared, outputAxis, outputAxes, name, chunkSize);
  }

  /** Returns the same with arguments, or parts of them, that are the same for all examples. */
  public Mapping shared(String... parts) {
    ImmutableSet<String> all = ImmutableSet.<String>builder().addAll(shared).add(parts).build();
    return new Mapping(inputAxis, inputAxes, all, outputAxis, outputAxes, name, chunkSize);
  }

  /** Returns the same with the axis elsewhere in the results; counted from the end if negative. */
  public Mapping output(int axis) {
    return new Mapping(inputAxis, inputAxes, shared, axis, outputAxes, name, chunkSize);
  }

  /** Returns the same with the axis elsewhere in a result, or a part of one. */
  public Mapping output(String part, int axis) {
    return new Mapping(
        inputAxis, inputAxes, shared, outputAxis, with(outputAxes, part, axis), name, chunkSize);
  }

  /**
   * Returns the same with a name of the axis, by which the function finds it: {@code
   * Collectives.pmean(x, name)}.
   *
   * @throws IllegalArgumentException if the name is empty, or examples are computed in chunks,
   *     which do not see each other
   */
  public Mapping named(String axis) {
    Preconditions.checkArgument(!axis.isEmpty(), "vmap: the axis' name is empty; give it one");
    return new Mapping(
        inputAxis, inputAxes, shared, outputAxis, outputAxes, checked(axis, chunkSize), chunkSize);
  }

  /**
   * Returns the same so many examples at a time, one chunk after the other: what is computed in
   * between needs memory for so many alone. In a program the chunks are a loop.
   *
   * @throws IllegalArgumentException if the number is not positive, or the axis has a name
   */
  public Mapping inChunksOf(int examples) {
    Preconditions.checkArgument(
        examples > 0, "vmap: not a number of examples at a time: %s; give 1 or more", examples);
    return new Mapping(
        inputAxis, inputAxes, shared, outputAxis, outputAxes, checked(name, examples), examples);
  }

  private static String checked(String name, int chunkSize) {
    Preconditions.checkArgument(
        name.isEmpty() || chunkSize == 0,
        "vmap: the axis %s has a name, and examples in chunks of %s do not see each other; leave"
            + " out one of the two",
        name,
        chunkSize);
    return name;
  }

  private static ImmutableMap<String, Integer> with(
      ImmutableMap<String, Integer> axes, String part, int axis) {
    Map<String, Integer> all = new LinkedHashMap<>(axes);
    all.put(part, axis);
    return ImmutableMap.copyOf(all);
  }

  /** Returns whether a part is named, itself or by what it is in. */
  private static int fit(String named, String part) {
    return part.equals(named) || part.startsWith(named + ".") ? named.length() : -1;
  }

  /** Returns the axis of an argument that is not shared; null for one that is. */
  @Nullable Integer axisOf(String part) {
    int best = -1;
    @Nullable Integer axis = inputAxis;
    for (Map.Entry<String, Integer> entry : inputAxes.entrySet()) {
      if (fit(entry.getKey(), part) > best) {
        best = fit(entry.getKey(), part);
        axis = entry.getValue();
      }
    }
    for (String one : shared) {
      if (fit(one, part) > best) {
        best = fit(one, part);
        axis = null;
      }
    }
    return axis;
  }

  /** Returns where the axis stands in a result. */
  int outputAxisOf(String part) {
    int best = -1;
    int axis = outputAxis;
    for (Map.Entry<String, Integer> entry : outputAxes.entrySet()) {
      if (fit(entry.getKey(), part) > best) {
        best = fit(entry.getKey(), part);
        axis = entry.getValue();
      }
    }
    return axis;
  }

  /** Refuses names that no part has. */
  static void checkNames(String what, Iterable<String> names, List<String> parts) {
    for (String name : names) {
      Preconditions.checkArgument(
          parts.stream().anyMatch(part -> fit(name, part) >= 0),
          "vmap: there is no %s of the name %s; they are %s",
          what,
          name,
          parts);
    }
  }
}
