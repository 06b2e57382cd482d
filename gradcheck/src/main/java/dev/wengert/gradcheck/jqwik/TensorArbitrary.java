package dev.wengert.gradcheck.jqwik;

import com.google.common.base.Preconditions;
import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ArbitraryDecorator;

/**
 * Random tensors: of rank 0 to 4, with sides of 0, 1, 2, 3 and 5, mostly distinct since a square
 * hides a missing transpose, at most 64 elements, values that are multiples of 1/8 from -4 to 4.
 *
 * <p>Among the edge cases are a scalar, an empty tensor, one whose elements are all equal and one
 * with a huge element. Each method returns a changed copy.
 */
public final class TensorArbitrary extends ArbitraryDecorator<Tensor> {

  /** The greatest rank. */
  public static final int MOST_AXES = 4;

  /** The greatest number of elements. */
  public static final int MOST_ELEMENTS = 64;

  private static final int MOST_EDITS = 24;
  private static final int LARGEST_EIGHTHS = 32;
  private static final int ONE = 8;
  private static final int HUGE = 8 << 20;

  private int leastRank;
  private int mostRank = MOST_AXES;
  private ImmutableList<Integer> sides = ImmutableList.of(1, 2, 3, 5, 0);

  /** The range of values, in eighths. */
  private int smallest = -LARGEST_EIGHTHS;

  private int largest = LARGEST_EIGHTHS;
  private double awayFrom;
  private double awayBy;
  private double gap;
  private boolean float32;

  private TensorArbitrary() {}

  static TensorArbitrary all() {
    return new TensorArbitrary();
  }

  /** Returns tensors with that many axes. */
  public TensorArbitrary rank(int least, int most) {
    Preconditions.checkArgument(
        least >= 0 && most >= least && most <= MOST_AXES,
        "tensors: not a range of ranks: %s to %s; ranks go from 0 to 4",
        least,
        most);
    TensorArbitrary copy = typedClone();
    copy.leastRank = least;
    copy.mostRank = most;
    return copy;
  }

  /** Returns tensors with these sides only, the simplest first: shrinking goes toward it. */
  public TensorArbitrary sides(int... sides) {
    Preconditions.checkArgument(sides.length > 0, "tensors: no sides; give one or more");
    TensorArbitrary copy = typedClone();
    copy.sides = ImmutableList.copyOf(Ints.asList(sides));
    return copy;
  }

  /** Returns tensors without an axis of side 0. */
  public TensorArbitrary nonEmpty() {
    return sides(Ints.toArray(Collections2.filter(sides, side -> side > 0)));
  }

  /** Returns tensors whose elements lie in a range, whose ends are multiples of 1/8. */
  public TensorArbitrary between(double smallest, double largest) {
    Preconditions.checkArgument(
        smallest <= largest, "tensors: not a range: %s to %s", smallest, largest);
    TensorArbitrary copy = typedClone();
    copy.smallest = (int) Math.ceil(smallest * ONE);
    copy.largest = (int) Math.floor(largest * ONE);
    return copy;
  }

  /** Returns tensors whose elements keep a distance from a number: from a kink or a pole. */
  public TensorArbitrary away(double from, double by) {
    TensorArbitrary copy = typedClone();
    copy.awayFrom = from;
    copy.awayBy = by;
    return copy;
  }

  /** Returns tensors whose elements differ from each other at least by a gap. */
  public TensorArbitrary distinct(double gap) {
    TensorArbitrary copy = typedClone();
    copy.gap = gap;
    return copy;
  }

  /** Returns FLOAT32 tensors. */
  public TensorArbitrary float32() {
    TensorArbitrary copy = typedClone();
    copy.float32 = true;
    return copy;
  }

  @Override
  protected Arbitrary<Tensor> arbitrary() {
    return recipes().map(recipe -> tensor(recipe, recipe.shape()));
  }

  @Override
  public EdgeCases<Tensor> edgeCases(int maxEdgeCases) {
    List<Supplier<Shrinkable<Tensor>>> cases = new ArrayList<>();
    for (Recipe recipe : special()) {
      if (cases.size() < maxEdgeCases) {
        cases.add(() -> Shrinkable.unshrinkable(tensor(recipe, recipe.shape())));
      }
    }
    return EdgeCases.fromSuppliers(cases);
  }

