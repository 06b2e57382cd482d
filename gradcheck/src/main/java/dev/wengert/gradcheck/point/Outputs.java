package dev.wengert.gradcheck.point;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Concat;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the outputs of a function make up the one that is checked: as it is, or several one after the
 * other, each flattened.
 */
public final class Outputs {

  /** That of a function with one output. */
  public static final Outputs ONE = new Outputs();

  /** Those of several outputs, as the function gave them last; none for one output. */
  private ImmutableList<String> names = ImmutableList.of();

  private ImmutableList<Spec> specs = ImmutableList.of();

  /** Returns several outputs as one, and remembers what they are. */
  public Tensor join(Map<String, Tensor> outputs) {
    Preconditions.checkArgument(
        !outputs.isEmpty(), "gradcheck: the function returns no output; return one at least");
    ImmutableList.Builder<Spec> seen = ImmutableList.builder();
    DType widest = DType.FLOAT32;
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      Spec spec = output.getValue().spec();
      Preconditions.checkArgument(
          spec.dtype().isFloating(),
          "gradcheck: the output %s has no derivative: it is %s; leave it out",
          output.getKey(),
          spec);
      widest = spec.dtype() == DType.FLOAT64 ? DType.FLOAT64 : widest;
      seen.add(spec);
    }
    names = ImmutableList.copyOf(outputs.keySet());
    specs = seen.build();
    List<Tensor> flat = new ArrayList<>();
    for (Tensor output : outputs.values()) {
      flat.add(output.to(widest).reshape(output.size()));
    }
    return flat.size() == 1 ? flat.getFirst() : new Concat(0).apply(flat.toArray(Tensor[]::new));
  }

  /** Returns what was joined, in the order and the shapes that it had. */
  public ImmutableList<Tensor> split(Tensor joined) {
    ImmutableList.Builder<Tensor> parts = ImmutableList.builder();
    int from = 0;
    for (Spec spec : specs) {
      int to = from + spec.shape().size();
      Tensor part = joined.get(Index.range(from, to)).reshape(spec.shape());
      parts.add(part.to(spec.dtype()));
      from = to;
    }
    return parts.build();
  }

  /** Returns the shapes of the outputs. */
  public ImmutableList<Shape> shapes(Shape joined) {
    if (specs.isEmpty()) {
      return ImmutableList.of(joined);
    }
    return specs.stream().map(Spec::shape).collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the multi-index of an element of the output; of several outputs, the number of the
   * output comes first.
   */
  public ImmutableIntArray place(Shape joined, int flat) {
    if (specs.isEmpty()) {
      return Places.of(joined, flat);
    }
    int number = 0;
    int rest = flat;
    while (rest >= specs.get(number).shape().size()) {
      rest -= specs.get(number++).shape().size();
    }
    return ImmutableIntArray.builder()
        .add(number)
        .addAll(Places.of(specs.get(number).shape(), rest))
        .build();
  }

  /** Returns how a report names an element of the output: {@code out[2, 0]}. */
  public String name(ImmutableIntArray place) {
    return names.isEmpty()
        ? "out" + place
        : names.get(place.get(0)) + place.subArray(1, place.length());
  }
}
