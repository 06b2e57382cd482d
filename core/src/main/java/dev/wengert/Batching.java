package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the batch rules of several primitives share. */
final class Batching {

  private Batching() {}

  /** Returns axes as they are counted behind one more. */
  static ImmutableIntArray behind(ImmutableIntArray axes) {
    int[] moved = axes.toArray();
    Arrays.setAll(moved, i -> moved[i] + 1);
    return ImmutableIntArray.copyOf(moved);
  }

  static ImmutableIntArray withFirst(int first, ImmutableIntArray rest) {
    return ImmutableIntArray.builder(rest.length() + 1).add(first).addAll(rest).build();
  }

  /** Returns an input with the mapped axis: repeated along it if it is not mapped. */
  static Tensor spread(Tensor input, boolean mapped, int size) {
    return mapped ? input : Broadcast.to(input, input.shape().prepend(size));
  }

  /** Runs a primitive on one slice after the other. */
  static Tensor[] sliceBySlice(Primitive primitive, Tensor[] inputs, boolean[] mapped, int size) {
    if (size == 0) {
      return empty(primitive, inputs, mapped);
    }
    Tensor @Nullable [][] parts = null;
    for (int i = 0; i < size; i++) {
      Tensor[] slices = new Tensor[inputs.length];
      for (int k = 0; k < slices.length; k++) {
        slices[k] = mapped[k] ? inputs[k].get(i) : inputs[k];
      }
      Tensor[] outputs = primitive.applyAll(slices);
      parts = parts == null ? new Tensor[outputs.length][size] : parts;
      for (int k = 0; k < outputs.length; k++) {
        parts[k][i] = outputs[k].reshape(outputs[k].shape().prepend(1));
      }
    }
    Tensor[] results = new Tensor[parts == null ? 0 : parts.length];
    for (int k = 0; parts != null && k < results.length; k++) {
      results[k] = new Concat(0).apply(parts[k]);
    }
    return results;
  }

  /**
   * Runs a primitive on one slice after the other, which a program keeps as a loop: for what reads
   * no numbers while its shapes are asked for.
   */
  static Tensor[] loop(Primitive primitive, Tensor[] inputs, boolean[] mapped, int size) {
    List<Spec> specs = new ArrayList<>();
    List<Tensor> arguments = new ArrayList<>();
    int[] places = new int[inputs.length];
    for (boolean isRow : new boolean[] {true, false}) {
      for (int k = 0; k < inputs.length; k++) {
        if (mapped[k] == isRow) {
          places[k] = specs.size();
          specs.add(isRow ? Rows.row(inputs[k].spec()) : inputs[k].spec());
          arguments.add(inputs[k]);
        }
      }
    }
    Block body =
        Block.of(
            primitive.name(),
            in -> {
              Tensor[] taken = new Tensor[places.length];
              Arrays.setAll(taken, k -> in[places[k]]);
              return primitive.applyAll(taken);
            },
            specs);
    int rows = IterationRules.count(mapped, 0, mapped.length);
    return new Iteration(primitive.name(), body, null, 0, rows, size, false, false, 0)
        .applyAll(arguments.toArray(new Tensor[0]));
  }

  private static Tensor[] empty(Primitive primitive, Tensor[] inputs, boolean[] mapped) {
    Spec[] specs = new Spec[inputs.length];
    for (int k = 0; k < specs.length; k++) {
      Spec spec = inputs[k].spec();
      specs[k] = mapped[k] ? spec.withShape(spec.shape().drop(1)) : spec;
    }
    Spec[] outputs = primitive.infer(specs);
    Tensor[] results = new Tensor[outputs.length];
    for (int k = 0; k < results.length; k++) {
      results[k] = Tensor.zeros(outputs[k].withShape(outputs[k].shape().prepend(0)));
    }
    return results;
  }
}