  /** Combines the parts in the order in which they are to shrink. */
  Arbitrary<Recipe> recipes() {
    return Combinators.combine(ranks(), sidesOfAxes(), edits(), eighths())
        .as((rank, sides, edits, eighths) -> new Recipe(rank, sides, eighths, edits))
        .withoutEdgeCases();
  }

  private Arbitrary<Integer> ranks() {
    return Arbitraries.integers().between(leastRank, mostRank);
  }

  private Arbitrary<List<Integer>> sidesOfAxes() {
    Arbitrary<List<Integer>> any = Arbitraries.of(sides).list().ofSize(MOST_AXES);
    long positive = sides.stream().filter(side -> side > 0).distinct().count();
    if (positive < MOST_AXES) {
      return any;
    }
    Arbitrary<List<Integer>> distinct =
        Arbitraries.of(sides)
            .filter(side -> side > 0)
            .list()
            .ofSize(MOST_AXES)
            .map(list -> differing(list, sides));
    return Arbitraries.frequencyOf(Tuple.of(3, distinct), Tuple.of(1, any));
  }

  /** Replaces a side that there was before by the first that there was not. */
  private static List<Integer> differing(List<Integer> list, List<Integer> sides) {
    List<Integer> result = new ArrayList<>();
    for (int side : list) {
      int chosen = side;
      for (int i = 0; result.contains(chosen) && i < sides.size(); i++) {
        chosen = sides.get(i) > 0 ? sides.get(i) : chosen;
      }
      result.add(chosen);
    }
    return result;
  }

  private Arbitrary<List<Recipe.Edit>> edits() {
    int longest = sides.stream().mapToInt(side -> side).max().orElse(1);
    Arbitrary<List<Integer>> places =
        Arbitraries.integers().between(0, Math.max(0, longest - 1)).list().ofSize(MOST_AXES);
    return Combinators.combine(places, eighths()).as(Recipe.Edit::new).list().ofMaxSize(MOST_EDITS);
  }

  private Arbitrary<Integer> eighths() {
    return Arbitraries.integers()
        .between(smallest, largest)
        .shrinkTowards(Math.clamp(ONE, smallest, largest));
  }

  private List<Recipe> special() {
    int usual = Math.clamp(ONE, smallest, largest);
    int rank = Math.clamp(2, leastRank, mostRank);
    List<Integer> different = differing(Collections.nCopies(MOST_AXES, 2), sides);
    List<Integer> used =
        sides.containsAll(different) ? different : Collections.nCopies(MOST_AXES, sides.getFirst());
    List<Recipe> cases = new ArrayList<>();
    cases.add(new Recipe(rank, used, usual, List.of()));
    if (leastRank == 0) {
      cases.add(new Recipe(0, used, usual, List.of()));
    }
    if (sides.contains(0) && mostRank > 0) {
      List<Integer> empty = new ArrayList<>(used);
      empty.set(0, 0);
      cases.add(new Recipe(Math.max(1, rank), empty, usual, List.of()));
    }
    if (largest == LARGEST_EIGHTHS) {
      Recipe.Edit huge = new Recipe.Edit(Collections.nCopies(MOST_AXES, 0), HUGE);
      cases.add(new Recipe(rank, used, usual, List.of(huge)));
    }
    return cases;
  }

  /** Returns the tensor of a recipe, of a shape that it may have been given. */
  Tensor tensor(Recipe recipe, int[] shape) {
    double[] values = recipe.values(shape);
    if (awayBy > 0) {
      for (int i = 0; i < values.length; i++) {
        double distance = values[i] - awayFrom;
        if (Math.abs(distance) < awayBy) {
          values[i] = awayFrom + (distance < 0 ? -awayBy : awayBy);
        }
      }
    }
    if (gap > 0) {
      spread(values);
    }
    Tensor tensor = Tensor.wrap(values, shape);
    return float32 ? tensor.to(DType.FLOAT32) : tensor;
  }

  /** Moves elements up, in order of size, until each is a gap above the one before. */
  private void spread(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    for (int i = 1; i < order.length; i++) {
      double least = values[order[i - 1]] + gap;
      if (values[order[i]] < least) {
        values[order[i]] = isAway(least) ? least : awayFrom + awayBy;
      }
    }
  }

  private boolean isAway(double value) {
    return Math.abs(value - awayFrom) >= awayBy;
  }
}
