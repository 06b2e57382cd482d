package dev.wengert.gradcheck.jqwik;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random tensors, and random tensors that go together. */
public final class TensorArbitraries {

  private static final int ALL_AXES = (1 << TensorArbitrary.MOST_AXES) - 1;

  private TensorArbitraries() {}

  /** Returns random FLOAT64 tensors of all shapes. */
  public static TensorArbitrary tensors() {
    return TensorArbitrary.all();
  }

  /** Returns random tensors whose elements differ from each other at least by a gap. */
  public static TensorArbitrary distinct(double gap) {
    return tensors().distinct(gap);
  }

  /**
   * Returns n random tensors whose shapes broadcast together: some with leading axes left out, some
   * with sides of 1.
   */
  public static Arbitrary<List<Tensor>> broadcastable(int n) {
    return broadcastable(n, tensors());
  }

  /** Returns n tensors of a kind whose shapes broadcast together. */
  public static Arbitrary<List<Tensor>> broadcastable(int n, TensorArbitrary kind) {
    Preconditions.checkArgument(n > 0, "broadcastable: not a number of tensors: %s", n);
    Arbitrary<Integer> left = Arbitraries.integers().between(0, TensorArbitrary.MOST_AXES);
    Arbitrary<Integer> ones = Arbitraries.integers().between(0, ALL_AXES);
    Arbitrary<List<Integer>> lefts = left.list().ofSize(n);
    Arbitrary<List<Integer>> masks = ones.list().ofSize(n);
    Arbitrary<List<Recipe>> recipes = kind.recipes().list().ofSize(n);
    return Combinators.combine(recipes, lefts, masks)
        .as(
            (parts, leftOut, squeezed) -> {
              int[] whole = parts.getFirst().shape();
              List<Tensor> tensors = new ArrayList<>();
              for (int i = 0; i < n; i++) {
                tensors.add(
                    kind.tensor(parts.get(i), part(whole, leftOut.get(i), squeezed.get(i))));
              }
              return ImmutableList.copyOf(tensors);
            });
  }

  /** Returns a shape without some of its leading axes, with side 1 at some of the others. */
  private static int[] part(int[] whole, int leftOut, int ones) {
    int from = Math.min(leftOut, whole.length);
    int[] shape = new int[whole.length - from];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = (ones >> axis & 1) == 1 ? 1 : whole[from + axis];
    }
    return shape;
  }

  /** Returns random tensors with some of their axes. */
  public static Arbitrary<TensorAndAxes> validAxes() {
    return validAxes(tensors());
  }

  /** Returns tensors of a kind with some of their axes. */
  public static Arbitrary<TensorAndAxes> validAxes(TensorArbitrary kind) {
    Arbitrary<Integer> chosen = Arbitraries.integers().between(0, ALL_AXES);
    Arbitrary<Integer> fromEnd = Arbitraries.integers().between(0, ALL_AXES);
    return Combinators.combine(kind, chosen, fromEnd)
        .as(
            (tensor, some, negative) -> {
              ImmutableIntArray.Builder axes = ImmutableIntArray.builder();
              int rank = tensor.rank();
              for (int axis = 0; axis < rank; axis++) {
                if ((some >> axis & 1) == 1) {
                  axes.add((negative >> axis & 1) == 1 ? axis - rank : axis);
                }
              }
              return new TensorAndAxes(tensor, axes.build());
            });
  }
}
