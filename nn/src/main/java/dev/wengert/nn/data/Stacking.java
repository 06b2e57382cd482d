package dev.wengert.nn.data;

import com.google.common.base.Preconditions;
import dev.wengert.Concat;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How examples of one structure become that structure of taller tensors. */
final class Stacking {

  private Stacking() {}

  /** What is done with the tensors of one name before they are stacked. */
  @FunctionalInterface
  interface Preparation {
    Tensor[] of(String name, Tensor[] tensors);
  }

  /**
   * Returns the examples' structure, each tensor along a new first axis.
   *
   * @throws IllegalArgumentException if the examples differ in form, or there is no tensor in one
   */
  static <S> S of(List<? extends S> examples, int[] places, Preparation preparation) {
    List<Leaves<S>> all = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      Leaves<S> leaves = Leaves.of(examples.get(i));
      checkHasTensors(leaves, examples.get(i), places[i]);
      all.add(leaves);
      checkAlike(all.get(0), leaves, places[0], places[i]);
    }
    Leaves<S> first = all.get(0);
    List<Tensor> stacked = new ArrayList<>(first.names().size());
    for (int leaf = 0; leaf < first.names().size(); leaf++) {
      Tensor[] tensors = new Tensor[all.size()];
      for (int i = 0; i < tensors.length; i++) {
        tensors[i] = all.get(i).tensors().get(leaf);
      }
      String name = first.names().get(leaf);
      stacked.add(stack(called(name), preparation.of(name, tensors), places));
    }
    return first.with(stacked);
  }

  private static void checkHasTensors(Leaves<?> leaves, @Nullable Object example, int place) {
    Preconditions.checkArgument(
        !leaves.tensors().isEmpty(),
        "dataSet: there is no tensor in example %s: it is %s; give a tensor or a structure of"
            + " tensors, or make batches of it by a collate function",
        place,
        example == null ? "null" : example.getClass().getSimpleName());
  }

  private static void checkAlike(Leaves<?> first, Leaves<?> other, int place, int otherPlace) {
    Preconditions.checkArgument(
        other.names().equals(first.names()),
        "dataSet: examples differ in form: example %s has the tensors %s, example %s has %s; bring"
            + " all to one form before",
        place,
        first.names(),
        otherPlace,
        other.names());
    Preconditions.checkArgument(
        other.form().equals(first.form()),
        "dataSet: examples %s and %s differ in what is no tensor, of which a batch holds one for"
            + " all; leave it out by a collate function, or make it a tensor",
        place,
        otherPlace);
  }

  /** Returns how messages call a tensor of an example. */
  static String called(String name) {
    return name.isEmpty() ? "tensor" : name;
  }

  /** Returns tensors of one form along a new first axis. */
  static Tensor stack(String what, Tensor[] tensors, int[] places) {
    Tensor[] rows = new Tensor[tensors.length];
    Spec spec = tensors[0].spec();
    int[] sides = spec.shape().prepend(1).sides();
    for (int i = 0; i < rows.length; i++) {
      Preconditions.checkArgument(
          tensors[i].spec().equals(spec),
          "dataSet: examples differ in form: the %s of example %s is %s, that of example %s is %s;"
              + " bring all to one form before, or pad by PadToLongest.of",
          what,
          places[0],
          spec,
          places[i],
          tensors[i].spec());
      rows[i] = tensors[i].reshape(sides);
    }
    return rows.length == 1 ? rows[0] : new Concat(0).apply(rows);
  }
}
